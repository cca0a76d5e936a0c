"""What the editor's script sends every few seconds, and what the desk does with a piece that is not saved."""

import json
import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from blog import clock
from blog.articles import queries, working_copies
from blog.articles.models import Article, WorkingCopy
from blog.articles.working_copies import seen_now
from blog.db import db
from tests.factories import NOW, Desk, count, hidden, make_article

NEW = "/admin/articles/new"
FIELDS = {"title": "The bridge", "body": "First.", "kind": "article", "language": "en", "slug": "", "tags": "Town"}


@pytest.fixture
def draft(desk: Desk, app_context: object) -> int:
    return make_article("The old bridge", published_at=None)


def page_of(article: int) -> str:
    return f"/admin/articles/{article}"


def keep(desk: Desk, article: int, **fields: str) -> tuple[int, dict[str, str]]:
    answer = desk.post(f"{page_of(article)}/working-copy", FIELDS | {"seen": str(seen_now(article))} | fields)
    db.session.rollback()
    return answer.status_code, json.loads(answer.text) if answer.is_json else {}


def test_what_was_kept_stands_in_the_editor_and_readers_see_nothing_of_it(
    desk: Desk, client: FlaskClient, app_context: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article("The old bridge")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 14, 10, 2, tzinfo=NOW.tzinfo))
    status, answer = keep(desk, article, comments_open="y", slug="half an addr", published_at="2026-99")
    assert status == 200
    assert answer == {"seen": str(seen_now(article)), "kept": "10:02"}
    page = desk.get(page_of(article)).text
    assert "What you wrote until" in page
    assert "First.</textarea>" in page
    assert 'value="half an addr"' in page
    assert hidden(page, "seen") == answer["seen"]
    assert "First." not in client.get("/articles/the-old-bridge").text


def test_boxes_that_were_unticked_stay_so(desk: Desk, draft: int) -> None:
    keep(desk, draft)
    assert "checked" not in box_of(desk, draft)
    keep(desk, draft, comments_open="y")
    assert "checked" in box_of(desk, draft)


def box_of(desk: Desk, article: int) -> str:
    found = re.search('<input[^>]*name="comments_open"[^>]*>', desk.get(page_of(article)).text)
    assert found
    return found[0]


def test_only_the_fields_of_the_form_are_kept(desk: Desk, draft: int) -> None:
    keep(desk, draft, unknown="x", do="publish")
    copy = working_copies.of(draft)
    assert copy is not None
    assert not {"csrf_token", "seen", "unknown", "do"} & copy.fields.keys()


def test_another_tabs_words_are_not_overwritten(desk: Desk, draft: int) -> None:
    began = str(seen_now(draft))
    assert keep(desk, draft, body="Of the first.")[0] == 200
    for seen in (began, "", "nonsense"):
        assert keep(desk, draft, body="Of the second.", seen=seen)[0] == 409
    answer = desk.post(page_of(draft), FIELDS | {"do": "save", "body": "Of the second.", "seen": began})
    assert answer.status_code == 409
    assert "<del>first</del><ins>second</ins>" in answer.text
    assert "Of the second.</textarea>" in answer.text
    again = {"do": "save", "body": "Of the second.", "seen": hidden(answer.text, "seen")}
    assert desk.post(page_of(draft), FIELDS | again).status_code == 303
    db.session.rollback()
    article = queries.by_id(draft)
    assert article is not None
    assert article.body == "Of the second."
    assert count(WorkingCopy) == 0


def test_both_texts_are_shown_when_that_is_asked_for(desk: Desk, draft: int) -> None:
    keep(desk, draft, body="Of the first.")
    answer = desk.post(page_of(draft), FIELDS | {"do": "compare", "body": "Of the second.", "title": ""})
    assert answer.status_code == 409
    assert "<del>first</del><ins>second</ins>" in answer.text


def test_the_first_words_of_a_new_piece_make_a_draft(desk: Desk, app_context: object) -> None:
    answer = desk.post(f"{NEW}/working-copy", FIELDS | {"published_at": "2026-"}).get_json()
    article = queries.by_id(1)
    assert article is not None
    assert (answer["address"], answer["seen"]) == (page_of(1), str(seen_now(1)))
    assert (article.title, article.body, article.author, article.published_at) == (
        "The bridge", "", "Meera Thomas", None,
    )  # fmt: skip
    assert "First.</textarea>" in desk.get(page_of(1)).text
    assert 'value="Town"' in desk.get(page_of(1)).text


def test_a_new_piece_without_a_headline_gets_its_address_from_the_later_one(desk: Desk, app_context: object) -> None:
    desk.post(f"{NEW}/working-copy", FIELDS | {"title": "", "kind": "nonsense", "language": "?"})
    page = desk.get(page_of(1)).text
    assert 'name="slug" type="text" value=""' in page
    fields = FIELDS | {"title": "Later", "do": "publish", "seen": hidden(page, "seen")}
    assert desk.post(page_of(1), fields).status_code == 303
    assert queries.slug_of(1) == "later"


def test_what_was_not_saved_is_not_published_from_the_list(desk: Desk, draft: int) -> None:
    keep(desk, draft)
    answer = desk.post(f"{page_of(draft)}/publication")
    assert (answer.status_code, answer.location) == (303, page_of(draft))
    article = queries.by_id(draft)
    assert article is not None
    assert not article.is_live


def test_going_back_to_what_was_saved(desk: Desk, draft: int) -> None:
    keep(desk, draft)
    answer = desk.post(f"{page_of(draft)}/working-copy/end", page=page_of(draft), follow_redirects=True)
    assert "This is what was saved." in answer.text
    assert "One paragraph.</textarea>" in answer.text


def test_nothing_is_kept_of_a_piece_that_is_gone(desk: Desk, draft: int) -> None:
    assert desk.post("/admin/articles/99/working-copy", FIELDS).status_code == 404
    assert desk.post("/admin/articles/99/working-copy/end").status_code == 404
    assert (count(WorkingCopy), count(Article)) == (0, 1)


def test_a_preview_shows_also_what_cannot_be_saved_yet(desk: Desk, draft: int) -> None:
    rough = {"do": "preview", "title": "", "kind": "nonsense", "language": "?", "published_at": "x", "body": "*Now*"}
    for path in (NEW, page_of(draft)):
        answer = desk.post(path, FIELDS | rough)
        assert answer.status_code == 200
        assert "<em>Now</em>" in answer.text

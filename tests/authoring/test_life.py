"""What becomes of a piece: shown beforehand by a link, changed and corrected before readers' eyes, withdrawn."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock, tokens
from blog.articles import actions, life, queries
from blog.articles.models import Correction
from blog.articles.rules import Kind
from blog.db import db
from blog.site import version
from tests.authoring.test_views import save
from tests.factories import NOW, Desk, count, hidden, make_article, make_printed


@pytest.fixture
def article(desk: Desk, app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2))
    return make_article("The old bridge", body="First words.")


def edit(desk: Desk, id: int, **fields: object) -> int:
    return save(desk, "save", f"/admin/articles/{id}", **fields).status_code


# --- Withdrawn ---


def test_a_withdrawn_piece_leaves_a_sentence_at_its_address(desk: Desk, client: FlaskClient, article: int) -> None:
    make_printed(article, "A letter.")
    before = version.current()
    page = f"/admin/articles/{article}/withdrawal"
    assert "Withdraw this piece?" in desk.get(page).text
    desk.post(page, {"farewell": "The source asked us to <b>wait</b>."})
    answer = client.get("/articles/the-old-bridge")
    assert answer.status_code == 410
    assert "The source asked us to &lt;b&gt;wait&lt;/b&gt;." in answer.text
    assert "This piece was withdrawn on <time" in answer.text
    assert "First words." not in answer.text
    assert "The old bridge" not in client.get("/").text
    assert "A letter." not in client.get("/comments.xml").text
    db.session.rollback()
    assert version.current() > before
    assert "Withdrawn" in desk.get("/admin/articles").text
    assert "Withdrew" in desk.get("/admin/log").text
    assert client.post("/articles/the-old-bridge/comments", data={"body": "Keep me."}).status_code == 404


def test_a_withdrawn_piece_stays_so_when_it_is_saved_and_when_time_passes(
    desk: Desk, client: FlaskClient, article: int
) -> None:
    life.withdraw(article, "", NOW)
    assert edit(desk, article, body="Second words.") == 303
    assert not queries.is_due(NOW + timedelta(days=9))
    life.release(NOW + timedelta(days=9))
    assert client.get("/articles/the-old-bridge").status_code == 410


def test_a_withdrawn_piece_can_be_published_again_with_its_comments(
    desk: Desk, client: FlaskClient, article: int
) -> None:
    make_printed(article, "A letter.")
    life.withdraw(article, "", NOW)
    desk.post(f"/admin/articles/{article}/publication")
    assert "A letter." in client.get("/articles/the-old-bridge").text


def test_a_former_address_of_a_withdrawn_piece_leads_to_the_sentence(
    desk: Desk, client: FlaskClient, article: int
) -> None:
    edit(desk, article, slug="new-bridge", title="The old bridge")
    life.withdraw(article, "", NOW)
    answer = client.get("/articles/the-old-bridge")
    assert (answer.status_code, answer.location) == (301, "/articles/new-bridge")
    assert client.get("/articles/new-bridge").status_code == 410


def test_a_page_can_be_withdrawn_too_and_only_what_is_live(desk: Desk, client: FlaskClient, article: int) -> None:
    page, draft = make_article("About", kind=Kind.PAGE), make_article("Draft", published_at=None)
    desk.post(f"/admin/articles/{page}/withdrawal")
    assert client.get("/pages/about").status_code == 410
    assert desk.post(f"/admin/articles/{draft}/withdrawal").status_code == 409
    assert client.get("/articles/draft").status_code == 404
    assert desk.post("/admin/articles/999/withdrawal").status_code == 404


def test_an_unpublished_piece_is_no_page_and_not_said_to_be_withdrawn(
    desk: Desk, client: FlaskClient, article: int
) -> None:
    life.withdraw(article, "", NOW)
    desk.post(f"/admin/articles/{article}/publication/end")
    assert client.get("/articles/the-old-bridge").status_code == 404


# --- Updated and corrected ---


def test_a_piece_says_when_its_words_last_changed(desk: Desk, client: FlaskClient, article: int) -> None:
    assert "Updated" not in client.get("/articles/the-old-bridge").text
    edit(desk, article, body="First words.", standfirst="", title="The old bridge", tags="Other")
    assert "Updated" not in client.get("/articles/the-old-bridge").text
    edit(desk, article, body="Second words.", standfirst="", title="The old bridge")
    assert re.search(r"Updated <time[^>]*>16 March 2026, 10:00", client.get("/articles/the-old-bridge").text)


def test_a_draft_that_changes_is_not_said_to_be_updated(desk: Desk, client: FlaskClient, article: int) -> None:
    draft = make_article("Draft", published_at=None)
    edit(desk, draft, title="Draft", body="Other words.")
    desk.post(f"/admin/articles/{draft}/publication")
    assert "Updated" not in client.get("/articles/draft").text


def test_a_correction_stands_under_the_piece_with_its_date(desk: Desk, client: FlaskClient, article: int) -> None:
    before = version.current()
    edit(desk, article, correction="It was <b>Tuesday</b>.")
    page = client.get("/articles/the-old-bridge").text
    assert '<h2 id="corrections" lang="en">Correction</h2>' in page
    assert re.search(r"<time[^>]*>16 March 2026:</time> It was &lt;b&gt;Tuesday&lt;/b&gt;\.", page)
    db.session.rollback()
    assert version.current() > before
    edit(desk, article, correction="And in June.")
    assert "Corrections</h2>" in client.get("/articles/the-old-bridge").text
    other = make_article("Other")
    edit(desk, other, drop="1")  # no correction of that one
    assert "Tuesday" in client.get("/articles/the-old-bridge").text
    for sent in ("1", "1", "x"):
        assert edit(desk, article, drop=sent) == 303
    page = client.get("/articles/the-old-bridge").text
    assert "Tuesday" not in page
    assert "And in June." in page


def test_corrections_go_with_their_article(desk: Desk, article: int) -> None:
    life.correct(article, "It was Tuesday.", NOW)
    actions.delete(article)
    assert count(Correction) == 0


# --- Shown beforehand ---


@pytest.fixture
def draft(article: int) -> int:
    return make_article("Secret", body="Not yet.", published_at=None)


def give(desk: Desk, draft: int) -> None:
    """Make the link; what was typed is saved with it."""
    answer = save(desk, "link", f"/admin/articles/{draft}", title="Secret", body="Now it is.", published_at="")
    assert answer.status_code == 303


def link(desk: Desk, draft: int) -> str:
    found = re.search(r'href="http://127\.0\.0\.1:8000(/preview/[^"]+)"', desk.get(f"/admin/articles/{draft}").text)
    assert found
    return found[1]


def test_a_link_shows_a_draft_until_it_is_taken_back(desk: Desk, client: FlaskClient, draft: int) -> None:
    assert "/preview/" not in desk.get(f"/admin/articles/{draft}").text
    give(desk, draft)
    page = link(desk, draft)
    answer = client.get(page)
    assert answer.status_code == 200
    assert "Now it is." in answer.text
    assert "This is a preview." in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert client.get("/articles/secret").status_code == 404
    assert save(desk, "unlink", f"/admin/articles/{draft}", title="Secret").status_code == 303
    assert client.get(page).status_code == 410


def test_a_new_link_ends_the_former_one(
    desk: Desk, client: FlaskClient, draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(desk, draft)
    former = link(desk, draft)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))
    give(desk, draft)
    assert client.get(former).status_code == 410
    assert client.get(link(desk, draft)).status_code == 200


@pytest.mark.parametrize("token", ["x", "WzEsMV0.x", "é", "a" * 5000])
def test_no_other_token_opens_a_draft(client: FlaskClient, draft: int, token: str) -> None:
    assert client.get(f"/preview/{token}").status_code == 404
    assert client.get(f"/preview/{tokens.receipt_token(draft)}").status_code == 404
    assert client.get(f"/preview/{tokens.preview_token(draft, NOW)}").status_code == 410


# --- The place of a page ---


def test_pages_stand_in_their_places_and_some_not_at_all(desk: Desk, client: FlaskClient, article: int) -> None:
    for title, place in (("About", "3"), ("Contact", "1"), ("Imprint", "0")):
        assert save(desk, title=title, kind="page", menu_place=place, also_read="").status_code == 303
    page = client.get("/").text
    assert page.index("Contact") < page.index("About")
    assert "Imprint" not in page
    assert client.get("/pages/imprint").status_code == 200


@pytest.mark.parametrize("place", ["-1", "100", "x"])
def test_a_place_that_is_none_is_refused(desk: Desk, article: int, place: str) -> None:
    assert save(desk, menu_place=place).status_code == 422


# --- Dates and addresses as the editor has them ---


def published(article: int) -> datetime | None:
    db.session.rollback()
    row = queries.by_id(article)
    assert row is not None
    moment: datetime | None = row.published_at
    return moment


def test_saving_keeps_the_seconds_that_the_field_does_not_show(desk: Desk, app_context: Flask) -> None:
    second = NOW.replace(second=14, microsecond=5)
    article = make_article("The bridge", published_at=second)
    edit(desk, article, title="The bridge", published_at="2026-03-14T10:00")
    assert published(article) == second
    edit(desk, article, title="The bridge", published_at="2026-03-14T09:59")
    assert published(article) == NOW - timedelta(minutes=1)


def test_a_scheduled_piece_is_a_draft_again_without_its_date_and_a_live_one_keeps_it(
    desk: Desk, app_context: Flask
) -> None:
    later, live = make_article("Later", published_at=datetime(2099, 1, 1, tzinfo=NOW.tzinfo)), make_article("Live")
    for article, kept in ((later, None), (live, NOW)):
        edit(desk, article, title="x", published_at="")
        assert published(article) == kept


def test_an_address_that_only_begins_with_the_headline_is_the_editors_own(desk: Desk, app_context: Flask) -> None:
    article = make_article("Clock", published_at=None, slug="clock-tower")
    assert hidden_slug(desk, article) == "clock-tower"
    other = make_article("Clock", published_at=None)
    again = make_article("Clock", published_at=None)
    assert [hidden_slug(desk, each) for each in (other, again)] == ["", ""]


def hidden_slug(desk: Desk, article: int) -> str:
    return hidden(desk.get(f"/admin/articles/{article}").text.replace("\n", " "), "slug")


def test_a_piece_without_a_text_is_not_published_from_the_list(desk: Desk, app_context: Flask) -> None:
    article = make_article("Empty", published_at=None, body=" ")
    answer = desk.post(f"/admin/articles/{article}/publication")
    assert answer.location == f"/admin/articles/{article}"
    assert published(article) is None


def test_what_is_scheduled_or_withdrawn_can_be_made_a_draft_from_the_list(desk: Desk, app_context: Flask) -> None:
    make_article("Later", published_at=datetime(2099, 1, 1, tzinfo=NOW.tzinfo))
    life.withdraw(make_article("Gone"), "", NOW)
    assert desk.get("/admin/articles").text.count("Make it a draft") == 2

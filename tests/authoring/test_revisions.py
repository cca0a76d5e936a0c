"""The former words of a piece, and two tabs that save it at once."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.articles import actions, keeping, life, queries, revisions
from blog.articles.models import Revision
from blog.articles.rules import ArticleText, spared
from blog.articles.working_copies import seen_now
from blog.db import db
from tests.authoring.test_views import save
from tests.factories import NOW, Desk, count, hidden, make_article

TEXT = ArticleText(title="The bridge", body="One.", published_at=NOW)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def article(desk: Desk, app_context: Flask) -> int:
    return actions.add(TEXT, NOW)


def public(article: int) -> list[bool]:
    db.session.rollback()
    return [row.is_public for row in revisions.of_article(article)][::-1]


def test_each_save_that_changes_words_is_kept(article: int) -> None:
    actions.revise(article, replace(TEXT, summary="Only this."), NOW)
    assert count(Revision) == 1
    actions.revise(article, replace(TEXT, body="Two."), NOW + HOUR)
    actions.revise(article, replace(TEXT, body="Two.", standfirst="So."), NOW + 2 * HOUR)
    assert [row.made_at for row in revisions.of_article(article)] == [NOW + 2 * HOUR, NOW + HOUR, NOW]


def test_what_readers_saw_is_known(desk: Desk, app_context: Flask) -> None:
    draft = actions.add(replace(TEXT, published_at=None), NOW)
    actions.revise(draft, replace(TEXT, body="Two.", published_at=None), NOW)
    assert public(draft) == [False, False]
    life.publish(draft, NOW)
    assert public(draft) == [False, True]
    life.unpublish(draft, NOW)
    actions.revise(draft, replace(TEXT, body="Three.", published_at=NOW + DAY), NOW)
    assert public(draft) == [False, True, False]
    life.release(NOW + DAY)
    assert public(draft) == [False, True, True]


def test_the_page_tells_what_changed_and_brings_words_back(desk: Desk, client: FlaskClient, article: int) -> None:
    actions.revise(article, replace(TEXT, title="The old bridge", body="Two <b>words</b>."), NOW + HOUR)
    listing = desk.get(f"/admin/articles/{article}/revisions").text
    assert listing.count("Read by readers") == 2
    second, first = re.findall(rf"/admin/articles/{article}/revisions/(\d+)", listing)
    page = desk.get(f"/admin/articles/{article}/revisions/{second}").text
    assert "<del>One</del>" in page
    assert "<ins>Two &lt;b&gt;words&lt;/b&gt;</ins>" in page
    assert "Bring these words back" not in page
    assert "Bring these words back" in desk.get(f"/admin/articles/{article}/revisions/{first}").text
    answer = desk.post(f"/admin/articles/{article}/revisions/{first}/restoration")
    assert answer.status_code == 303
    page = client.get("/articles/the-bridge").text
    assert "<h1>The bridge</h1>" in page
    assert "One." in page
    assert "Updated" in page
    assert count(Revision) == 3


def test_nobody_elses_revision_is_brought_back(desk: Desk, article: int) -> None:
    other = make_article("Other")
    theirs = revisions.latest(other)
    for path in (f"{article}/revisions/{theirs}", f"{article}/revisions/999", "999/revisions/1", "999/revisions"):
        assert desk.get(f"/admin/articles/{path}").status_code == 404
    for path in (f"{article}/revisions/{theirs}", f"{article}/revisions/999", f"999/revisions/{theirs}"):
        assert desk.post(f"/admin/articles/{path}/restoration").status_code == 404


def test_revisions_go_with_their_article(article: int) -> None:
    actions.delete(article)
    assert count(Revision) == 0


# --- Thinned as they age ---


def test_of_old_ones_the_last_of_an_hour_and_then_of_a_day_is_kept() -> None:
    now = datetime(2026, 6, 1, 12, 30, tzinfo=NOW.tzinfo)
    moments = [
        now - HOUR, now - HOUR - timedelta(minutes=1),  # today: both
        now - 2 * DAY, now - 2 * DAY - timedelta(minutes=1), now - 2 * DAY - HOUR,  # one of an hour
        now - 40 * DAY, now - 40 * DAY - HOUR, now - 41 * DAY,  # one of a day
    ]  # fmt: skip
    rows = [(number, moment, False) for number, moment in enumerate(moments)]
    assert spared(rows, now) == {0, 1, 2, 4, 5, 7}
    assert spared([(number, moment, True) for number, moment, _is in rows], now) == set(range(8))
    assert spared(rows[6:7], now) == {6}


def test_thinning_leaves_what_readers_saw_and_what_is_there_now(article: int) -> None:
    draft = actions.add(replace(TEXT, title="Draft", published_at=None), NOW)
    for minute in range(1, 5):
        for id, published_at in ((draft, None), (article, NOW)):
            text = replace(TEXT, body=f"Words {minute}.", published_at=published_at)
            actions.revise(id, text, NOW + timedelta(minutes=minute))
    assert revisions.thin(NOW + timedelta(hours=12)) == 0
    assert revisions.thin(NOW + 3 * DAY) == 4
    assert [row.body for row in (revisions.one(draft, row.id) for row in revisions.of_article(draft)) if row] == [
        "Words 4."
    ]
    assert len(revisions.of_article(article)) == 5


# --- Two tabs ---


def test_what_another_tab_saved_is_shown_and_not_overwritten(desk: Desk, client: FlaskClient, article: int) -> None:
    path = f"/admin/articles/{article}"
    began = hidden(desk.get(path).text, "seen")
    assert save(desk, "save", path, title="The bridge", body="From the other tab.", seen=began).status_code == 303
    answer = save(desk, "save", f"{path}?saved=save", title="A bridge", body="From this tab.", seen=began)
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    assert "Saved. Readers see it." not in answer.text
    assert "<del>the other</del><ins>this</ins>" in answer.text
    assert "<del>The</del><ins>A</ins> bridge" in answer.text
    assert "From this tab.</textarea>" in answer.text
    assert "From the other tab." in client.get("/articles/the-bridge").text
    again = save(desk, "save", path, title="The bridge", body="From this tab.", seen=hidden(answer.text, "seen"))
    assert again.status_code == 303
    assert "From this tab." in client.get("/articles/the-bridge").text
    assert queries.by_id(article) is not None


def test_the_same_saved_twice_is_no_conflict(desk: Desk, article: int) -> None:
    path = f"/admin/articles/{article}"
    began = hidden(desk.get(path).text, "seen")
    for tags in ("One", "One"):
        assert (
            save(desk, "save", path, title="The bridge", body="One.", standfirst="", tags=tags, seen=began).status_code
            == 303
        )


# --- Words that a piece cannot have ---


def test_what_is_put_aside_is_tidy(article: int) -> None:
    typed = {"title": " A \r\n bridge\u202e", "body": "One.\r\n\r\nTwo\u202e.", "standfirst": ""}
    keeping.keep(article, typed, seen_now(article), 1, NOW)
    keeping.discard(article, NOW)
    row = revisions.one(article, revisions.of_article(article)[1].id)
    assert row is not None
    assert (row.title, row.body) == ("A bridge", "One.\n\nTwo.")


def test_the_same_words_with_the_line_ends_of_a_browser_are_no_other_ones(app_context: Flask) -> None:
    article = make_article("The bridge", body="One.\n\nTwo.")
    typed = {"title": "The bridge", "body": "One.\r\n\r\nTwo.", "standfirst": ""}
    keeping.keep(article, typed, seen_now(article), 1, NOW)
    keeping.discard(article, NOW)
    assert len(revisions.of_article(article)) == 1


@pytest.mark.parametrize(("title", "body"), [("", "x"), ("x", " "), ("x" * 201, "x"), ("x", "x" * 500_001)])
def test_words_that_a_piece_cannot_have_are_not_brought_back(desk: Desk, article: int, title: str, body: str) -> None:
    keeping.keep(article, {"title": title, "body": body}, seen_now(article), 1, NOW)
    keeping.discard(article, NOW)
    unfinished = revisions.of_article(article)[1].id
    answer = desk.post(f"/admin/articles/{article}/revisions/{unfinished}/restoration")
    assert answer.status_code == 409
    assert "Copy from them what you need" in answer.text
    db.session.rollback()
    row = queries.by_id(article)
    assert row is not None
    assert row.body == "One."


def test_a_headline_brought_back_is_told_to_those_who_link_there(article: int) -> None:
    other = make_article("Other", body="[](/articles/the-bridge)")
    first = revisions.latest(article) or 0
    actions.revise(article, replace(TEXT, title="A bridge", slug="the-bridge", published_at=NOW), NOW)
    keeping.restore(article, first, NOW + DAY)
    assert ">The bridge</a>" in body_html(other)
    row = queries.by_id(article)
    assert row is not None
    assert row.revised_at == NOW + DAY


def body_html(article: int) -> str:
    db.session.expire_all()
    row = queries.by_id(article)
    assert row is not None
    return str(row.body_html)

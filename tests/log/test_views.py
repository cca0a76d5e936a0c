"""The log can be looked through, filtered, and taken away as a file."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.articles import actions as articles
from blog.audit import actions as audit
from blog.audit import queries
from blog.audit.models import Event
from blog.audit.rules import Act, Hand, Kind, Way
from blog.comments import decisions
from blog.comments.models import Comment
from blog.comments.rules import Status
from blog.db import db, writing
from blog.log import views
from blog.site import actions as site
from tests.factories import NOW, Desk, count, make_article, make_comment

HAND = Hand(Way.DESK, 1, "198.51.100.0/24")


def rows(desk: Desk, query: str = "") -> list[dict[str, str]]:
    """The lines of the file."""
    answer = desk.get(f"/admin/log.csv?{query}", buffered=True)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(StringIO(answer.text)))


def test_it_tells_each_thing_in_words_newest_first(desk: Desk, app_context: Flask) -> None:
    comment_id = make_comment(make_article("The old bridge"))
    desk.post(f"/admin/comments/{comment_id}/approval")
    desk.post(f"/admin/comments/{comment_id}/block", {"what": "domain"})
    site.change(title="<b>The Review</b>", held_words=["casino"])
    page = desk.get("/admin/log").text
    told = ["Changed", "Blocked the domain of", "Approved", "Published", "Signed in"]
    assert [page.index(f"<b>{words}</b>") for words in told] == sorted(page.index(f"<b>{words}</b>") for words in told)
    assert f'/admin/comments/search?q=%23{comment_id}"><bdi>Asha Menon</bdi> #{comment_id}</a>' in page
    assert "from <bdi>Pending</bdi> to <bdi>Approved</bdi>" in page
    assert "from <bdi>0 lines</bdi> to <bdi>1 line (1 added, 0 taken out)</bdi>" in page
    assert "“&lt;b&gt;The Review&lt;/b&gt;”" in page
    assert "<bdi>Meera Thomas</bdi> at the desk, <bdi>127.0.0.0/24</bdi>" in page


def test_a_link_leads_from_a_comment_to_all_that_happened_to_it(desk: Desk, app_context: Flask) -> None:
    article_id = make_article()
    ids = [make_comment(article_id, f"Letter {number}.", email=f"{number}@example.org") for number in range(3)]
    assert f'href="/admin/log?comment={ids[1]}"' in desk.get("/admin/").text
    desk.post("/admin/comments/spam", {"ids": ids})
    page = desk.get(f"/admin/log?comment={ids[1]}").text
    assert f"</bdi> #{ids[1]}</a>" in page
    assert f"</bdi> #{ids[0]}</a>" not in page
    assert [row["comment"] for row in rows(desk, f"comment={ids[1]}")] == [str(ids[1])]


def test_an_act_on_many_is_one_line_that_leads_to_all_of_them(desk: Desk, app_context: Flask) -> None:
    article_id = make_article()
    ids = [make_comment(article_id, f"Letter {number}.", email=f"{number}@example.org") for number in range(3)]
    desk.post("/admin/comments/spam", {"ids": ids})
    page = desk.get("/admin/log").text
    assert page.count("Marked as spam") == 1
    assert "and 2 others" in page
    batch = db.session.query(Event.batch_id).filter(Event.act == "decide").first()[0]  # type: ignore[index]
    assert f"batch={batch}" in page
    page = desk.get(f"/admin/log?batch={batch}").text
    assert page.count("Marked as spam") == 3
    assert "others" not in page
    assert len(rows(desk, f"batch={batch}")) == 3


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_finds_its_own_and_nothing_else(desk: Desk, app_context: Flask, kind: Kind) -> None:
    with writing() as session:
        for act in Act:
            audit.note(session, act, HAND, NOW, after=1)
    acts = {row["act"] for row in rows(desk, f"kind={kind}")}
    assert acts == {act.value for act in queries.KINDS[kind]}
    assert desk.get(f"/admin/log?kind={kind}").text.count('class="log__entry"') >= len(acts)


def test_every_act_is_of_one_kind_and_has_words(desk: Desk, app_context: Flask) -> None:
    assert sorted(act for acts in queries.KINDS.values() for act in acts) == sorted(Act)
    with writing() as session:
        for act in Act:
            audit.note(session, act, HAND, NOW, after=1)
    page = desk.get("/admin/log").text
    for act in set(Act) - {
        Act.DECIDE,
        Act.BLOCK,
        Act.ARTICLE,
        Act.BACKUP,
        Act.EXPORT,
    }:  # whose words hang on what came after
        assert f"<b>{act}</b>" not in page


def test_a_day_begins_and_ends_in_the_sites_time_zone(desk: Desk, app_context: Flask) -> None:
    site.change(time_zone="Asia/Kolkata")
    with writing() as session:
        for hour in (18, 19):  # on the 14th, of which half past six in the evening begins the 15th there
            audit.note(session, Act.PASSWORD, HAND, NOW.replace(hour=hour))
    assert len(rows(desk, "kind=sign-ins&since=2026-03-14&until=2026-03-14")) == 1
    assert len(rows(desk, "since=2026-03-15&until=2026-03-15")) == 1
    assert "15 March 2026" in desk.get("/admin/log").text


@pytest.mark.parametrize("query", ["since=yesterday", "until=0001-01-01", "kind=everything"])
def test_a_filter_that_is_none_is_refused_in_words(desk: Desk, query: str) -> None:
    answer = desk.get(f"/admin/log?{query}")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert desk.get(f"/admin/log.csv?{query}").status_code == 422


@pytest.mark.parametrize("query", ["comment=x", "comment=9999", "batch=x'--", "since=2999-01-01"])
def test_what_is_not_there_is_not_found(desk: Desk, query: str) -> None:
    answer = desk.get(f"/admin/log?{query}")
    assert answer.status_code == 200
    assert ("Nothing found." in answer.text) == (query != "comment=x")


def test_a_place_that_we_never_gave_is_no_page(desk: Desk) -> None:
    assert desk.get("/admin/log?after=x").status_code == 404


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_file_begins_as_a_formula_does(first: str) -> None:
    assert views._cell(f"{first}1+1") == f"'{first}1+1"


def test_long_logs_have_pages_and_the_file_has_all_of_it(
    desk: Desk, app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PART", 60)
    with writing() as session:
        for number in range(250):
            audit.note(session, Act.SET, HAND, NOW + timedelta(seconds=number), setting="title", after=str(number))
    found = rows(desk, "kind=settings")
    assert [row["after"] for row in found] == [str(number) for number in reversed(range(250))]
    page = desk.get("/admin/log?kind=settings").text
    assert page.count('class="log__entry"') == 100
    assert "kind=settings&amp;after=" in page


def test_the_file_names_its_columns_and_is_no_formula(desk: Desk, app_context: Flask) -> None:
    comment_id = make_comment(make_article())
    desk.post(f"/admin/comments/{comment_id}/bin")
    site.change(title='=HYPERLINK("https://evil.example")', is_away=True)
    by_act = {row["act"]: row for row in rows(desk)}
    decided = by_act["decide"]
    assert (decided["who"], decided["way"], decided["network"]) == ("Meera Thomas", "desk", "127.0.0.0/24")
    assert (decided["comment"], decided["before"], decided["after"]) == (str(comment_id), "pending", "bin")
    assert decided["time"].endswith("+00:00")
    changed = {row["setting"]: row["after"] for row in rows(desk, "kind=settings")}
    assert changed == {"title": '\'=HYPERLINK("https://evil.example")', "is_away": "true"}
    assert desk.get("/admin/log.csv", buffered=True).headers["Content-Disposition"] == 'attachment; filename="log.csv"'


def test_nobody_else_sees_it(client: FlaskClient) -> None:
    for path in ("/admin/log", "/admin/log.csv"):
        assert "/admin/login" in client.get(path).location


def test_what_is_older_than_it_is_kept_is_forgotten(app_context: Flask) -> None:
    with writing() as session:
        for days in (10, 9):
            audit.note(session, Act.SIGN_OUT, Hand(Way.SITE), NOW - timedelta(days=days))
    assert audit.forget(NOW, 0) == 0
    assert audit.forget(NOW, 10) == 1
    assert count(Event) == 1


def test_what_is_gone_is_named_by_its_number(desk: Desk, app_context: Flask) -> None:
    article_id = make_article()
    make_comment(article_id)
    decisions.decide_all(Comment.article_id == article_id, Status.SPAM, 1, NOW)
    articles.delete(article_id)
    page = desk.get("/admin/log").text
    assert "article #1, gone by now" in page
    assert "comment #1, gone by now" in page

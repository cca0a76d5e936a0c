"""A reader reports a printed comment: it comes back before the admin, and stays printed until it is decided."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import tokens
from blog.comments import decisions, own, reports, retention
from blog.comments.models import Report
from blog.comments.moves import NoSuchComment
from blog.db import db
from tests.factories import NOW, Desk, count, make_admin, make_article, make_comment, make_printed, stored


@pytest.fixture
def comment_id(desk: Desk, app_context: Flask) -> int:
    return make_printed(make_article("The old bridge"), "A rude letter.")


@pytest.fixture
def page(comment_id: int) -> str:
    return f"/articles/the-old-bridge/comments/{comment_id}/report"


def send(client: FlaskClient, page: str, why: str = "Rude.", network: str = "198.51.100.7") -> int:
    fields = {"why": why, "stamp": tokens.stamp(1)}
    return client.post(page, data=fields, environ_base={"REMOTE_ADDR": network}).status_code


def test_a_printed_comment_leads_to_a_form_that_says_what_happens(client: FlaskClient, page: str) -> None:
    assert f'href="{page}"' in client.get("/articles/the-old-bridge").text
    form = client.get(page)
    assert form.status_code == 200
    assert "A rude letter." in form.text
    assert "Set-Cookie" not in form.headers


def test_what_is_reported_stands_on_top_of_the_queue_with_the_words_and_stays_printed(
    desk: Desk, client: FlaskClient, comment_id: int, page: str
) -> None:
    make_comment(1, "Another.", email="other@example.org")
    assert send(client, page, "<b>Rude</b>") == 200
    assert send(client, page, "", "203.0.113.9") == 200
    queue = desk.get("/admin/").text
    assert queue.index("Reported by readers") < queue.index("To read")
    assert "Reported: &lt;b&gt;Rude&lt;/b&gt;" in queue
    assert "A rude letter." in client.get("/articles/the-old-bridge").text


def test_leaving_it_printed_is_one_press_and_logged(
    desk: Desk, client: FlaskClient, comment_id: int, page: str
) -> None:
    send(client, page)
    answer = desk.post(f"/admin/comments/{comment_id}/report/dismissal", follow_redirects=True)
    assert "The comment stays as it is printed." in answer.text
    assert "Reported by readers" not in answer.text
    assert "Left printed, though readers reported it" in desk.get("/admin/log").text
    assert stored(comment_id).status == "approved"
    assert desk.post("/admin/comments/999/report/dismissal").status_code == 404


def test_any_decision_settles_it(desk: Desk, client: FlaskClient, comment_id: int, page: str) -> None:
    send(client, page)
    decision = decisions.mark_spam(comment_id, 1, NOW)
    assert count(Report) == 0
    decisions.undo(decision, 1, NOW)
    assert "Reported by readers" not in desk.get("/admin/").text


@pytest.mark.usefixtures("one_moment")
def test_from_one_network_one_report_counts_and_not_more_than_ten_a_day(
    client: FlaskClient, comment_id: int, page: str
) -> None:
    assert [send(client, page) for _time in range(3)] == [200] * 3
    assert count(Report) == 1
    for number in range(9):
        other = make_printed(1, f"Letter {number}.", email=f"{number}@example.org")
        assert send(client, f"/articles/the-old-bridge/comments/{other}/report") == 200
    last = make_printed(1, "The last.", email="last@example.org")
    assert send(client, f"/articles/the-old-bridge/comments/{last}/report") == 429


@pytest.mark.parametrize("path", ["/articles/the-old-bridge/comments/999/report", "/articles/x/comments/1/report"])
def test_what_is_not_printed_there_cannot_be_reported(client: FlaskClient, comment_id: int, path: str) -> None:
    waiting = make_comment(1, "It waits.", email="other@example.org")
    for page in (path, f"/articles/the-old-bridge/comments/{waiting}/report"):
        assert client.get(page).status_code == 404
        assert send(client, page) == 404
    assert count(Report) == 0


def test_a_report_has_limits_and_a_stamp(client: FlaskClient, page: str) -> None:
    assert send(client, page, "x" * 201) == 422
    assert client.post(page, data={"why": "Rude."}).status_code == 422
    foreign = {"Origin": "https://evil.example"}
    assert client.post(page, data={"stamp": tokens.stamp(1)}, headers=foreign).status_code == 403
    assert count(Report) == 0


def test_a_report_goes_with_its_comment_and_its_network_in_time(
    client: FlaskClient, comment_id: int, page: str
) -> None:
    send(client, page)
    reports.report(comment_id, "", "203.0.113.9", NOW)
    retention.forget_addresses(NOW + timedelta(days=9_999))
    db.session.rollback()
    assert {row.address_key for row in db.session.query(Report)} == {"1", "2"}
    own.erase(comment_id)
    assert count(Report) == 0


@pytest.mark.parametrize("to", [None, "spam", "bin"])
def test_what_is_not_printed_cannot_be_reported(app_context: Flask, to: str | None) -> None:
    make_admin()
    comment_id = make_comment(make_article("Another bridge"))
    if to:
        {"spam": decisions.mark_spam, "bin": decisions.put_in_bin}[to](comment_id, 1, NOW)
    with pytest.raises(NoSuchComment):
        reports.report(comment_id, "Why?", "203.0.113.77", NOW)

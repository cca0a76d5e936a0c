"""Who lost the page of their comment asks the admin for what is kept of them, or for its end."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.comments import actions, lists, queries
from blog.comments.models import Comment
from blog.db import db
from tests.factories import NOW, Desk, count, make_comment, make_printed


def test_all_that_is_kept_of_an_address_is_one_file(desk: Desk, article: int) -> None:
    make_comment(article, "One.", email="Asha@example.org")
    make_printed(article, "Two.")
    make_comment(article, "Another's.", email="other@example.org")
    page = desk.get("/admin/people?email=asha@example.org").text
    # Not a `download`: a browser would store the page that may ask for the password first.
    assert re.search(r'<a href="/admin/people/data\?email=[^ ]*">', page)
    answer = desk.get("/admin/people/data?email=ASHA@example.org")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="comments.json"'
    kept = json.loads(answer.text)
    assert [each["comment"] for each in kept] == ["One.", "Two."]
    assert kept[0]["email"] == "Asha@example.org"
    assert kept[0]["network"] == "203.0.113.0/24"


def test_erasing_asks_first_then_leaves_only_numbers(desk: Desk, article: int, client: FlaskClient) -> None:
    printed, waiting = make_printed(article, "One."), make_comment(article, "Two.")
    other = make_comment(article, "Another's.", email="other@example.org")
    actions.reply(printed, "The editor's.", 1, NOW)
    lists.trust(printed)
    page = desk.get("/admin/people/erasure?email=asha@example.org").text
    assert "2 comments go for good" in page
    assert count(Comment) == 4
    answer = desk.post("/admin/people/erasure", {"email": "asha@example.org"}, follow_redirects=True)
    assert "Erased: 2 comments." in answer.text
    left = {comment.id for comment in _all()}
    assert left == {other, other + 1}
    assert "The editor" in client.get("/articles/the-old-bridge").text
    assert queries.policy().trusted == ()
    log = desk.get("/admin/log?kind=deletions").text
    assert f"comment #{printed}, gone by now" in log
    assert "and 1 other" in log
    batch = re.search(r"batch=([^\"&]+)", log)[1]  # type: ignore[index]
    assert f"comment #{waiting}, gone by now" in desk.get(f"/admin/log?batch={batch}").text
    assert "asha" not in log


def _all() -> list[Comment]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.query(Comment))


@pytest.mark.parametrize("path", ["data", "erasure"])
@pytest.mark.parametrize("email", ["", "nobody@example.org", "meera@example.com"])
def test_who_never_wrote_is_not_found(desk: Desk, article: int, app_context: Flask, path: str, email: str) -> None:
    actions.reply(make_printed(article), "The editor's.", 1, NOW)
    assert desk.get(f"/admin/people/{path}?email={email}").status_code == 404
    if path == "erasure":
        assert desk.post("/admin/people/erasure", {"email": email}).status_code == 404

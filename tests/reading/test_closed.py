"""Where no comment is taken any more, what is printed stays, and one sentence says since when."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock, heartbeat, tokens
from blog.comments.models import Comment
from blog.site import actions as site
from tests.factories import NOW, count, make_admin, make_article, make_printed

SENT = {"name": "Asha", "email": "asha@example.org", "body": "Too late."}


def post(client: FlaskClient) -> int:
    return client.post("/articles/hello/comments", data=SENT | {"stamp": tokens.stamp(1)}).status_code


def test_old_articles_close_by_themselves_and_say_when(
    app_context: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_admin()
    make_printed(make_article(), "Printed in time.")
    site.change(closing_days=14)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=14))
    heartbeat.beat("one")
    page = client.get("/articles/hello").text
    assert "Printed in time." in page
    assert "Comments closed on " in page
    assert "28 March 2026" in page
    assert 'id="body"' not in page
    assert post(client) == 403
    assert count(Comment) == 1


def test_all_can_be_closed_at_once_and_opened_again(app_context: Flask, client: FlaskClient) -> None:
    make_article()
    site.change(comments_closed=True)
    page = client.get("/articles/hello").text
    assert "Comments are closed." in page
    assert 'id="body"' not in page
    assert post(client) == 403
    site.change(comments_closed=False)
    assert post(client) == 303

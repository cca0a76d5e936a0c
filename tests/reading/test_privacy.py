"""The page that says what is kept of readers is short, and true of what is set."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.site import actions as site
from blog.site import version
from tests.factories import make_article


def test_the_form_leads_to_it(client: FlaskClient, app_context: Flask) -> None:
    make_article()
    assert 'href="/privacy"' in client.get("/articles/hello").text
    assert client.get("/privacy").status_code == 200


@pytest.mark.parametrize(
    ("days", "words"),
    [(30, "for limits, for 30 days."), (1, "for limits, for one day."), (0, "for limits.")],
)
def test_it_says_how_long_addresses_are_kept(client: FlaskClient, app_context: Flask, days: int, words: str) -> None:
    before = version.current()
    site.change(address_days=days)
    assert version.current() > before
    assert words in client.get("/privacy").text


def test_it_says_when_what_is_not_printed_goes(client: FlaskClient, app_context: Flask) -> None:
    assert "deleted after 30 days" in client.get("/privacy").text
    site.change(spam_days=0)
    assert "deleted after" not in client.get("/privacy").text

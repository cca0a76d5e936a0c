"""The commenter's private page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import tokens
from blog.comments import decisions
from tests.factories import NOW, make_admin, make_article, make_comment


@pytest.fixture
def address(app: Flask, app_context: Flask) -> str:
    make_admin()
    comment_id = make_comment(make_article("The old bridge"), "My own words.")
    return f"/receipts/{tokens.receipt_token(comment_id)}"


def test_a_receipt_is_private(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (None, "waiting to be read"),
        (decisions.approve, "Your comment is printed"),
        (decisions.mark_spam, "Your comment was not printed"),
        (decisions.put_in_bin, "Your comment was not printed"),
    ],
)
def test_it_says_what_became_of_the_comment(client: FlaskClient, address: str, act: object, words: str) -> None:
    if act:
        act(1, 1, NOW)  # type: ignore[operator]
    page = client.get(address).text
    assert words in page
    assert "My own words." in page
    assert "The old bridge" in page
    assert "spam" not in page.lower()


def test_a_printed_one_leads_to_its_place(client: FlaskClient, address: str) -> None:
    decisions.approve(1, 1, NOW)
    assert 'href="/articles/the-old-bridge/comments/1"' in client.get(address).text


@pytest.mark.parametrize("token", ["x", "MQ", "MQ.x", "дом", "MQ." + "x" * 43, "%00", "a" * 5000])
def test_a_token_that_we_never_made_opens_nothing(client: FlaskClient, address: str, token: str) -> None:
    assert client.get(f"/receipts/{token}").status_code == 404


def test_a_token_opens_only_its_own_comment(client: FlaskClient, address: str) -> None:
    token = address.rsplit("/", 1)[1]
    signature = token.split(".")[1]
    assert client.get(f"/receipts/Mg.{signature}").status_code == 404

"""Sending a comment: it waits, or the page comes back with all that was typed."""

import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from blog.articles import actions as articles
from blog.comments import actions as comments
from blog.comments import decisions
from blog.comments.models import Comment
from blog.db import db
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed, stamp_in

TYPED = {
    "body": "My *own* words.",
    "name": "Asha Menon",
    "email": "asha@example.org",
    "website": "https://asha.example",
}


@pytest.fixture(autouse=True)
def article(app_context: Flask) -> int:
    make_admin("Meera Thomas")
    return make_article()


def send(
    client: FlaskClient, headers: dict[str, str] | None = None, slug: str = "hello", **fields: Any
) -> TestResponse:
    stamp = stamp_in(client.get("/articles/hello").text)
    return client.post(f"/articles/{slug}/comments", data={"stamp": stamp} | TYPED | fields, headers=headers)


def count() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Comment)).scalar_one()


def assert_kept(answer: TestResponse) -> None:
    """All that was typed is in the form again, with a stamp that works."""
    for words in ("My *own* words.", "Asha Menon", "asha@example.org", "https://asha.example"):
        assert words in answer.text, words
    assert stamp_in(answer.text)
    assert count() == 0


def test_a_database_that_is_busy_for_too_long_says_so_and_gives_every_word_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(*_arguments: object) -> None:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("BEGIN IMMEDIATE", {}, error)

    monkeypatch.setattr(comments, "submit", wait)
    answer = send(client)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    for words in ("Nothing was stored; please send it again", *TYPED.values()):
        assert words in answer.text, words


def test_a_comment_answers_303_to_a_receipt_with_the_writers_own_words(client: FlaskClient) -> None:
    answer = send(client)
    assert answer.status_code == 303
    assert answer.location.startswith("/receipts/")
    assert "Set-Cookie" not in answer.headers
    page = client.get(answer.location)
    assert "<em>own</em>" in page.text
    assert "waiting to be read" in page.text
    assert "My <em>own</em>" not in client.get("/articles/hello").text


def test_a_full_queue_takes_no_more_and_gives_every_word_back_until_one_is_read(
    client: FlaskClient, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.comments.rules.MOST_WAITING", 1)
    first = make_comment(article)
    answer = send(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600")
    assert "no more can be taken now" in answer.text
    for words in (*TYPED.values(), stamp_in(answer.text)):
        assert words in answer.text, words
    decisions.approve(first, 1, NOW)
    assert send(client).status_code == 303


def test_the_same_comment_again_leads_to_its_receipt_also_when_the_queue_is_full(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.comments.rules.MOST_WAITING", 1)
    assert send(client).location == send(client).location


def test_a_program_without_any_origin_header_may_send_one(client: FlaskClient) -> None:
    assert send(client).status_code == 303


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": " \n "}, "Write your comment"),
        ({"name": ""}, "Enter your name"),
        ({"email": ""}, "Enter your email address"),
        ({"email": "asha.example.org"}, "Enter an email address in the right format"),
        ({"email": "a" * 60 + "@" + "b" * 60 + "." + "c" * 200 + ".org"}, "Shorten this to 254 characters"),
        ({"website": "javascript:alert(1)"}, "Enter a web address that starts with"),
        ({"website": "//asha.example"}, "Enter a web address that starts with"),
        ({"website": "https://asha.example/" + "x" * 280}, "Shorten this to 300 characters; it has 301"),
        ({"name": "x" * 81}, "Shorten this to 80 characters; it has 81"),
        ({"body": "word " * 1001}, "Shorten this to 5000 characters; it has 5004"),
        ({"body": "x" * 501}, "One word is longer than 500 characters"),
        ({"body": "http://a.example/ " * 21}, "A comment can hold 20 links at most"),
        ({"name": "ＭＥＥＲＡ thomas"}, "The editor writes under this name"),
        ({"name": "\u200b"}, "Enter your name"),
        ({"body": "\u200b\u3164"}, "Write your comment"),
        ({"body": "```only a word that nobody would see"}, "Write your comment"),
        ({"body": "[ " * 201}, "This has too many short lines, list items, or signs such as brackets"),
        ({"body": "- " * 30 + "hidden"}, "Quotes and lists stand too deep in one another"),
    ],
)
def test_what_is_wrong_is_said_and_everything_is_kept(
    client: FlaskClient, fields: dict[str, str], message: str
) -> None:
    answer = send(client, **fields)
    assert answer.status_code == 422
    assert message in answer.text
    assert "<title>Error: " in answer.text
    for name, text in (TYPED | fields).items():
        assert text.strip()[:60] in answer.text, name
    assert count() == 0


@pytest.mark.parametrize("stamp", ["", "garbage", "1.x.y", "дом", "\ud7ff"])
def test_a_wrong_stamp_brings_the_form_back_ready_to_send(client: FlaskClient, stamp: str) -> None:
    answer = send(client, stamp=stamp)
    assert answer.status_code == 422
    assert_kept(answer)
    assert send(client, stamp=stamp_in(answer.text)).status_code == 303


def test_a_missing_stamp_and_one_of_another_article_do_too(client: FlaskClient) -> None:
    make_article("Other")
    answer = client.post("/articles/hello/comments", data=TYPED)
    assert answer.status_code == 422
    assert_kept(answer)
    elsewhere = stamp_in(client.get("/articles/other").text)
    assert send(client, stamp=elsewhere).status_code == 422


def test_a_stamp_of_a_year_ago_is_as_good_as_a_fresh_one(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("time.time", lambda: NOW.timestamp() - 31_536_000)
        old = stamp_in(client.get("/articles/hello").text)
    assert send(client, stamp=old).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_a_form_that_another_site_sent_is_refused_and_shown(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = send(client, headers)
    assert answer.status_code == 403
    assert_kept(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
)
def test_a_form_of_our_own_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    assert send(client, headers).status_code == 303


def test_the_same_twice_leads_to_the_same_receipt(client: FlaskClient) -> None:
    assert send(client).location == send(client).location
    assert count() == 1


def test_the_same_after_it_was_decided_is_only_said_to_have_come(client: FlaskClient) -> None:
    send(client)
    decisions.mark_spam(1, 1, NOW)
    answer = send(client)
    assert answer.status_code == 409
    assert "already" in answer.text
    assert "/receipts/" not in answer.text
    assert count() == 1


def test_an_answer_to_a_printed_comment_hangs_under_it(client: FlaskClient, article: int) -> None:
    parent = make_printed(article)
    assert send(client, parent=str(parent)).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Comment, 2).parent_id == parent


def test_the_form_of_an_answer_shows_only_words_that_are_printed(client: FlaskClient, article: int) -> None:
    parent = make_printed(article, "*Good* day.\n\n```never read\ncode\n```")
    page = client.get(f"/articles/hello?reply={parent}").text
    assert "Good day. code" in page
    assert "never read" not in page


def test_an_answer_to_what_waits_or_stands_elsewhere_comes_back_with_the_text(
    client: FlaskClient, article: int
) -> None:
    waiting = make_comment(article, email="w@example.org")
    elsewhere = make_printed(make_article("Other"), email="o@example.org")
    for parent in (str(waiting), str(elsewhere), "999", "x", "-5", "9" * 30, "１"):
        answer = send(client, parent=parent)
        assert answer.status_code == 422
        assert "My *own* words." in answer.text
        assert 'name="parent" type="hidden" value=""' in answer.text
    assert count() == 2


def test_a_thread_that_closed_meanwhile_gives_the_text_back(client: FlaskClient, article: int) -> None:
    stamp = stamp_in(client.get("/articles/hello").text)
    text = articles.ArticleText(title="Hello", body="x", comments_open=False, published_at=NOW)
    articles.revise(article, text, NOW)
    for fields in (TYPED, TYPED | {"email": "wrong"}):
        answer = client.post("/articles/hello/comments", data={"stamp": stamp} | fields)
        assert answer.status_code == 403
        assert "Comments closed while you were writing" in answer.text
        for words in fields.values():
            assert words in answer.text
    assert count() == 0


def test_a_closed_thread_offers_no_form_to_another_site_either(client: FlaskClient) -> None:
    make_article("Closed", comments_open=False)
    answer = client.post("/articles/closed/comments", data=TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Comments closed" in answer.text
    assert "<form" not in answer.text


def test_an_unknown_article_gives_the_text_back(client: FlaskClient) -> None:
    answer = send(client, slug="nowhere")
    assert answer.status_code == 404
    assert "My *own* words." in answer.text


def test_the_longest_comment_in_the_longest_letters_is_taken(client: FlaskClient) -> None:
    assert send(client, body="𠮷𠮷𠮷𠮷 " * 1000).status_code == 303


def test_six_megabytes_are_a_page_that_says_so(client: FlaskClient) -> None:
    answer = send(client, body="x" * 6_000_000)
    assert answer.status_code == 413
    assert "That is too much at once." in answer.text


def test_bytes_that_are_no_text_are_refused(client: FlaskClient) -> None:
    answer = client.post(
        "/articles/hello/comments", data=b"body=%ff%fe&name=x", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400
    assert "not valid text" in answer.text
    assert count() == 0


def test_control_characters_and_turned_around_words_are_not_stored(client: FlaskClient) -> None:
    assert send(client, body="a\0b\u202ec", name="As\u202eha\x07 Menon").status_code == 303
    db.session.rollback()
    stored = db.session.get_one(Comment, 1)
    assert (stored.body, stored.name) == ("abc", "Asha Menon")


def test_a_filled_honeypot_is_kept_with_its_reason(client: FlaskClient) -> None:
    assert send(client, topic="anything").status_code == 303
    assert count() == 1


def test_hostile_markup_is_inert_on_the_receipt_and_on_the_article(client: FlaskClient) -> None:
    body = (
        "<script>alert(1)</script> [x](javascript:alert(1)) [y](//host) <img src=x onerror=alert(1)> <b onclick=x>b</b>"
    )
    receipt = client.get(send(client, body=body, name='<i>"Bo"</i>').location).text
    decisions.approve(1, 1, NOW + timedelta(minutes=1))
    for page in (receipt, client.get("/articles/hello").text):
        assert "<script>" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page
        assert 'href="//' not in page
        assert "<b onclick" not in page
        assert "<i>" not in page

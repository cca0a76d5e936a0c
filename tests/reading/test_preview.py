"""A comment before it is sent: drawn as it will be printed, and stored nowhere."""

import gzip
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from blog.articles import actions as articles
from blog.comments import decisions
from blog.comments.models import Comment
from blog.db import db
from tests.factories import NOW, count, make_admin, make_article, make_printed, stamp_in
from tests.reading.test_comment import TYPED, send

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> <b onclick=x>b</b>"


@pytest.fixture(autouse=True)
def article(app_context: Flask) -> int:
    make_admin("Meera Thomas")
    return make_article()


def preview(client: FlaskClient, **fields: Any) -> TestResponse:
    return send(client, do="preview", **fields)


def part(client: FlaskClient, slug: str = "hello", **fields: Any) -> TestResponse:
    """What the page's script asks for: only the letter, from whatever is filled in by now."""
    return client.post(f"/articles/{slug}/comments/preview", data=fields)


def drawn(page: str) -> str:
    """The one letter of a page, without its date."""
    (letter,) = re.findall(r'<h3 class="comment__author">.*?(?=<p class="comment__foot">)', page, re.DOTALL)
    return " ".join(letter.split())


def test_a_preview_is_drawn_as_it_is_printed_then(client: FlaskClient) -> None:
    answer = preview(client)
    assert answer.status_code == 200
    assert "<title>Preview: Hello" in answer.text
    assert "Set-Cookie" not in answer.headers
    send(client)
    decisions.approve(1, 1, NOW)
    assert drawn(answer.text) == drawn(client.get("/articles/hello").text)


def test_a_preview_stores_nothing_and_keeps_all_that_was_typed(client: FlaskClient) -> None:
    answer = preview(client, notify="y")
    assert count(Comment) == 0
    for words in TYPED.values():
        assert words in answer.text
    assert send(client, stamp=stamp_in(answer.text)).status_code == 303


def test_without_a_preview_its_place_is_empty(client: FlaskClient) -> None:
    assert 'aria-label="Preview" tabindex="-1" hidden>' in client.get("/articles/hello").text


@pytest.mark.parametrize("fields", [{"body": ""}, {"email": "nonsense"}, {"name": "Meera Thomas"}, {"stamp": "cut"}])
def test_what_is_wrong_is_said_as_when_it_is_sent(client: FlaskClient, fields: dict[str, str]) -> None:
    answer = preview(client, **fields)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "nothing is sent yet" not in answer.text


def test_comments_that_closed_meanwhile_give_the_text_back(client: FlaskClient, article: int) -> None:
    stamp = stamp_in(client.get("/articles/hello").text)
    articles.revise(article, articles.ArticleText(title="Hello", body="x", comments_open=False, published_at=NOW), NOW)
    answer = client.post("/articles/hello/comments", data={"stamp": stamp, "do": "preview"} | TYPED)
    assert answer.status_code == 403
    assert TYPED["body"] in answer.text
    assert part(client, body="Words.").status_code == 404


def test_an_answer_to_what_is_gone_is_said_before_it_is_sent(client: FlaskClient) -> None:
    answer = preview(client, parent="99")
    assert answer.status_code == 422
    assert "The comment that you answer is no longer printed." in answer.text
    assert TYPED["body"] in answer.text


def test_an_answer_is_named_as_the_thread_will_name_it(client: FlaskClient, article: int) -> None:
    parent: int | None = None
    for number, words in enumerate(("Bo</bdi> writes", "Bo</bdi> replies", "Bo</bdi> replies", "in reply to <bdi>N2")):
        page = part(client, name="Bo", body="Yes.", parent=str(parent or "")).text
        assert words in page, number
        parent = make_printed(article, name=f"N{number}", email=f"{number}@example.org", parent_id=parent)


def test_the_scripts_part_needs_only_words_and_leads_nowhere_odd(client: FlaskClient) -> None:
    answer = part(client, body="My *own* words.", website="javascript:alert(1)")
    assert answer.status_code == 200
    assert "<em>own</em>" in answer.text
    assert "javascript" not in answer.text
    assert "<html" not in answer.text
    assert "Reply" not in answer.text
    assert count(Comment) == 0


@pytest.mark.parametrize(("body", "words"), [("", "Write your comment"), ("x" * 501, "One word is longer than 500")])
def test_the_scripts_part_says_why_words_cannot_be_printed(client: FlaskClient, body: str, words: str) -> None:
    answer = part(client, body=body)
    assert answer.status_code == 422
    assert words in answer.text


def test_hostile_markup_is_inert_in_both(client: FlaskClient) -> None:
    for answer in (preview(client, body=HOSTILE, name='<i>"Bo"</i>'), part(client, body=HOSTILE, name='<i>"Bo"</i>')):
        assert answer.status_code == 200
        letter = drawn(answer.text)
        assert "<script" not in letter
        assert "<img" not in letter
        assert 'href="javascript' not in letter
        assert "<b onclick" not in letter
        assert "<i>" not in letter


def test_another_site_cannot_ask_for_one(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/articles/hello/comments/preview", data={"body": "x"}, headers=headers).status_code == 403
    assert part(client, slug="nowhere", body="x").status_code == 404


def test_the_scripts_part_begins_no_write_and_reads_little(client: FlaskClient) -> None:
    said: list[str] = []
    client.get("/articles/hello")
    event.listen(db.engine, "before_cursor_execute", lambda *arguments: said.append(arguments[2]))
    part(client, body="Words.")
    assert len(said) <= 4
    assert all(statement == "BEGIN" or statement.startswith("SELECT") for statement in said)


def test_only_a_page_with_an_open_form_has_a_script_and_just_one(client: FlaskClient) -> None:
    make_article("Closed", comments_open=False)
    page = client.get("/articles/hello").text
    data = '<script type="application/ld+json"'  # which runs nowhere
    assert page.replace(data, "").count("<script") == 1
    assert '<script type="module" src="/static/letters.' in page
    for path in ("/articles/closed", "/", "/nowhere"):
        assert "<script" not in client.get(path).text.replace(data, "")


def test_the_module_is_small_and_holds_no_notes_of_ours(client: FlaskClient) -> None:
    page = client.get("/articles/hello").text
    address = page.split('<script type="module" src="')[1].split('"')[0]
    script = client.get(address)
    assert script.mimetype in ("text/javascript", "application/javascript")
    assert "\n//" not in script.text
    assert "\n " not in script.text
    assert len(gzip.compress(script.data)) < 3_000

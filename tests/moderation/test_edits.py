"""Changing a comment's words at the desk, without script."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from blog.comments.models import Decision
from blog.db import db
from tests.factories import Desk, hidden, make_comment, make_printed, stored

EDIT = "/admin/comments/1/edit"


def test_the_form_holds_the_source_and_the_row_leads_to_it(desk: Desk, article: int) -> None:
    make_comment(article, "Some *words* & <b>more</b>.")
    link = re.search(r'href="(/admin/comments/1/edit[^"]*)"', desk.get("/admin/comments?status=pending").text)
    assert link
    page = desk.get(unescape(link[1])).text
    assert "Some *words* &amp; &lt;b&gt;more&lt;/b&gt;." in page
    assert 'href="/admin/comments?status=pending#row-1"' in page


def test_saving_answers_303_to_the_row_and_the_row_shows_what_was_sent_unrendered(desk: Desk, article: int) -> None:
    make_comment(article, "Some *words*.\n<script>x</script>")
    answer = desk.post(EDIT, {"body": "Fewer.", "status": "pending"}, page=EDIT)
    assert answer.status_code == 303
    assert answer.location == "/admin/comments?status=pending#row-1"
    page = desk.get(answer.location).text
    assert "<p>Fewer.</p>" in page
    assert "Some *words*.\n&lt;script&gt;x&lt;/script&gt;" in page
    assert "Edited" in page
    assert db.session.execute(select(func.count()).select_from(Decision)).scalar_one() == 0


def test_readers_are_told_only_if_the_editor_says_so(client: FlaskClient, desk: Desk, article: int) -> None:
    make_printed(article, "Words.")
    path = "/articles/the-old-bridge"
    desk.post(EDIT, {"body": "Other words."}, page=EDIT)
    page = client.get(path).text
    assert "Other words." in page
    assert "edited by the editor" not in page
    desk.post(EDIT, {"body": "Other words.", "edit_shown": "y"}, page=EDIT)
    assert "edited by the editor" in client.get(path).text
    assert stored(1).original_body == "Words."
    assert " checked" in desk.get(EDIT).text


def test_the_original_is_restored(client: FlaskClient, desk: Desk, article: int) -> None:
    make_printed(article, "Words.")
    assert "Restore this" not in desk.get(EDIT).text
    desk.post(EDIT, {"body": "Others.", "edit_shown": "y"}, page=EDIT)
    page = desk.get(EDIT).text
    assert "Restore this" in page
    back = {"back": "/admin/comments/search?q=words"}
    answer = desk.post("/admin/comments/1/original", back, page=EDIT)
    assert answer.location == "/admin/comments/search?q=words#row-1"
    page = client.get("/articles/the-old-bridge").text
    assert "Words." in page
    assert "edited by the editor" not in page
    assert stored(1).original_body is None


@pytest.mark.parametrize(
    "body",
    [
        "", "  \n ", "\u2800", "word " * 1001, "x" * 501, " ".join(f"https://a{n}.example" for n in range(21)),
        ">" * 30 + " deep",
    ],
)  # fmt: skip
def test_what_no_reader_may_send_comes_back_and_nothing_is_lost(desk: Desk, article: int, body: str) -> None:
    make_comment(article, "Words.")
    answer = desk.post(EDIT, {"body": body, "status": "spam"}, page=EDIT)
    assert answer.status_code == 422
    assert body.strip() in unescape(answer.text)
    assert hidden(answer.text, "status") == "spam"
    assert stored(1).body == "Words."
    assert stored(1).original_body is None


def test_what_is_gone_is_a_page_that_says_so(desk: Desk, article: int) -> None:
    assert desk.get("/admin/comments/999/edit").status_code == 404
    for path in ("/admin/comments/999/edit", "/admin/comments/999/original"):
        assert desk.post(path, {"body": "x"}).status_code == 404

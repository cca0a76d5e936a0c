"""The blog that is measured beside works, so that it is one."""

import re
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bench.naive import create_app
from bench.naive.filling import fill
from tests.factories import make_admin, make_article, make_comment, make_printed

pytestmark = pytest.mark.sqlite  # it is filled from our file


@pytest.fixture
def naive(app_context: Flask, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """With the content of ours."""
    make_admin()
    article_id = make_article("The bridge", body="It *stood* there.")
    make_printed(article_id, "Printed.")
    make_comment(article_id, "It waits.")
    fill(tmp_path / "naive.sqlite", instance / "blog.sqlite")
    monkeypatch.setenv("NAIVE_DATABASE", str(tmp_path / "naive.sqlite"))
    return create_app().test_client()


def token(page: str) -> str:
    return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]


FIELDS = {"body": "<script>x</script> *Mine* http://example.org", "name": "Asha", "email": "asha@example.org"}


def test_it_shows_what_ours_prints(naive: FlaskClient) -> None:
    assert "The bridge" in naive.get("/").text
    assert "1 comments" in naive.get("/").text
    page = naive.get("/articles/the-bridge").text
    assert "<em>stood</em>" in page
    assert "Printed." in page
    assert "It waits." not in page


def test_a_comment_that_is_posted_appears_cleaned(naive: FlaskClient) -> None:
    stamp = token(naive.get("/articles/the-bridge").text)
    answer = naive.post("/articles/the-bridge/comments", data=FIELDS | {"csrf_token": stamp})
    assert answer.status_code == 302
    page = naive.get("/articles/the-bridge").text
    assert "Asha" in page
    assert "<script>" not in page
    assert 'href="http://example.org"' in page


@pytest.mark.parametrize("given", [{}, {"csrf_token": "forged"}])
def test_a_form_without_its_token_is_refused(naive: FlaskClient, given: dict[str, str], tmp_path: Path) -> None:
    naive.get("/articles/the-bridge")
    assert naive.post("/articles/the-bridge/comments", data=FIELDS | given).status_code == 400
    with sqlite3.connect(tmp_path / "naive.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM comment").fetchone() == (1,)


def test_a_token_of_another_session_is_refused(naive: FlaskClient) -> None:
    foreign = token(naive.application.test_client().get("/articles/the-bridge").text)
    naive.get("/articles/the-bridge")
    answer = naive.post("/articles/the-bridge/comments", data=FIELDS | {"csrf_token": foreign})
    assert answer.status_code == 400


def test_what_is_not_there_is_not_found(naive: FlaskClient) -> None:
    assert naive.get("/articles/none").status_code == 404

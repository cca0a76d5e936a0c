"""Our own faults are a page too, and never a traceback."""

import pytest
from flask import Flask

from blog import gate
from blog.reading import pages
from tests.factories import Desk, make_article


def test_a_fault_is_a_static_page_that_needs_no_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        make_article()

    def fail(*_arguments: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "threads", fail)
    answer = app.test_client().get("/articles/hello")
    assert answer.status_code == 500
    assert "<h1>" in answer.text
    assert "secret detail" not in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_a_wrong_method_is_a_page_that_names_the_right_ones(app: Flask) -> None:
    answer = app.test_client().post("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "<h1>" in answer.text


def test_an_error_page_has_no_canonical_address(app: Flask) -> None:
    assert 'rel="canonical"' not in app.test_client().get("/nowhere").text


def test_a_database_that_is_not_there_is_our_fault(app: Flask) -> None:
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    @app.get("/fails")
    @gate.public()
    def fails() -> str:
        raise OSError("disk full")

    assert app.test_client().get("/fails").status_code == 500


@pytest.mark.parametrize("path", ["/nowhere", "/admin/articles/9/publication"])
def test_an_error_page_speaks_our_own_words(desk: Desk, path: str) -> None:
    answer = desk.post(path) if "admin" in path else desk.get(path)
    assert answer.status_code == 404
    assert "This page is not in our pages." in answer.text
    assert "The requested URL" not in answer.text

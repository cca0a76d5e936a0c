"""What the parent does for its workers before they part."""

import pytest
from flask import Flask, request

from blog.db import db
from blog.serving import _rehearse
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def drawn(app: Flask) -> list[str]:
    """The pages that the app drew."""
    paths: list[str] = []
    app.before_request(lambda: paths.append(request.path))
    return paths


def test_what_readers_ask_for_most_is_drawn_before_the_workers_part(app: Flask, drawn: list[str]) -> None:
    make_article()
    _rehearse(app, app.config["SERVER"])
    assert drawn == ["/", "/articles/hello"]


def test_without_an_article_the_home_page_is(app: Flask, drawn: list[str]) -> None:
    _rehearse(app, app.config["SERVER"])
    assert drawn == ["/"]


def test_no_connection_is_left_that_a_worker_would_take_along(app: Flask) -> None:
    make_article()
    assert db.engine.pool.checkedin() + db.engine.pool.checkedout() > 0  # type: ignore[attr-defined]
    db.session.remove()
    _rehearse(app, app.config["SERVER"])
    assert db.engine.pool.checkedin() == 0  # type: ignore[attr-defined]


def test_a_page_that_cannot_be_drawn_keeps_nobody_from_the_others(app: Flask) -> None:
    def fail() -> None:
        raise ValueError

    app.before_request(fail)
    _rehearse(app, app.config["SERVER"])

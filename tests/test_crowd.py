"""Many at once: strangers' forms take only so many threads, and each is answered."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import gate
from blog.comments import actions as comments
from blog.gate import RouteClass
from tests.factories import EMAIL, PASSWORD, Desk, hidden, make_article, stamp_in


@pytest.fixture(autouse=True)
def article(app_context: Flask) -> int:
    return make_article()


@contextmanager
def crowd(of: RouteClass) -> Iterator[None]:
    """All the places for forms of this class are taken."""
    taken = 0
    while gate.PLACES[of].acquire(blocking=False):
        taken += 1
    try:
        yield
    finally:
        for _place in range(taken):
            gate.PLACES[of].release()


def send(client: FlaskClient, body: str = "My words.") -> int:
    fields = {"stamp": stamp_in(client.get("/articles/hello").text), "name": "Asha", "email": "asha@example.org"}
    return client.post("/articles/hello/comments", data=fields | {"body": body}).status_code


def test_one_comment_too_many_at_once_is_given_back_with_a_word_when_to_send_it(client: FlaskClient) -> None:
    with crowd(RouteClass.PUBLIC):
        answer = client.post("/articles/hello/comments", data={"body": "My words.", "name": "Asha"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    for words in ("Nothing was stored; please send it again", "My words.", "Asha"):
        assert words in answer.text
    assert send(client) == 303


def test_who_reads_and_who_signs_in_does_not_notice_a_crowd_of_writers(client: FlaskClient, desk: Desk) -> None:
    with crowd(RouteClass.PUBLIC):
        assert client.get("/articles/hello").status_code == 200
        assert sign_in(client) == 303
        assert desk.post("/admin/comments/spam").status_code == 303


def test_who_reads_and_who_writes_does_not_notice_a_crowd_at_the_door(client: FlaskClient, desk: Desk) -> None:
    with crowd(RouteClass.DOOR):
        assert client.get("/articles/hello").status_code == 200
        assert send(client) == 303
        assert sign_in(client) == 503


def test_a_place_is_given_back_whatever_becomes_of_the_form(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jam(*_arguments: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(comments, "submit", jam)
        client.application.config["PROPAGATE_EXCEPTIONS"] = False
        assert {send(client) for _time in range(20)} == {500}
    assert {send(client, " ") for _time in range(20)} == {422}
    assert send(client) == 303


def sign_in(client: FlaskClient) -> int:
    token = hidden(client.get("/admin/login").text, "csrf_token")
    fields = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
    return client.post("/admin/login", data=fields).status_code

"""Set-up, sign-in and sign-out, without a browser."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog import clock
from blog.people import actions
from tests.factories import EMAIL, NOW, PASSWORD, Desk, hidden, make_admin

FIELDS = {"blog_name": "The Review", "name": "Meera Thomas", "email": EMAIL, "password": PASSWORD}


@pytest.fixture
def key(app: Flask) -> str:
    with app.app_context():
        key = actions.offer_setup(clock.now())
    assert key
    return key


def set_up(client: FlaskClient, key: str, token: str | None = None, **fields: str) -> TestResponse:
    path = f"/admin/setup?key={key}"
    token = token or hidden(client.get(path).text, "csrf_token")
    return client.post(path, data={"csrf_token": token} | FIELDS | fields)


def sign_in(client: FlaskClient, **fields: str) -> TestResponse:
    token = hidden(client.get("/admin/login").text, "csrf_token")
    return client.post("/admin/login", data={"csrf_token": token, "email": EMAIL, "password": PASSWORD} | fields)


def test_the_printed_link_makes_the_admin_who_lands_in_the_queue(client: FlaskClient, key: str) -> None:
    answer = set_up(client, key)
    assert (answer.status_code, answer.location) == (303, "/admin/")
    assert "Queue" in client.get("/admin/").text
    assert "The Review" in client.get("/").text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"password": "short"}, "Enter at least 10 characters"),
        ({"email": "nonsense"}, "Enter an email address in the right format"),
        ({"name": ""}, "Enter your name"),
        ({"blog_name": " "}, "Name your blog"),
    ],
)
def test_a_mistake_keeps_the_link_alive_and_what_was_typed(
    client: FlaskClient, key: str, fields: dict[str, str], message: str
) -> None:
    answer = set_up(client, key, **fields)
    assert answer.status_code == 422
    assert message in answer.text
    assert PASSWORD not in answer.text
    assert set_up(client, key).status_code == 303


def test_a_used_link_says_so(app: Flask, key: str) -> None:
    first, second = app.test_client(), app.test_client()
    token = hidden(second.get(f"/admin/setup?key={key}").text, "csrf_token")
    set_up(first, key)
    answer = set_up(second, key, token)
    assert answer.status_code == 403
    assert "This set-up link was used already" in answer.text
    assert app.test_client().get(f"/admin/setup?key={key}").status_code == 403


@pytest.mark.parametrize("key", ["", "x", "дом"])
def test_a_made_up_key_opens_nothing(client: FlaskClient, key: str) -> None:
    assert client.get("/admin/setup", query_string={"key": key}).status_code == 403


def test_a_wrong_password_and_a_wrong_address_read_alike_and_keep_the_address(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_admin()
    wrong = sign_in(client, password="wrong password")
    unknown = sign_in(client, email="nobody@example.com")
    for answer in (wrong, unknown):
        assert answer.status_code == 422
        assert "The email or the password is not right" in answer.text
    assert EMAIL in wrong.text


def test_too_many_tries_are_told_how_long_to_wait(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        make_admin()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for _ in range(3):
        sign_in(client, password="wrong password")
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert "Wait 2 seconds" in answer.text
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=2))
    assert sign_in(client).status_code == 303


def test_signing_out_ends_the_session(desk: Desk) -> None:
    assert desk.post("/admin/logout").location == "/admin/login"
    assert desk.get("/admin/").status_code == 303


def test_each_sign_in_is_a_fresh_session(app: Flask, desk: Desk) -> None:
    before = desk.client.get_cookie("letterpress", path="/admin")
    sign_in(desk.client)
    after = desk.client.get_cookie("letterpress", path="/admin")
    assert before
    assert after
    assert before.value != after.value

"""Signing in with a code, without a browser."""

from collections.abc import Callable

import pytest
from flask import Flask

from blog import errors
from tests.factories import EMAIL, PASSWORD, hidden
from tests.signin.conftest import Browser, Clock

Phone = Callable[[], str]


def test_after_the_password_comes_the_code_and_then_what_was_asked_for(phone: Phone, other: Browser) -> None:
    there = "?next=/admin/articles"
    answer = other.post(f"/admin/login{there}", {"email": EMAIL, "password": PASSWORD}, page="/admin/login")
    assert (answer.status_code, answer.location) == (303, "/admin/login/code?next=/admin/articles")
    assert other.get("/admin/").location == "/admin/login?next=/admin/"
    assert other.enter(phone(), query_string="next=/admin/articles").location == "/admin/articles"
    assert other.get("/admin/").status_code == 200


def test_without_the_password_there_is_no_page_for_a_code(phone: Phone, other: Browser) -> None:
    assert other.get("/admin/login/code").location == "/admin/login"
    other.sign_in(password="wrong password")
    assert other.get("/admin/login/code").location == "/admin/login"


def test_the_page_for_the_code_tells_nothing_of_whom_it_asks(phone: Phone, other: Browser) -> None:
    other.sign_in()
    page = other.get("/admin/login/code").text
    assert EMAIL not in page
    assert "Meera" not in page
    assert 'autocomplete="one-time-code"' in page


def test_a_wrong_code_is_refused_and_not_shown_again(phone: Phone, other: Browser) -> None:
    other.sign_in()
    answer = other.enter("123 456")
    assert answer.status_code == 422
    assert "The code is not right" in answer.text
    assert "123 456" not in answer.text
    assert other.get("/admin/").status_code == 303
    assert other.enter("").status_code == 422
    assert "code" in errors.SECRET_FIELDS


def test_too_many_codes_are_told_how_long_to_wait_and_the_password_again_does_not_help(
    phone: Phone, other: Browser
) -> None:
    other.sign_in()
    for _ in range(2):
        other.enter("000000")
    answer = other.enter("000000")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert "Wait 2 seconds" in answer.text
    assert other.sign_in().status_code == 429


def test_half_a_sign_in_is_over_after_five_minutes(phone: Phone, other: Browser, watch: Clock) -> None:
    other.sign_in()
    watch.go_on(minutes=5)
    assert other.get("/admin/login/code").location == "/admin/login"
    fields = {"code": phone()}
    assert other.post("/admin/login/code", fields, page="/admin/login").location == "/admin/login"


def test_half_a_sign_in_is_no_session_and_a_session_no_half(phone: Phone, other: Browser) -> None:
    planted = hidden(other.get("/admin/login").text, "csrf_token")
    other.sign_in()
    assert other.client.post("/admin/login/code", data={"csrf_token": planted, "code": phone()}).status_code == 400
    with other.client.session_transaction(path="/admin/") as session:
        assert set(session) <= {"half", "csrf_token"}
    other.enter(phone())
    with other.client.session_transaction(path="/admin/") as session:
        assert "half" not in session


def test_a_code_is_not_taken_twice_from_two_browsers(app: Flask, phone: Phone, other: Browser) -> None:
    third = Browser(app)
    code = phone()
    for browser, status in ((other, 303), (third, 422)):
        browser.sign_in()
        assert browser.enter(code).status_code == status


@pytest.mark.parametrize("path", ["/admin/\n", "/admin/\r\nX-Header: y", "/admin/\x00", "/admin/\u2028"])
def test_where_to_go_on_to_is_a_line_of_text(other: Browser, path: str) -> None:
    page = "/admin/login"
    answer = other.post(page, {"email": EMAIL, "password": PASSWORD}, page=page, query_string={"next": path})
    assert answer.location == "/admin/"

"""The admin at the desk, on a day that the test moves on; and their phone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from blog import clock
from tests.factories import EMAIL, NOW, PASSWORD, Desk, hidden, make_admin


@dataclass
class Clock:
    """What time it is."""

    now: datetime = NOW

    def go_on(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Clock:
    watch = Clock()
    monkeypatch.setattr(clock, "now", lambda: watch.now)
    return watch


@pytest.fixture
def desk(app: Flask, watch: Clock) -> Desk:
    with app.app_context():
        make_admin()
    return Desk(app)


@pytest.fixture
def phone(desk: Desk, watch: Clock) -> Callable[[], str]:
    """The second factor is on, and this gives a code that was not used yet."""
    totp = pyotp.parse_uri(uri_in(desk.get("/admin/account/second-factor").text))
    assert isinstance(totp, pyotp.TOTP)
    answer = desk.post("/admin/account/second-factor", {"code": totp.at(watch.now)})
    assert "Recovery codes" in answer.text

    def code() -> str:
        watch.go_on(minutes=1)
        return totp.at(watch.now)

    return code


class Browser(Desk):
    """Another browser, which nobody is signed in with yet."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def sign_in(self, **fields: str) -> TestResponse:
        login = "/admin/login"
        return self.post(login, {"email": EMAIL, "password": PASSWORD} | fields, page=login)

    def enter(self, code: str, **options: str) -> TestResponse:
        page = self.get("/admin/login/code")
        token = hidden(page.text, "csrf_token")
        return self.client.post("/admin/login/code", data={"csrf_token": token, "code": code}, **options)


@pytest.fixture
def other(app: Flask, desk: Desk) -> Browser:
    return Browser(app)


def uri_in(page: str) -> str:
    """What the QR code says."""
    start = page.index("otpauth://")
    return page[start : page.index('"', start)].replace("&amp;", "&")

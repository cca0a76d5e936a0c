"""Whoever guesses learns from an answer neither whether an address is the admin's nor how far off they were."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from blog.db import db
from blog.people import actions, passwords
from tests.factories import EMAIL, PASSWORD
from tests.signin.conftest import Browser, Clock

GUESSES = {
    "an unknown address": {"email": "nobody@example.com", "password": PASSWORD},
    "a wrong password": {"email": EMAIL, "password": "wrong password"},
    "neither right": {"email": "somebody@example.com", "password": "wrong password"},
}


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(" ".join(statement.split()))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", see)


def test_each_guess_does_the_same_work_and_reads_the_same(
    app: Flask, other: Browser, watch: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[bool] = []
    is_password = passwords.is_password
    monkeypatch.setattr(actions, "is_password", lambda *what: bool(hashes.append(True)) or is_password(*what))
    answers = []
    for guess in GUESSES.values():
        watch.go_on(hours=1)
        browser = Browser(app)
        with statements(app) as seen:
            answer = browser.sign_in(**guess)
        page = re.sub(r'value="[^"]*"', "", answer.text)
        headers = {name for name, _ in answer.headers}
        answers.append((answer.status_code, page, headers, [line.partition("(")[0] for line in seen]))
        watch.go_on(days=2)
    assert answers[0][0] == 422
    assert answers[0] == answers[1] == answers[2]
    assert len(hashes) == len(GUESSES)
    assert any(line.startswith("INSERT INTO event") for line in answers[0][3])


def test_the_log_does_not_hold_what_was_typed(desk: Any, other: Browser) -> None:
    other.sign_in(email="my secret password", password="x")
    assert "secret" not in desk.get("/admin/log").text

"""The server's own log: a line an event, and nobody's address."""

import json
import logging
from collections.abc import Callable
from contextvars import Context
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from blog import gate, journal, slow
from blog.db import db
from blog.journal import Json, OneLine, shown


@pytest.fixture
def lines(app: Flask, monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What the app writes, but for how long something took."""
    monkeypatch.setattr(slow, "SECONDS", 60)
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(OneLine())
    app.logger.handlers = [handler]
    app.logger.propagate = False
    return written


def test_an_error_is_one_line_that_says_what_and_where(app: Flask, lines: StringIO) -> None:
    @app.get("/broken/<what>")
    @gate.public()
    def broken(what: str) -> str:
        try:
            return {}[what]
        except KeyError as error:
            raise RuntimeError(f"{what} of reader@example.org from 203.0.113.77") from error

    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    answer = app.test_client().get("/broken/a%0A%1B[2J%0DERROR%20forged")
    assert answer.status_code == 500
    written = lines.getvalue()
    assert written.count("\n") == 1
    assert written.startswith("ERROR blog.errors: GET of broken failed / RuntimeError (test_journal.py:")
    assert " / KeyError (test_journal.py:" in written
    for others in ("\x1b", "\r", "forged", "reader", "203.0.113"):
        assert others not in written


def test_what_the_database_and_the_system_say_is_told_and_nothing_of_what_was_asked(
    app_context: Flask, lines: StringIO
) -> None:
    def fail(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception:
            logging.getLogger("blog.any").exception("Missed")

    fail(lambda: db.session.execute(text("SELECT * FROM nowhere WHERE a = :a"), {"a": "words of a reader"}))
    fail(lambda: Path("/nowhere/at/all").read_text("utf-8"))
    said = ("OperationalError: no such table: nowhere (", 'ProgrammingError: relation "nowhere" does not exist (')
    assert any(words in lines.getvalue() for words in said)
    assert "FileNotFoundError: No such file or directory (" in lines.getvalue()
    assert "words of a reader" not in lines.getvalue()


def test_a_refusal_is_no_event(client: FlaskClient, lines: StringIO) -> None:
    for path in ("/nowhere", "/articles/nowhere", "/receipts/made-up", "/admin/"):
        client.get(path, headers={"User-Agent": "a\x1b[31m", "Referer": "https://a.example/\u2028"})
    assert lines.getvalue() == ""


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("from 198.51.100.23:4711", "from 198.51.100.0:4711"),
        ("from 2001:db8:1:2:3:4:5:6", "from 2001:db8:1::"),
        ("from 2001:db8::1", "from 2001:db8::"),
        ("from fe80::1%eth0", "from fe80::%eth0"),
        ("at 12:04:05", "at 12:04:05"),
        ("to <Asha.Menon+x@mail.example.org>", "to <…@…>"),
        ("'a@b.example', 'c@d.example'", "'…@…', '…@…'"),
        ("tab\tfeed\nbell\x07 \u202eturned", "tab\\tfeed\\nbell\\x07 \\u202eturned"),
        ("हिन्दी اردو — as written", "हिन्दी اردو — as written"),
    ],
)
def test_what_is_shown_of_a_line(line: str, kept: str) -> None:
    assert shown(line) == kept


def test_a_line_has_an_end() -> None:
    for part in ("x", "1.", "a:"):
        assert len(shown(part * 1_000_000)) == journal.MOST


@pytest.mark.parametrize(("form", "line"), [(OneLine, "WARNING a: b [17]"), (Json, '"message": "b", "request": "17"')])
def test_a_line_that_is_of_a_request_has_its_id(form: type[logging.Formatter], line: str) -> None:
    def told() -> str:
        journal.request_id.set("17")
        return form().format(logging.makeLogRecord({"name": "a", "levelname": "WARNING", "msg": "b"}))

    assert line in Context().run(told)


def test_every_part_of_a_process_writes_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    journal.request_id.set("")
    try:
        journal.start("text")
        logging.getLogger("anything").warning("a\nb %s", "c@d.example")
        assert capsys.readouterr().err == "WARNING anything: a\\nb …@…\n"
        journal.start("json")
        logging.getLogger("anything").warning("a\nb %s", "c@d.example")
        said = json.loads(capsys.readouterr().err)
        assert datetime.fromisoformat(said.pop("time")).tzinfo is UTC
        assert said == {"level": "WARNING", "logger": "anything", "message": "a\\nb …@…"}
    finally:
        logging.getLogger().handlers = before

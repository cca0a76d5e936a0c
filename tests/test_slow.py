"""What is slow is told, and nothing of what was asked for."""

import pytest
from flask import Flask
from sqlalchemy import text

from blog import slow
from blog.db import db
from tests.factories import make_article


def test_a_slow_statement_is_one_line_without_the_values_in_it(
    app_context: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "SECONDS", 0)
    monkeypatch.setattr(slow, "perf_counter", lambda: 7.0)
    db.session.execute(text("SELECT id\n  FROM article\n WHERE body = :words"), {"words": "a reader's"})
    told = [record.getMessage() for record in caplog.records if record.name == "blog.slow"]
    place = "?" if db.engine.dialect.name == "sqlite" else "%(words)s"
    assert told[-1].removesuffix(place) == "A statement took 0.0 seconds: SELECT id FROM article WHERE body = "
    assert "a reader's" not in caplog.text


def test_a_quick_one_is_no_news(
    app_context: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "perf_counter", lambda: 7.0)
    make_article()
    assert [record for record in caplog.records if record.name == "blog.slow"] == []

"""What a monitor is told."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock
from blog.backups import status
from blog.db import db
from tests.factories import NOW


def told(client: FlaskClient) -> dict[str, object]:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    return dict(answer.json or {})


def test_a_site_with_a_good_backup_is_well(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = app.config["SERVER"].backup_folder
    folder.mkdir()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert told(client) == {"status": "ok", "backup": {"last_good": None, "ok": False}}
    status.change(folder, good_at=NOW, tried_at=NOW)
    assert told(client) == {"status": "ok", "backup": {"last_good": "2026-03-14T10:00:00+00:00", "ok": True}}


@pytest.mark.parametrize("what", [{"reason": "failed", "values": {"what": "secret"}}, {"not_copied": "secret"}])
def test_a_backup_that_failed_is_told_without_a_reason_and_takes_no_site_down(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch, what: dict[str, object]
) -> None:
    folder = app.config["SERVER"].backup_folder
    folder.mkdir()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    status.change(folder, good_at=NOW, tried_at=NOW, **what)
    assert told(client)["backup"] == {"last_good": "2026-03-14T10:00:00+00:00", "ok": False}


def test_one_that_is_overdue_is_told(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = app.config["SERVER"].backup_folder
    folder.mkdir()
    status.change(folder, good_at=NOW, tried_at=NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=27))
    assert told(client)["backup"] == {"last_good": "2026-03-14T10:00:00+00:00", "ok": False}


@pytest.mark.sqlite
def test_a_database_that_cannot_be_read_is_a_site_that_is_down(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    (app.config["SERVER"].instance / "blog.sqlite").write_bytes(b"no database" * 1000)
    answer = client.get("/healthz")
    assert (answer.status_code, (answer.json or {})["status"]) == (503, "down")


def test_no_stored_answer_is_taken_for_a_new_one_and_none_is_listed(client: FlaskClient) -> None:
    headers = client.get("/healthz").headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-cache", "noindex")

"""What only the clock changes, done by one worker at a time."""

from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock, heartbeat
from blog.db import db, writing
from blog.people.models import Throttle
from tests.factories import NOW, make_article


def test_a_scheduled_article_is_there_after_the_next_beat(
    app_context: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(published_at=NOW + timedelta(minutes=1))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert heartbeat.beat("one")
    assert client.get("/articles/hello").status_code == 404
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    assert heartbeat.beat("one")
    assert client.get("/articles/hello").status_code == 200


def test_a_second_worker_waits_until_the_lease_has_run_out(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert heartbeat.beat("one")
    assert not heartbeat.beat("two")
    monkeypatch.setattr(clock, "now", lambda: NOW + heartbeat.LEASE)
    assert heartbeat.beat("two")


def test_the_heart_goes_on_beating_after_a_beat_that_failed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    beats, third = [], Event()

    def beat(holder: str) -> bool:
        beats.append(holder)
        if len(beats) == 1:
            raise RuntimeError("the database is away")
        if len(beats) == 3:
            third.set()
        return True

    monkeypatch.setattr(heartbeat, "SECONDS", 0.01)
    monkeypatch.setattr(heartbeat, "beat", beat)
    heartbeat.start(app)
    assert third.wait(10)
    monkeypatch.setattr(heartbeat, "SECONDS", 600)
    assert len(set(beats)) == 1
    assert "missed a beat" in caplog.text


def test_the_heart_forgets_old_tries(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing() as session:
        session.add(Throttle(key="address:x", failures=3, until=NOW))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2))
    heartbeat.beat("one")
    assert db.session.get(Throttle, "address:x") is None

"""What only the clock changes, done by one worker at a time."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock, heartbeat
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

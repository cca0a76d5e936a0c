"""What only the clock changes, done by one worker at a time."""

import os
from datetime import timedelta
from pathlib import Path
from threading import Event as Flag
from time import monotonic, sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from blog import clock, create_app, heartbeat
from blog.articles import life, queries
from blog.audit.models import Event
from blog.comments import decisions, retention
from blog.comments.models import Comment
from blog.db import db, writing
from blog.pagecache import published_by
from blog.people import actions as people
from blog.people.models import SignIn, Throttle
from blog.site.queries import settings
from tests.databases import config
from tests.factories import EMAIL, NOW, PASSWORD, count, make_admin, make_article, make_comment, past_us, stored
from tests.waiting import end


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


def test_pieces_are_told_of_new_ones_that_are_related_to_them(app_context: Flask) -> None:
    one = make_article("One", tags=("Town",))
    make_article("Two", tags=("Town",))
    assert queries.also_read(one, None) == []
    heartbeat.beat("one")
    assert [row.title for row in queries.also_read(one, None)] == ["Two"]


def test_the_card_of_a_piece_that_was_withdrawn_is_removed(
    app_context: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for article in (make_article(), make_article("Other")):
        assert client.get(f"/cards/{article}-any.png").status_code == 200
    life.withdraw(article, "It was wrong.", NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert heartbeat.beat("one")
    assert [path.name[:2] for path in app_context.config["CARD_FOLDER"].iterdir()] == ["1-"]


def test_a_second_worker_waits_until_the_lease_has_run_out(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert heartbeat.beat("one")
    assert not heartbeat.beat("two")
    monkeypatch.setattr(clock, "now", lambda: NOW + heartbeat.LEASE)
    assert heartbeat.beat("two")


def test_the_heart_goes_on_beating_after_a_beat_that_failed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    beats, third = [], Flag()

    def beat(holder: str) -> bool:
        beats.append(holder)
        if len(beats) == 1:
            raise RuntimeError("the database is away")
        if len(beats) == 3:
            third.set()
        return True

    monkeypatch.setattr(heartbeat, "SECONDS", 0.01)
    monkeypatch.setattr(heartbeat, "beat", beat)
    stop = heartbeat.start(app)
    assert third.wait(10)
    end(stop)
    assert len(set(beats)) == 1
    assert "missed a beat" in caplog.text


def test_processes_of_two_machines_are_two_even_where_their_numbers_are_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[str] = []
    monkeypatch.setattr(heartbeat, "SECONDS", 0.01)
    monkeypatch.setattr(heartbeat, "beat", beats.append)
    for _ in range(2):
        before, until = len(beats), monotonic() + 10
        stop = heartbeat.start(app)
        while len(beats) == before:
            assert monotonic() < until
            sleep(0.01)
        end(stop)
    assert len(set(beats)) == 2


def test_published_pages_follow_what_somebody_writes_at_the_database_itself(instance: Path) -> None:
    """Between two beats, too: the first would come after 15 seconds, and commits."""
    app = create_app(config(instance, pages_dir=instance / "pages"))
    pages = published_by(app)
    assert pages
    with app.app_context():
        make_article()
        pages.begin()
        before = (pages.folder / "current").readlink()
        stop = heartbeat.start(app)
        with past_us() as connection:
            connection.execute(text("UPDATE article SET title = 'Otherwise'"))
        until = monotonic() + 10
        while (pages.folder / "current").readlink() == before or (pages.folder / before).exists():
            assert monotonic() < until
            sleep(0.05)
        end(stop)
        db.session.remove()
        db.engine.dispose()


def test_the_heart_forgets_old_tries(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing() as session:
        session.add(Throttle(key="address:x", failures=3, until=NOW))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2))
    heartbeat.beat("one")
    assert db.session.get(Throttle, "address:x") is None


def test_the_heart_drops_sessions_that_are_over(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_admin()
    people.sign_in(EMAIL, PASSWORD, "here", NOW)
    for days, left in ((29, 1), (30, 0)):
        monkeypatch.setattr(clock, "now", lambda days=days: NOW + timedelta(days=days))
        heartbeat.beat("one")
        assert count(SignIn) == left


def test_the_heart_empties_the_spam_hourly_and_drops_addresses_daily(
    app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_admin()
    comment_id = make_comment(make_article())
    decisions.mark_spam(comment_id, 1, NOW)
    old = make_comment(1, "Old.", now=NOW - timedelta(days=5))
    for days in range(24, 31):
        monkeypatch.setattr(clock, "now", lambda days=days: NOW + timedelta(days=days))
        heartbeat.beat("one")
        assert (stored(old).address_key != "") == (days < 25)
        assert bool(retention.announced()) == (days == 29)
    assert db.session.get(Comment, comment_id) is None


def test_what_is_due_once_an_hour_is_not_done_again_by_the_next_beat(
    app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(retention, "empty", lambda now: done.append("empty"))
    monkeypatch.setattr(retention, "forget_addresses", lambda now: done.append("addresses"))
    for minutes in (0, 1, 59, 60, 24 * 60):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: NOW + timedelta(minutes=minutes))
        heartbeat.beat("one")
    assert done == ["empty", "addresses", "empty", "empty", "addresses"]


def test_the_heart_keeps_up_with_the_pace_and_forgets_the_log(
    app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_admin()
    article_id = make_article()
    for number in range(5):
        decisions.approve(make_comment(article_id, f"Letter {number}."), 1, NOW + timedelta(hours=2))
    assert count(Event) > 5
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=366))
    heartbeat.beat("one")
    assert settings().usual_minutes == 120
    assert db.session.query(Event).filter(Event.act == "decide").count() == 0


def test_what_a_dead_process_left_in_the_library_is_swept(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = app_context.config["MEDIA_FOLDER"]
    folder.mkdir()
    left = folder / "ab-300.jpg"
    left.write_bytes(b"x")
    os.utime(left, (NOW.timestamp(), NOW.timestamp()))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2))
    heartbeat.beat("one")
    assert not left.exists()

"""A clock that is wrong: what it did while it was ahead neither erases nor blocks when it is right again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock, heartbeat
from blog.articles import life
from blog.articles.models import Article
from blog.audit.models import Event
from blog.comments import decisions, retention
from blog.comments.models import Comment
from blog.db import db, writing
from blog.outbox import actions as outbox
from blog.outbox import queries
from blog.people import actions as people
from blog.people.account import WrongPassword
from blog.people.models import SignIn, Throttle
from blog.people.throttle import TooManyTries
from blog.site import actions as site
from tests.factories import EMAIL, NOW, PASSWORD, count, make_admin, make_article, make_comment, make_printed, stored

pytestmark = pytest.mark.usefixtures("app_context")
Beat = Callable[[datetime], None]
DAY, YEAR = timedelta(days=1), timedelta(days=365)


@pytest.fixture
def beat_at(monkeypatch: pytest.MonkeyPatch) -> Beat:
    """One beat of the heart, at a time of one's choice."""

    def beat(when: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: when)
        assert heartbeat.beat("one")

    return beat


@pytest.mark.parametrize("ahead", [DAY, YEAR])
def test_a_lease_that_was_taken_while_the_clock_was_ahead_keeps_nobody_out(ahead: timedelta) -> None:
    length = timedelta(seconds=45)
    assert outbox.take_lease("mail", "dead", NOW + ahead, length)
    assert outbox.take_lease("mail", "alive", NOW, length)
    assert not outbox.take_lease("mail", "third", NOW + timedelta(seconds=44), length)


def test_a_worker_that_looked_at_the_clock_a_little_earlier_takes_no_lease_away() -> None:
    length = timedelta(seconds=45)
    assert outbox.take_lease("mail", "one", NOW + timedelta(seconds=30), length)
    assert not outbox.take_lease("mail", "two", NOW, length)


@pytest.mark.parametrize("ahead", [DAY, YEAR])
def test_guesses_that_were_counted_while_the_clock_was_ahead_lock_nobody_out(ahead: timedelta) -> None:
    make_admin()
    for _ in range(6):
        try:
            people.sign_in(EMAIL, "wrong password", "here", NOW + ahead)
        except (WrongPassword, TooManyTries):
            continue
    assert people.sign_in(EMAIL, PASSWORD, "here", NOW)


def test_mail_that_was_tried_while_the_clock_was_ahead_goes_when_it_is_right_again() -> None:
    with writing() as session:
        outbox.add(session, "queue", "a@example.org", NOW)
    assert outbox.claim(NOW + YEAR)
    assert queries.is_due(NOW)
    assert outbox.claim(NOW)
    assert not queries.is_due(NOW)  # it waits its minute, as after any other attempt


def test_what_was_announced_while_the_clock_was_ahead_is_announced_anew_and_nothing_goes() -> None:
    make_admin()
    comment_id = make_comment(make_article())
    decisions.mark_spam(comment_id, 1, NOW)
    retention.empty(NOW + YEAR)
    announced = retention.announced()
    assert announced
    assert announced.due_at > NOW + YEAR
    retention.empty(NOW)
    assert retention.announced() is None  # it is too new
    retention.empty(NOW + 29 * DAY)
    retention.empty(NOW + 30 * DAY)
    assert db.session.get(Comment, comment_id) is None


def test_a_clock_that_is_a_year_ahead_for_a_minute_erases_and_closes_nothing(beat_at: Beat) -> None:
    make_admin()
    site.change(closing_days=30)
    article_id = make_article()
    comment_id = make_comment(article_id)
    waiting = make_comment(1, "Another.", email="b@example.org")
    decisions.mark_spam(comment_id, 1, NOW)
    beat_at(NOW)
    people.sign_in(EMAIL, PASSWORD, "here", NOW)
    with pytest.raises(WrongPassword):
        people.sign_in(EMAIL, "wrong password", "there", NOW)
    events = count(Event)
    for when in (NOW + YEAR, NOW + YEAR + timedelta(minutes=1), NOW + timedelta(minutes=2)):
        beat_at(when)
    assert db.session.get_one(Article, article_id).comments_open
    assert [count(kept) for kept in (Event, SignIn, Throttle)] == [events, 1, 2]
    assert stored(waiting).address_key
    assert stored(comment_id)
    beat_at(NOW + timedelta(minutes=70))
    assert stored(waiting).address_key


@pytest.mark.parametrize("back", [DAY, YEAR])
def test_a_clock_that_goes_back_takes_nothing_off_the_page_and_keeps_the_order(
    back: timedelta, client: FlaskClient, app_context: Flask
) -> None:
    make_admin()
    article_id = make_article()
    make_printed(article_id, "First letter.", email="a@example.org")
    life.release(NOW - back)
    life.close_old(NOW - back, 1)
    second = make_comment(article_id, "Second letter.", email="b@example.org", now=NOW - back)
    decisions.approve(second, 1, NOW - back)
    page = client.get("/articles/hello").text
    assert page.index("First letter.") < page.index("Second letter.")
    assert "/articles/hello" in client.get("/").text

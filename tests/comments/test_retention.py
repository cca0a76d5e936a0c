"""Spam and bin are emptied a day after it was announced, what waits never; network addresses go in time."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from blog.audit.models import Event
from blog.comments import actions, decisions, retention
from blog.comments.models import Comment, CommentKey, CommentReason, Decision, Emptying
from blog.db import db
from blog.site import actions as site
from tests.factories import NOW, Desk, count, make_article, make_comment, stored

pytestmark = pytest.mark.usefixtures("desk", "app_context")
DAY = timedelta(days=1)


def thrown(body: str = "Spam.", now: datetime = NOW) -> int:
    """A comment that was marked as spam; its id."""
    comment_id = make_comment(db.session.scalar(db.select(Comment.article_id)) or make_article(), body, now=now)
    decisions.mark_spam(comment_id, 1, now)
    return comment_id


def left() -> set[int]:
    db.session.rollback()
    return set(db.session.scalars(db.select(Comment.id)))


def test_spam_goes_after_thirty_days_and_a_day_before_that_is_announced() -> None:
    comment_id = thrown()
    retention.empty(NOW + 29 * DAY - timedelta(hours=1))
    assert retention.announced() is None
    retention.empty(NOW + 29 * DAY)
    assert retention.announced() == retention.Announced(1, NOW + 30 * DAY)
    retention.empty(NOW + 30 * DAY - timedelta(seconds=1))
    assert left() == {comment_id}
    retention.empty(NOW + 30 * DAY)
    assert left() == set()
    assert retention.announced() is None
    for table in (CommentReason, CommentKey, Decision, Emptying):
        assert count(table) == 0


def test_what_should_have_gone_long_ago_has_its_day_of_notice_too() -> None:
    comment_id = thrown()
    for hours in (0, 1, 23):
        retention.empty(NOW + 40 * DAY + timedelta(hours=hours))
    assert left() == {comment_id}
    retention.empty(NOW + 41 * DAY)
    assert left() == set()


def test_the_days_are_counted_from_when_it_came_there() -> None:
    comment_id = make_comment(make_article())
    decisions.approve(comment_id, 1, NOW + 10 * DAY)
    decisions.put_in_bin(comment_id, 1, NOW + 20 * DAY)
    retention.empty(NOW + 49 * DAY - timedelta(hours=1))
    assert retention.announced() is None
    retention.empty(NOW + 49 * DAY)
    retention.empty(NOW + 50 * DAY)
    assert left() == set()


def test_what_a_rule_sent_to_the_spam_goes_as_well() -> None:
    site.change(refused_words=["casino"])
    make_comment(make_article(), "Casino.")
    retention.empty(NOW + 29 * DAY)
    retention.empty(NOW + 30 * DAY)
    assert left() == set()


def test_what_waits_or_is_printed_is_never_deleted_however_old() -> None:
    article_id = make_article()
    waiting, printed = make_comment(article_id, "One."), make_comment(article_id, "Two.")
    decisions.approve(printed, 1, NOW)
    thrown("Three.")
    for day in range(0, 4_000, 1_000):
        retention.empty(NOW + (day + 29) * DAY)
        retention.empty(NOW + (day + 30) * DAY)
    assert left() == {waiting, printed}


def test_what_was_taken_back_after_the_announcement_stays() -> None:
    comment_id = thrown()
    retention.empty(NOW + 29 * DAY)
    decisions.approve(comment_id, 1, NOW + 29 * DAY)
    decisions.mark_spam(comment_id, 1, NOW + 29 * DAY)
    assert retention.announced() is None
    retention.empty(NOW + 30 * DAY)
    assert left() == {comment_id}


def test_nothing_goes_that_was_not_announced_even_when_the_days_are_made_fewer() -> None:
    thrown()
    second = thrown("Another.", NOW + 10 * DAY)
    retention.empty(NOW + 29 * DAY)
    site.change(spam_days=1)
    retention.empty(NOW + 30 * DAY)
    assert left() == {second}
    assert retention.announced() == retention.Announced(1, NOW + 31 * DAY)


def test_more_days_hold_for_what_was_announced() -> None:
    comment_id = thrown()
    retention.empty(NOW + 29 * DAY)
    site.change(spam_days=60)
    retention.empty(NOW + 30 * DAY)
    assert left() == {comment_id}


def test_nought_keeps_everything() -> None:
    comment_id = thrown()
    retention.empty(NOW + 29 * DAY)
    site.change(spam_days=0)
    retention.empty(NOW + 29 * DAY)
    assert retention.announced() is None
    retention.empty(NOW + 400 * DAY)
    assert left() == {comment_id}


def test_what_was_announced_while_no_server_ran_is_announced_anew() -> None:
    comment_id = thrown()
    retention.empty(NOW + 29 * DAY)
    retention.empty(NOW + 40 * DAY)
    assert left() == {comment_id}
    assert retention.announced() == retention.Announced(1, NOW + 41 * DAY)
    retention.empty(NOW + 41 * DAY)
    assert left() == set()


def test_many_go_in_parts_and_the_log_tells_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    for number in range(5):
        thrown(f"Spam {number}.")
    retention.empty(NOW + 29 * DAY)
    retention.empty(NOW + 30 * DAY)
    assert left() == set()
    told = db.session.query(Event).filter(Event.act == "empty").order_by(Event.id)
    assert [(event.after, event.way, event.person_id) for event in told] == [(n, "site", None) for n in (2, 2, 1)]


def test_an_answer_to_what_goes_stays_as_a_thread_of_its_own() -> None:
    article_id = make_article()
    parent = make_comment(article_id, "Parent.")
    decisions.approve(parent, 1, NOW)
    answer = actions.reply(parent, "The editor's.", 1, NOW)
    answer_id = db.session.get_one(Decision, answer).comment_id
    decisions.mark_spam(parent, 1, NOW)
    retention.empty(NOW + 29 * DAY)
    retention.empty(NOW + 30 * DAY)
    assert left() == {answer_id}
    assert stored(answer_id).parent_id is None


def test_the_queue_announces_what_goes(desk: Desk) -> None:
    assert "out of Spam and Bin" not in desk.get("/admin/").text
    thrown()
    retention.empty(NOW + 29 * DAY)
    page = desk.get("/admin/").text
    assert "1 comment goes out of Spam and Bin for good." in page
    assert "13 April 2026, 10:00" in page


def test_addresses_are_dropped_with_all_that_was_made_of_them(desk: Desk) -> None:
    article_id = make_article()
    old, new = make_comment(article_id, "Old."), make_comment(article_id, "New.", now=NOW + DAY)
    desk.post(f"/admin/comments/{old}/spam", environ_overrides={"REMOTE_ADDR": "198.51.100.7"})
    db.session.query(Event).update({"happened_at": NOW})
    db.session.commit()
    retention.forget_addresses(NOW + 30 * DAY)
    assert (stored(old).address_short, stored(old).address_key, stored(old).digest) == ("", "", None)
    assert stored(new).address_short == "203.0.113.0/24"
    assert {event.address_short for event in db.session.query(Event)} == {""}


def test_addresses_of_a_day_younger_stay_in_the_log_as_well(desk: Desk) -> None:
    for age, kept in ((30 * DAY, ""), (30 * DAY - timedelta(seconds=1), "127.0.0.0/24")):
        db.session.execute(update(Event).values(happened_at=NOW - age, address_short="127.0.0.0/24"))
        db.session.commit()
        retention.forget_addresses(NOW)
        assert set(db.session.scalars(select(Event.address_short))) == {kept}


def test_nought_keeps_addresses() -> None:
    site.change(address_days=0)
    comment_id = make_comment(make_article())
    retention.forget_addresses(NOW + 4_000 * DAY)
    assert stored(comment_id).address_short == "203.0.113.0/24"


def test_many_addresses_are_dropped_in_parts_and_the_editors_answer_is_still_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    article_id = make_article()
    ids = [make_comment(article_id, f"Letter {number}.") for number in range(5)]
    actions.reply(ids[0], "The editor's.", 1, NOW)
    retention.forget_addresses(NOW + 30 * DAY)
    assert {stored(id).address_key for id in ids} == {""}
    actions.reply(ids[0], "The editor's.", 1, NOW)
    assert count(Comment) == 6

"""The outbox and leases, on a real database."""

from datetime import timedelta

import pytest

from blog.db import db, writing
from blog.outbox import actions, queries
from blog.outbox.actions import take_lease
from blog.outbox.models import Mail
from blog.outbox.rules import PAUSES
from tests.factories import NOW, count

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("app_context")


def put(**data: int) -> int:
    with writing() as session:
        actions.add(session, "queue", "meera@example.com", NOW, **data)
        session.flush()
        return session.query(Mail).order_by(Mail.id.desc()).first().id  # type: ignore[union-attr]


def test_one_holder_at_a_time_who_may_renew_until_the_lease_runs_out() -> None:
    assert take_lease("beat", "one", NOW, MINUTE)
    assert not take_lease("beat", "two", NOW + timedelta(seconds=59), MINUTE)
    assert take_lease("beat", "one", NOW + timedelta(seconds=59), MINUTE)
    assert take_lease("other", "two", NOW, MINUTE)
    assert take_lease("beat", "two", NOW + 2 * MINUTE, MINUTE)


def test_a_mail_is_claimed_when_it_is_due_and_counts_as_tried_from_then_on() -> None:
    first = put(first_id=1)
    assert actions.claim(NOW - MINUTE) is None
    assert queries.is_waiting("queue")
    mail = actions.claim(NOW)
    assert mail
    assert (mail.id, mail.attempts, mail.data) == (first, 1, {"first_id": 1})
    assert not queries.is_waiting("queue")
    assert not queries.is_due(NOW)
    assert actions.claim(NOW) is None
    again = actions.claim(NOW + PAUSES[0])  # whoever claimed it died
    assert again
    assert (again.id, again.attempts) == (first, 2)
    actions.sent(first)
    assert count(Mail) == 0


def test_what_failed_keeps_the_answer_waits_longer_each_time_and_is_given_up_in_the_end() -> None:
    mail_id = put()
    now, tries = NOW, 0
    while mail := actions.claim(now):
        tries += 1
        actions.failed(mail.id, f"450 no {tries}", now, is_final=False)
        now += PAUSES[min(tries, len(PAUSES)) - 1]
    assert tries == len(PAUSES)
    (dead,) = queries.given_up()
    assert (dead.id, dead.answer) == (mail_id, f"450 no {tries}")


def test_what_was_claimed_too_often_without_an_end_is_given_up_too() -> None:
    put()
    now = NOW
    while actions.claim(now):
        now += timedelta(days=2)
    assert [row.answer for row in queries.given_up()] == [actions.UNFINISHED]


def test_what_was_given_up_can_be_tried_again_or_dropped_and_nothing_else_can() -> None:
    mail_id = put()
    for act in (lambda: actions.again(mail_id, NOW), lambda: actions.drop(mail_id), lambda: actions.drop(99)):
        with pytest.raises(actions.NoSuchMail):
            act()
    mail = actions.claim(NOW)
    assert mail
    actions.failed(mail.id, "550 nobody", NOW, is_final=True)
    assert actions.claim(NOW + timedelta(days=9)) is None
    actions.again(mail_id, NOW)
    assert actions.claim(NOW)
    actions.failed(mail_id, "550 nobody", NOW, is_final=True)
    actions.drop(mail_id)
    assert count(Mail) == 0


def test_a_mail_that_is_gone_meanwhile_is_nobodys_failure() -> None:
    actions.failed(99, "450 no", NOW, is_final=True)
    actions.sent(99)
    assert db.session.query(Mail).count() == 0

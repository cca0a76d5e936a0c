"""A comment comes in: its mail is put into the outbox in the same transaction, so that neither comes alone."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from sqlalchemy.orm import Session

from .. import clock
from ..comments import offers as comments
from ..comments.actions import comments_submitted
from ..outbox import actions as outbox
from ..outbox import queries as waiting_mail
from ..outbox.rules import Frequency, next_digest
from ..people.queries import the_admin
from ..site.queries import settings

AT_ONCE = timedelta(minutes=5)
QUEUE = "queue"  # the kind of mail that tells what waits


def init_app(_app: Flask) -> None:
    """From now on, what comes in is told."""
    comments_submitted.connect(tell)


def paused() -> tuple[str, ...]:
    """The kinds of mail that stay in the outbox for now: an admin who is away is told when they are back."""
    return (QUEUE,) if settings().is_away else ()


def tell(_sender: Any, *, session: Session, ids: Iterable[int], **_: Any) -> None:
    """Write at once of the first comment in an empty queue, and of those that follow in one digest.

    At once only once in five minutes: a writer can empty the queue too, by taking back what they sent.
    """
    if not current_app.config["SMTP_URL"] or waiting_mail.is_waiting(QUEUE):
        return
    new, admin, frequency = comments.waiting(list(ids)), the_admin(), Frequency(waiting_mail.policy().mail_frequency)
    if frequency is Frequency.NEVER or not new or admin is None:
        return
    now = clock.now()
    is_digest = comments.others_wait(new) or not outbox.lease(session, "told at once", f"{new[0]}", now, AT_ONCE)
    due_at = next_digest(now, frequency, ZoneInfo(settings().time_zone)) if is_digest else now
    outbox.add(session, QUEUE, admin.email, due_at, first_id=min(new))

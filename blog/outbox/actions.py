"""Putting mail into the outbox and taking it out, and taking a lease."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from ..db import writing
from . import rules
from .models import Lease, Mail
from .queries import is_time

UNFINISHED = "The server stopped before it knew whether this had gone."


class NoSuchMail(LookupError):
    """There is no mail with this id that waits or was given up."""


def add(
    session: Session, kind: str, recipient: str, due_at: datetime, *, about: int | None = None, **data: Any
) -> None:
    """Put a mail into the outbox as part of a write that somebody else commits; `recall` finds it by `about`."""
    key = secrets.token_hex(12)
    session.add(Mail(kind=kind, recipient=recipient, about=about, data=data, due_at=due_at, key=key))


def recall(session: Session, kinds: Collection[str], about: Collection[int]) -> None:
    """Take mail back that nobody has begun to send, as part of a write that somebody else commits."""
    unsent = (Mail.attempts == 0, Mail.dead_at.is_(None))
    session.execute(delete(Mail).where(Mail.about.in_(about), Mail.kind.in_(kinds), *unsent))


def readdress(session: Session, kind: str, recipient: str) -> None:
    """Send what waits of a kind to somebody else, as part of a write that somebody else commits."""
    session.execute(update(Mail).where(Mail.kind == kind).values(recipient=recipient))


def forget(session: Session, about: Select[tuple[int]]) -> None:
    """Drop all mail about these comments, as part of a write that somebody else commits."""
    session.execute(delete(Mail).where(Mail.about.in_(about)))


def forget_for(session: Session, subscription_ids: Collection[int]) -> None:
    """Drop all mail to these subscriptions, as part of a write that somebody else commits."""
    session.execute(delete(Mail).where(Mail.data["subscription_id"].as_integer().in_(subscription_ids)))


def claim(now: datetime, paused: tuple[str, ...] = ()) -> Mail | None:
    """The mail to send next, if one is due; from now on it counts as tried, should this process end before it knows.

    Those of the `paused` kinds stay. What was tried too often without an answer is given up.
    """
    with writing() as session:
        for mail in session.scalars(
            select(Mail)
            .where(Mail.dead_at.is_(None), is_time(now, now + rules.LONGEST_WAIT), Mail.kind.not_in(paused))
            .order_by(Mail.due_at, Mail.id)
            .with_for_update(skip_locked=True)  # on PostgreSQL, where somebody else may have a row in hand
        ):
            mail.attempts += 1
            wait = rules.pause(mail.attempts)
            if wait is not None:
                mail.due_at = now + wait
                return mail
            mail.dead_at, mail.answer = now, mail.answer or UNFINISHED
        return None


def sent(mail_id: int) -> None:
    """It has gone, or there is nothing to say any more."""
    with writing() as session:
        session.execute(delete(Mail).where(Mail.id == mail_id))


def failed(mail_id: int, answer: str, now: datetime, *, is_final: bool) -> None:
    """It has not gone: keep what the server said, and give it up if no other attempt can help."""
    with writing() as session:
        mail = session.get(Mail, mail_id)
        if mail is not None:
            mail.answer = answer
            if is_final or rules.pause(mail.attempts) is None:
                mail.dead_at = now


def again(mail_id: int, now: datetime) -> None:
    """Try a mail that was given up once more, from the beginning. Raises NoSuchMail."""
    with writing() as session:
        mail = _given_up(session, mail_id)
        mail.dead_at, mail.due_at, mail.attempts = None, now, 0


def drop(mail_id: int) -> None:
    """Forget a mail that was given up. Raises NoSuchMail."""
    with writing() as session:
        session.delete(_given_up(session, mail_id))


def take_lease(name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Whether `holder` alone may do `name` until `now + length`; whoever holds it may take it again."""
    with writing() as session:
        return lease(session, name, holder, now, length)


def lease(session: Session, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """`take_lease` as part of a write that somebody else commits.

    One that goes on for longer than it can was taken when the clock was wrong, and is nobody's.
    """
    held = session.get(Lease, name)
    if held is not None and now < held.until < now + 2 * length and held.holder != holder:
        return False
    session.merge(Lease(name=name, holder=holder, until=now + length))
    return True


def _given_up(session: Session, mail_id: int) -> Mail:
    mail = session.get(Mail, mail_id)
    if mail is None or mail.dead_at is None:
        raise NoSuchMail(mail_id)
    return mail

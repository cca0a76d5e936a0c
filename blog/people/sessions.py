"""The browsers that are signed in: one more, one less, and all of them anew."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from blinker import Signal
from sqlalchemy import ColumnElement, delete
from sqlalchemy.orm import Session

from ..db import writing
from . import rules
from .models import Person, SignIn
from .queries import hashed

# Sent inside the transaction with `session`, the `person_id` if it is known, and the `act` (`audit.rules.Act`); with
# another e-mail address comes the `former` one.
accessed = Signal()


@dataclass(frozen=True, slots=True)
class Device:
    """What is kept of where somebody signs in: the browser in words of our own, and the shortened network address."""

    browser: str = ""
    address_short: str = ""


def open_session(session: Session, person_id: int, now: datetime, device: Device) -> str:
    """The token of one more session, as part of a write that somebody else commits."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=hashed(token),
            person_id=person_id,
            created_at=now,
            expires_at=now + rules.SIGN_IN_LENGTH,
            browser=device.browser,
            address_short=device.address_short,
            confirmed_at=now,
        )
    )
    return token


def rotate(session: Session, person: Person, now: datetime, *, keep: int | None = None) -> str:
    """Let nothing in that was let in before: all sessions end but the one to `keep`, whose new token this is.

    Part of a write that somebody else commits.
    """
    person.credentials_changed_at = now
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.id != (keep or 0)))
    token = secrets.token_urlsafe(32)
    kept = session.get(SignIn, keep) if keep else None
    if kept is not None:
        kept.token_hash = hashed(token)
    return token


def sign_out(token: str) -> None:
    """End the session of this token."""
    with writing() as session:
        ended = delete(SignIn).where(SignIn.token_hash == hashed(token)).returning(SignIn.person_id)
        for person_id in session.scalars(ended):
            accessed.send(None, session=session, act="sign-out", person_id=person_id)


def end(person_id: int, sign_in_id: int) -> bool:
    """Sign another browser out; whether there was one."""
    return _end(person_id, SignIn.id == sign_in_id) > 0


def end_others(person_id: int, sign_in_id: int) -> int:
    """Sign every other browser out; how many those were."""
    return _end(person_id, SignIn.id != sign_in_id)


def forget_all() -> None:
    """Sign every browser out: of sessions that come back with a backup nobody knows which were ended since."""
    with writing() as session:
        session.execute(delete(SignIn))


def forget_dead(now: datetime) -> None:
    """Drop the sessions that are over."""
    with writing() as session:
        session.execute(delete(SignIn).where(SignIn.expires_at <= now))


def _end(person_id: int, which: ColumnElement[bool]) -> int:
    with writing() as session:
        ended = session.scalars(delete(SignIn).where(SignIn.person_id == person_id, which).returning(SignIn.id)).all()
        if ended:
            accessed.send(None, session=session, act="session-ended", person_id=person_id)
        return len(ended)

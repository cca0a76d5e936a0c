"""What waits in the outbox."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select

from ..db import AnyRow, UTCDateTime, db
from ..site.queries import settings_of
from .models import Lease, Mail
from .rules import LONGEST_WAIT, MailPolicy


def is_time(now: Any, latest: Any) -> ColumnElement[bool]:
    """Whether a mail may go: its time has come, or lies where only a clock that was wrong can have put it."""
    return or_(Mail.due_at <= now, Mail.due_at > latest)


DUE = select(
    exists().where(
        Mail.dead_at.is_(None),
        is_time(bindparam("now", type_=UTCDateTime()), bindparam("latest", type_=UTCDateTime())),
        Mail.kind.not_in(bindparam("paused", expanding=True)),
    )
)
WAITING = select(exists().where(Mail.kind == bindparam("kind"), Mail.attempts == 0, Mail.dead_at.is_(None)))
WAITS = select(
    func.count(Mail.dead_at).label("dead"),
    func.max(Mail.attempts).filter(Mail.dead_at.is_(None)).label("tries"),
    func.min(Mail.due_at)
    .filter(Mail.dead_at.is_(None), Mail.due_at <= bindparam("now", type_=UTCDateTime()))
    .label("since"),
).where(or_(Mail.dead_at.is_not(None), Mail.kind.not_in(bindparam("paused", expanding=True))))
DEAD = (
    select(Mail.id, Mail.kind, Mail.recipient, Mail.answer, Mail.dead_at)
    .where(Mail.dead_at.is_not(None))
    .order_by(Mail.dead_at.desc(), Mail.id.desc())
    .limit(100)
)


def is_waiting(kind: str) -> bool:
    """Whether a mail of this kind waits that nobody has begun to write."""
    return bool(db.session.execute(WAITING, {"kind": kind}).scalar_one())


def is_due(now: datetime, paused: tuple[str, ...] = ()) -> bool:
    """Whether a mail is to be sent now; those of the `paused` kinds stay."""
    return bool(db.session.execute(DUE, {"now": now, "latest": now + LONGEST_WAIT, "paused": paused}).scalar_one())


def waits(now: datetime, paused: tuple[str, ...] = ()) -> AnyRow:
    """How many were given up (`dead`), how often one that waits was tried, and `since` when one could have gone."""
    return db.session.execute(WAITS, {"now": now, "paused": paused}).one()


def held_until(name: str) -> datetime | None:
    """Until when somebody may do it alone, or might have; None where it was never done."""
    return db.session.scalar(select(Lease.until).where(Lease.name == name))


def holder(name: str, now: datetime, most: timedelta) -> str | None:
    """Who may do it alone at this moment, for no longer than anybody can."""
    held = select(Lease.holder).where(Lease.name == name, Lease.until > now, Lease.until < now + most)
    return db.session.scalar(held)


def went_evenly(name: str, now: datetime, most: timedelta) -> bool:
    """Whether a lease was last taken when it could be expected, give or take so much; also when it never was."""
    until = held_until(name)
    return until is None or abs(now - until) <= most


def policy() -> MailPolicy:
    """What the admin decided about mail."""
    return settings_of(MailPolicy)


def given_up() -> list[AnyRow]:
    """The mails that no server took, the newest first."""
    return list(db.session.execute(DEAD))

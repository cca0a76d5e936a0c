"""What waits in the outbox."""

from datetime import datetime

from sqlalchemy import bindparam, exists, select

from ..db import AnyRow, UTCDateTime, db
from ..site.queries import settings_of
from .models import Mail
from .rules import MailPolicy

DUE = select(
    exists().where(
        Mail.dead_at.is_(None),
        Mail.due_at <= bindparam("now", type_=UTCDateTime()),
        Mail.kind.not_in(bindparam("paused", expanding=True)),
    )
)
WAITING = select(exists().where(Mail.kind == bindparam("kind"), Mail.attempts == 0, Mail.dead_at.is_(None)))
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
    return bool(db.session.execute(DUE, {"now": now, "paused": paused}).scalar_one())


def policy() -> MailPolicy:
    """What the admin decided about mail."""
    return settings_of(MailPolicy)


def given_up() -> list[AnyRow]:
    """The mails that no server took, the newest first."""
    return list(db.session.execute(DEAD))

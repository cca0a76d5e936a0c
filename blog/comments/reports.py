"""What readers report of printed comments: it brings them back before the admin, and leaves them printed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from blinker import Signal
from sqlalchemy import bindparam, delete, exists, func, select
from sqlalchemy.orm import Session

from ..db import AnyRow, db, writing
from ..tokens import address_keys
from .listing import PAGE, ROW
from .models import Comment, Report
from .moves import NoSuchComment, comments_moved, find
from .rules import Status

# Sent inside the transaction with `session` and the comment's `id`: the admin looked, and leaves it printed.
report_dismissed = Signal()

WHY_LENGTH = 200  # characters
MOST_FROM_NETWORK = 10  # a day, which is how long a network is known by one key
# In two steps: from the comments' side, all that is printed would be gone through for the few that are reported.
REPORTED = select(Report.comment_id).group_by(Report.comment_id).order_by(func.min(Report.id)).limit(PAGE)
ROWS = ROW.where(Comment.id.in_(bindparam("ids", expanding=True)), Comment.status == Status.APPROVED).order_by(
    Comment.submitted_at, Comment.id
)
WHY = (
    select(Report.comment_id, Report.why)
    .where(Report.comment_id.in_(bindparam("ids", expanding=True)))
    .order_by(Report.id)
)


class TooManyReports(Exception):
    """From that network came so many today that no more are taken."""


def report(comment_id: int, why: str, address: str, now: datetime) -> None:
    """Ask the admin to look at a printed comment again; from one network once a day.

    Raises NoSuchComment and TooManyReports.
    """
    key = address_keys(address, now).daily
    with writing() as session:
        if find(session, comment_id).status != Status.APPROVED:
            raise NoSuchComment(comment_id)
        theirs = select(func.count()).where(Report.address_key == key)
        if session.scalar(select(exists().where(Report.comment_id == comment_id, Report.address_key == key))):
            return
        if session.execute(theirs).scalar_one() >= MOST_FROM_NETWORK:
            raise TooManyReports
        session.add(Report(comment_id=comment_id, why=why, address_key=key, reported_at=now))


def dismiss(comment_id: int) -> None:
    """The admin looked at it, and it stays printed. Raises NoSuchComment."""
    with writing() as session:
        session.execute(delete(Report).where(Report.comment_id == find(session, comment_id).id))
        report_dismissed.send(None, session=session, id=comment_id)


def waiting() -> list[AnyRow]:
    """The printed comments that readers reported, the oldest first."""
    ids = list(db.session.scalars(REPORTED))
    return list(db.session.execute(ROWS, {"ids": ids})) if ids else []


def why(comment_ids: list[int]) -> dict[int, list[str]]:
    """What was said of each of these comments; nothing, where only a button was pressed."""
    found: dict[int, list[str]] = {}
    for row in db.session.execute(WHY, {"ids": comment_ids}):
        found.setdefault(row.comment_id, []).append(row.why)
    return found


def _decided(_sender: Any, *, session: Session, ids: Iterable[int], **_: Any) -> None:
    session.execute(delete(Report).where(Report.comment_id.in_(list(ids))))


comments_moved.connect(_decided, weak=False)

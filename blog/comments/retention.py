"""Forgetting in time: spam and bin are emptied a day after it was announced, and network addresses are dropped."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from blinker import Signal
from sqlalchemy import Text, cast, delete, func, select, update

from ..db import AnyRow, db, writing
from . import queries
from .actions import remove
from .models import Comment, Emptying, Report
from .rules import Status

# Sent inside the transaction with `session`, `count` and `now`.
comments_emptied = Signal()
# Sent inside the transaction with `session` and `until`: listeners drop what they keep of addresses up to then.
addresses_forgotten = Signal()

DAY = timedelta(days=1)
CHUNK = 1_000  # comments that go in one write, so that readers' own never wait for long
THROWN = Comment.status.in_([Status.SPAM, Status.BIN])
FORGOTTEN = {"address_short": "", "address_key": "", "digest": None}
PLAN = select(Emptying.due_at, Emptying.moved_until)


@dataclass(frozen=True, slots=True)
class Announced:
    """So many comments go, and when."""

    count: int
    due_at: datetime


def announced() -> Announced | None:
    """What of the spam and the bin goes next."""
    plan = _plan()
    count = _count(plan.moved_until) if plan else 0
    return Announced(count, plan.due_at) if plan and count else None


def empty(now: datetime) -> None:
    """Take what was announced a day ago out of the spam and the bin, and announce what goes tomorrow.

    What nobody could have seen announced, because no server ran or the clock was wrong, is announced anew.
    """
    days, plan = queries.retention().spam_days, _plan()
    if plan is not None:
        if now < plan.due_at <= now + DAY and days:
            return
        if days and plan.due_at <= now < plan.due_at + DAY:
            _take_out(min(plan.moved_until, now - timedelta(days=days)), now)
        _replan(None)
    if days:
        _announce(now, now + DAY - timedelta(days=days))


def forget_addresses(now: datetime) -> None:
    """Drop the network addresses of comments that came too many days ago, and all that was derived from them."""
    days = queries.retention().address_days
    if not days:
        return
    until = now - timedelta(days=days)
    some = select(Comment.id).where(Comment.submitted_at <= until, Comment.address_key != "").limit(CHUNK)
    while True:
        with writing() as session:
            if ids := list(session.scalars(some)):
                session.execute(update(Comment).where(Comment.id.in_(ids)).values(FORGOTTEN))
                continue
            old = update(Report).where(Report.reported_at <= until)
            session.execute(old.values(address_key=cast(Report.id, Text)))  # still one of its own
            addresses_forgotten.send(None, session=session, until=until)
            return


def _plan() -> AnyRow | None:
    return db.session.execute(PLAN).one_or_none()


def _announce(now: datetime, moved_until: datetime) -> None:
    if _count(moved_until):
        _replan(Emptying(due_at=now + DAY, moved_until=moved_until))


def _replan(plan: Emptying | None) -> None:
    with writing() as session:
        session.execute(delete(Emptying))
        if plan is not None:
            session.add(plan)


def _take_out(moved_until: datetime, now: datetime) -> None:
    some = select(Comment.id).where(*_up_to(moved_until)).order_by(Comment.id).limit(CHUNK)
    while True:
        with writing() as session:
            ids = list(session.scalars(some))
            if not ids:
                return
            remove(session, Comment.id.in_(ids))
            comments_emptied.send(None, session=session, count=len(ids), now=now)


def _up_to(moved_until: datetime) -> tuple[Any, ...]:
    return THROWN, Comment.moved_at <= moved_until


def _count(moved_until: datetime) -> int:
    return db.session.execute(select(func.count()).where(*_up_to(moved_until))).scalar_one()

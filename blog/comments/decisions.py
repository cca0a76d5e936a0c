"""Deciding comments, one or many in one act, and taking decisions back. Each action commits once."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from ..db import AnyRow, writing
from . import rules
from .models import Comment, Decision, holds
from .moves import Move, NoSuchComment, chunks, find, move_all, together
from .rules import MOVES, Status
from .words import version


class WordsChanged(Exception):
    """A comment's writer changed it since the admin's page was drawn: nobody has read what would be decided."""


class MoreThanSeen(Exception):
    """An act on a group would decide comments that the page did not count when it was asked for."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one act on many comments did: its first decision, and how many there are."""

    decision_id: int
    count: int


def approve(comment_id: int, person_id: int | None, now: datetime, seen: Status | None = None, words: str = "") -> int:
    """Print a comment; the decision's id.

    `seen` is the status that the admin's page showed, here and below: what somebody decided since is not overwritten;
    `words` the version of its words (`words.version`). Raises NoSuchComment, MoveRefused and WordsChanged.
    """
    return _decide(comment_id, Move(Status.APPROVED, person_id, now), seen, words)


def mark_spam(
    comment_id: int, person_id: int | None, now: datetime, seen: Status | None = None, words: str = ""
) -> int:
    """Put a comment with the spam; the decision's id. Raises as `approve` does."""
    return _decide(comment_id, Move(Status.SPAM, person_id, now), seen, words)


def put_in_bin(
    comment_id: int, person_id: int | None, now: datetime, seen: Status | None = None, words: str = ""
) -> int:
    """Put a comment in the bin; the decision's id. Raises as `approve` does."""
    return _decide(comment_id, Move(Status.BIN, person_id, now), seen, words)


def decide_all(
    chosen: ColumnElement[bool],
    to: Status,
    person_id: int | None,
    now: datetime,
    *,
    seen: Status | None = None,
    most: int | None = None,
    words: Mapping[int, str] = MappingProxyType({}),
) -> Done | None:
    """Decide all the comments that a condition chooses, in one act.

    One that somebody decided meanwhile, or that has other words than `words` (versions, by ids), is left as it is;
    None when that is true of all. Raises MoreThanSeen where there are more than `most`.
    """
    with writing() as session:
        return decide_chosen(session, chosen, together(to, person_id, now), seen, most, words)


def undo(decision_id: int, person_id: int | None, now: datetime, batch_id: str | None = None) -> int:
    """Take a decision back, and all that were made with it; the id of the first decision that does so.

    `batch_id` finds those others where the decision itself went with its comment. A comment that was decided anew
    since stays where it is. Raises NoSuchComment, and MoveRefused when none is left.
    """
    with writing() as session:
        decision = session.get(Decision, decision_id) or _of_batch(session, batch_id)
        if decision is None:
            raise NoSuchComment(decision_id)
        batch_id = secrets.token_urlsafe(12) if decision.batch_id else None
        undone = [
            move_all(session, [row.comment_id for row in some], Move(to, person_id, now, batch_id), some)[0]
            for to in Status
            for some in chunks(_undoable(session, decision, to))
        ]
        if not undone:
            raise rules.MoveRefused(find(session, decision.comment_id).status)
        return min(undone)


def decide_chosen(
    session: Session,
    chosen: ColumnElement[bool],
    move: Move,
    seen: Status | None = None,
    most: int | None = None,
    words: Mapping[int, str] = MappingProxyType({}),
) -> Done | None:
    """`decide_all` as part of a write that somebody else commits."""
    if move.to == Status.APPROVED:
        chosen &= Comment.withdrawn_at.is_(None)
    from_ = [status for status in Status if move.to in MOVES[status] and seen in (None, status)]
    ids = session.scalars(select(Comment.id).where(chosen, Comment.status.in_(from_)).order_by(Comment.id)).all()
    if most is not None and len(ids) > most:
        raise MoreThanSeen
    if words:
        known = session.execute(select(Comment.id, Comment.inert_html).where(Comment.id.in_(words)))
        changed = {row.id for row in known if version(row.inert_html) != words[row.id]}
        ids = [id for id in ids if id not in changed]
    made = [move_all(session, some, move)[0] for some in chunks(ids)]
    return Done(made[0], len(ids)) if made else None


def check(comment: Comment, to: Status, seen: Status | None, words: str = "") -> None:
    """Raise MoveRefused when a comment cannot be decided so (any more); what its writer took back is not printed.

    Raise WordsChanged when it has other words than the page showed.
    """
    if comment.withdrawn_at is not None and to == Status.APPROVED:
        raise rules.MoveRefused(comment.status)
    rules.check_move(comment.status, to, seen)
    if words and words != version(comment.inert_html):
        raise WordsChanged(comment.id)


def _decide(comment_id: int, move: Move, seen: Status | None, words: str) -> int:
    with writing() as session:
        check(find(session, comment_id), move.to, seen, words)
        return move_all(session, [comment_id], move)[0]


def _of_batch(session: Session, batch_id: str | None) -> Decision | None:
    made = select(Decision).where(Decision.batch_id == batch_id).order_by(Decision.id).limit(1)
    return session.scalars(made).one_or_none() if batch_id else None


def _undoable(session: Session, decision: Decision, to: Status) -> Sequence[AnyRow]:
    """Those decisions of the same act that came from this status, hold, and were followed by none that holds."""
    made_with = (Decision.batch_id == decision.batch_id) if decision.batch_id else (Decision.id == decision.id)
    other = aliased(Decision)
    held = select(func.max(other.id)).where(other.comment_id == Comment.id, holds(other))
    last = held.correlate(Comment).scalar_subquery()
    statement = (
        select(Decision.id, Decision.comment_id, Decision.taught_before)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(made_with, holds(Decision), Decision.from_status == to, Decision.id == last)
        .where(Comment.withdrawn_at.is_(None))
        .order_by(Decision.id)
    )
    return session.execute(statement).all()

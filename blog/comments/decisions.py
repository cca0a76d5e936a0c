"""Deciding comments: each decision is a row, moves its comment, is announced, and commits once."""

from datetime import datetime
from typing import Any

from blinker import Signal
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..db import writing
from . import rules
from .models import Comment, Decision
from .rules import Status

# Sent inside the transaction with `session` and `ids`: listeners add their rows to it.
comments_moved = Signal()


class NoSuchComment(LookupError):
    """There is no comment (or decision) with this id."""


def approve(comment_id: int, person_id: int | None, now: datetime) -> int:
    """Print a comment; the decision's id. Raises NoSuchComment and MoveRefused."""
    return _decide(comment_id, Status.APPROVED, person_id, now)


def mark_spam(comment_id: int, person_id: int | None, now: datetime) -> int:
    """Put a comment with the spam; the decision's id. Raises NoSuchComment and MoveRefused."""
    return _decide(comment_id, Status.SPAM, person_id, now)


def put_in_bin(comment_id: int, person_id: int | None, now: datetime) -> int:
    """Put a comment in the bin; the decision's id. Raises NoSuchComment and MoveRefused."""
    return _decide(comment_id, Status.BIN, person_id, now)


def undo(decision_id: int, person_id: int | None, now: datetime) -> int:
    """Take a decision back, and all that were made with it; the id of the (first) decision that does so.

    Raises NoSuchComment, and MoveRefused when one of the comments was decided anew since.
    """
    with writing() as session:
        decision = session.get(Decision, decision_id)
        if decision is None:
            raise NoSuchComment(decision_id)
        together = (Decision.batch_id == decision.batch_id) if decision.batch_id else (Decision.id == decision.id)
        made = session.scalars(select(Decision).where(together).order_by(Decision.id)).all()
        return min(_take_back(session, each, person_id, now) for each in made)


def find(session: Session, comment_id: int) -> Comment:
    """The comment, for a write that somebody else commits. Raises NoSuchComment."""
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NoSuchComment(comment_id)
    return comment


def move(session: Session, comment: Comment, to: Status, person_id: int | None, now: datetime, **more: Any) -> int:
    """Decide as part of a write that somebody else commits; the decision's id. `more` are columns of the decision."""
    decision = Decision(
        comment_id=comment.id,
        person_id=person_id,
        decided_at=now,
        from_status=comment.status,
        to_status=to,
        **more,
    )
    comment.status = to
    if to == Status.APPROVED and comment.rank is None:
        _give_place(session, comment)
    session.add(decision)
    session.flush()
    comments_moved.send(None, session=session, ids=[comment.id])
    return decision.id


def latest(session: Session, comment: Comment) -> int:
    """The id of the last decision on a comment that has one."""
    last = select(func.max(Decision.id)).where(Decision.comment_id == comment.id)
    return session.execute(last).scalar_one()


def _decide(comment_id: int, to: Status, person_id: int | None, now: datetime) -> int:
    with writing() as session:
        comment = find(session, comment_id)
        rules.check_move(comment.status, to)
        return move(session, comment, to, person_id, now)


def _take_back(session: Session, decision: Decision, person_id: int | None, now: datetime) -> int:
    comment = find(session, decision.comment_id)
    if latest(session, comment) != decision.id or decision.undoes_id is not None:
        raise rules.MoveRefused(comment.status)
    return move(session, comment, decision.from_status, person_id, now, undoes_id=decision.id)


def _give_place(session: Session, comment: Comment) -> None:
    parent = session.get(Comment, comment.parent_id) if comment.parent_id else None
    if parent is not None and parent.rank is not None:
        comment.root_id, comment.rank = parent.root_id, parent.rank
        return
    last = session.scalar(select(func.max(Comment.rank)).where(Comment.article_id == comment.article_id))
    comment.root_id, comment.rank = comment.id, (last or 0) + 1

"""Deciding comments: each decision is a row, moves its comment, teaches the spam score, is announced, and commits once.

Those that are made together carry one batch id, and are undone together.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from blinker import Signal
from sqlalchemy import ColumnElement, bindparam, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from ..db import AnyRow, writing
from . import rules, training
from .models import Comment, Decision, holds
from .rules import MOVES, Status

# Sent inside the transaction with `session`, `ids` and `decisions` (the columns of each): listeners add their rows.
comments_moved = Signal()

CHUNK = 500  # comments at a time: ten thousand need no more memory than that
LAST_RANK = select(func.max(Comment.rank)).where(Comment.article_id == bindparam("article_id"))
COLUMNS = (Comment.id, Comment.status, Comment.taught, Comment.word_keys, Comment.by_editor, Comment.is_sample)


class NoSuchComment(LookupError):
    """There is no comment (or decision) with this id."""


class MoreThanSeen(Exception):
    """An act on a group would decide comments that the page did not count when it was asked for."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where comments go, by whom, and when; `batch_id` is what decisions that were made together share."""

    to: Status
    person_id: int | None
    now: datetime
    batch_id: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What one act on many comments did: its first decision, and how many there are."""

    decision_id: int
    count: int


def approve(comment_id: int, person_id: int | None, now: datetime, seen: Status | None = None) -> int:
    """Print a comment; the decision's id.

    `seen` is the status that the admin's page showed, here and below: what somebody decided since is not overwritten.
    Raises NoSuchComment and MoveRefused.
    """
    return _decide(comment_id, Move(Status.APPROVED, person_id, now), seen)


def mark_spam(comment_id: int, person_id: int | None, now: datetime, seen: Status | None = None) -> int:
    """Put a comment with the spam; the decision's id. Raises NoSuchComment and MoveRefused."""
    return _decide(comment_id, Move(Status.SPAM, person_id, now), seen)


def put_in_bin(comment_id: int, person_id: int | None, now: datetime, seen: Status | None = None) -> int:
    """Put a comment in the bin; the decision's id. Raises NoSuchComment and MoveRefused."""
    return _decide(comment_id, Move(Status.BIN, person_id, now), seen)


def decide_all(
    chosen: ColumnElement[bool],
    to: Status,
    person_id: int | None,
    now: datetime,
    *,
    seen: Status | None = None,
    most: int | None = None,
) -> Done | None:
    """Decide all the comments that a condition chooses, in one act.

    One that somebody decided meanwhile is left as it is; None when that is true of all. Raises MoreThanSeen where
    there are more than `most`.
    """
    with writing() as session:
        return decide_chosen(session, chosen, together(to, person_id, now), seen, most)


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
            for some in _chunks(_undoable(session, decision, to))
        ]
        if not undone:
            raise rules.MoveRefused(find(session, decision.comment_id).status)
        return min(undone)


def find(session: Session, comment_id: int) -> Comment:
    """The comment, for a write that somebody else commits. Raises NoSuchComment."""
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NoSuchComment(comment_id)
    return comment


def together(to: Status, person_id: int | None, now: datetime) -> Move:
    """A move of many, with a batch of its own."""
    return Move(to, person_id, now, secrets.token_urlsafe(12))


def decide_chosen(
    session: Session, chosen: ColumnElement[bool], move: Move, seen: Status | None = None, most: int | None = None
) -> Done | None:
    """`decide_all` as part of a write that somebody else commits."""
    if move.to == Status.APPROVED:
        chosen &= Comment.withdrawn_at.is_(None)
    from_ = [status for status in Status if move.to in MOVES[status] and seen in (None, status)]
    ids = session.scalars(select(Comment.id).where(chosen, Comment.status.in_(from_)).order_by(Comment.id)).all()
    if most is not None and len(ids) > most:
        raise MoreThanSeen
    made = [move_all(session, some, move)[0] for some in _chunks(ids)]
    return Done(made[0], len(ids)) if made else None


def move_all(session: Session, ids: Sequence[int], move: Move, undone: Sequence[AnyRow] = ()) -> list[int]:
    """Move comments as part of a write that somebody else commits; the ids of the decisions, in the same order.

    `undone` are the decisions that this takes back, one for each comment.
    """
    session.flush()
    rows = {row.id: row for row in session.execute(select(*COLUMNS).where(Comment.id.in_(ids)))}
    back = {row.comment_id: row for row in undone}
    after = {id: back[id].taught_before if id in back else _side(row, move) for id, row in rows.items()}
    if move.to == Status.APPROVED:
        _give_places(session, ids)
    for side in set(after.values()):
        these = [id for id in ids if after[id] == side]
        session.execute(
            update(Comment).where(Comment.id.in_(these)).values(status=move.to, taught=side, moved_at=move.now)
        )
    training.teach(session, (training.Lesson(row.taught, after[row.id], row.word_keys) for row in rows.values()))
    made = [
        {
            "comment_id": id,
            "person_id": move.person_id,
            "decided_at": move.now,
            "from_status": rows[id].status,
            "to_status": move.to,
            "batch_id": move.batch_id,
            "taught_before": rows[id].taught,
            "undoes_id": back[id].id if id in back else None,
        }
        for id in ids
    ]
    statement = insert(Decision).returning(Decision.id, sort_by_parameter_order=True)
    decision_ids = list(session.scalars(statement, made))
    comments_moved.send(None, session=session, ids=list(ids), decisions=made)
    return decision_ids


def latest(session: Session, comment: Comment) -> int:
    """The id of the last decision on a comment that has one."""
    last = select(func.max(Decision.id)).where(Decision.comment_id == comment.id)
    return session.execute(last).scalar_one()


def check(comment: Comment, to: Status, seen: Status | None) -> None:
    """Raise MoveRefused when a comment cannot be decided so (any more); what its writer took back is not printed."""
    if comment.withdrawn_at is not None and to == Status.APPROVED:
        raise rules.MoveRefused(comment.status)
    rules.check_move(comment.status, to, seen)


def _decide(comment_id: int, move: Move, seen: Status | None) -> int:
    with writing() as session:
        check(find(session, comment_id), move.to, seen)
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


def _side(row: AnyRow, move: Move) -> Status | None:
    """Only what the admin decides of readers' own comments teaches."""
    is_taught = move.person_id is not None and not (row.by_editor or row.is_sample)
    return training.side(move.to, is_taught=is_taught)


def _give_places(session: Session, ids: Iterable[int]) -> None:
    """Give those that are printed for the first time their thread, and their place on the page."""
    new = select(Comment).where(Comment.id.in_(ids), Comment.rank.is_(None)).order_by(Comment.id)
    for comment in session.scalars(new).all():
        parent = session.get(Comment, comment.parent_id) if comment.parent_id else None
        if parent is not None and parent.rank is not None:
            comment.root_id, comment.rank = parent.root_id, parent.rank
        else:
            last = session.scalar(LAST_RANK, {"article_id": comment.article_id})
            comment.root_id, comment.rank = comment.id, (last or 0) + 1
        session.flush()


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))

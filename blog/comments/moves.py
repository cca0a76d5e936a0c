"""Carrying decisions out: each is a row, moves its comment, teaches the spam score, and is announced.

All of it is part of a write that somebody else commits. Decisions that are made together carry one batch id.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from blinker import Signal
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from ..db import AnyRow
from . import training
from .models import Comment, Decision
from .rules import Status

# Sent inside the transaction with `session`, `ids` and `decisions` (`Made`): listeners add their rows.
comments_moved = Signal()

CHUNK = 500  # comments at a time: ten thousand need no more memory than that
LAST_RANK = select(func.max(Comment.rank)).where(Comment.article_id == bindparam("article_id"))
COLUMNS = (Comment.id, Comment.status, Comment.taught, Comment.word_keys, Comment.by_editor, Comment.is_sample)


class NoSuchComment(LookupError):
    """There is no comment (or decision) with this id."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where comments go, by whom, and when; `batch_id` is what decisions that were made together share."""

    to: Status
    person_id: int | None
    now: datetime
    batch_id: str | None = None


class Made(TypedDict):
    """The columns of a decision that was made."""

    comment_id: int
    person_id: int | None
    decided_at: datetime
    from_status: Status
    to_status: Status
    batch_id: str | None
    taught_before: Status | None
    undoes_id: int | None


def find(session: Session, comment_id: int) -> Comment:
    """The comment. Raises NoSuchComment."""
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NoSuchComment(comment_id)
    return comment


def together(to: Status, person_id: int | None, now: datetime) -> Move:
    """A move of many, with a batch of its own."""
    return Move(to, person_id, now, secrets.token_urlsafe(12))


def move_all(session: Session, ids: Sequence[int], move: Move, undone: Sequence[AnyRow] = ()) -> list[int]:
    """Move comments; the ids of the decisions, in the same order.

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
    made: list[Made] = [
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


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Parts of a list that one statement takes."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


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

"""Taking letters in that were written elsewhere, where they were there: not judged, told to nobody, and not decided."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from blinker import Signal
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ..db import own
from ..markup import Letter
from ..people.rules import same_person
from ..tokens import address_keys
from . import queries, rules
from .models import Comment
from .rules import Status
from .words import words

# Sent inside the transaction with `session` and `ids` of those that are printed.
comments_taken_in = Signal()
PARENTS = (Comment.id, Comment.article_id, Comment.root_id, Comment.rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A letter from elsewhere. `parent` is an id of ours, or, below zero, that of an earlier one that comes with it:
    -1 for the first.
    """

    article_id: int
    parent: int | None
    name: str
    email: str
    website: str
    address: str
    body: str
    drawn: Letter
    status: Status
    sent_at: datetime
    by_editor: bool = False


def take_in_all(session: Session, arrivals: Sequence[Arrival], now: datetime) -> list[int]:
    """Store letters as part of a write that somebody else commits; their ids, in the same order.

    One whose parent is gone, or stands under another piece, begins a thread. Spam and bin are emptied in their time
    from now on; a network address that is older than those that are kept is not.
    """
    days = queries.retention().address_days
    kept_from = now - timedelta(days=days) if days else datetime.min.replace(tzinfo=UTC)
    places = _places(session, arrivals)
    last: Counter[int] = Counter(_last_ranks(session, {each.article_id for each in arrivals}))
    ids: list[int] = []
    rows: list[dict[str, Any]] = []
    for number, each in enumerate(arrivals):
        parent_id = ids[-each.parent - 1] if each.parent and each.parent < 0 else each.parent
        parent = places.get(parent_id or 0)
        if parent is None or parent[0] != each.article_id:
            parent_id, parent = None, None
        row = _row(each, parent_id, kept_from, now)
        id = _first_id(session, row) if not ids else ids[0] + number
        root_id, rank = parent[1:] if parent else (None, None)
        if each.status == Status.APPROVED and rank is None:
            last[each.article_id] += 1
            root_id, rank = id, last[each.article_id]
        elif each.status != Status.APPROVED:
            root_id, rank = None, None
        places[id] = (each.article_id, root_id, rank)
        ids.append(id)
        rows.append(row | {"id": id, "root_id": root_id, "rank": rank})
    if rows:
        session.get_one(Comment, ids[0]).root_id, session.get_one(Comment, ids[0]).rank = places[ids[0]][1:]
        session.flush()
    if rows[1:]:
        session.execute(insert(Comment), rows[1:])
        own().go_on_after_given_ids(session, "comment")
    comments_taken_in.send(None, session=session, ids=[row["id"] for row in rows if row["status"] == Status.APPROVED])
    return ids


def waiting(session: Session) -> int:
    """How many letters wait to be read."""
    return session.scalar(select(func.count()).where(Comment.status == Status.PENDING)) or 0


def _places(session: Session, arrivals: Sequence[Arrival]) -> dict[int, tuple[int, int | None, int | None]]:
    """Of each parent that is here: its article, its thread, and that one's place."""
    known = {each.parent for each in arrivals if each.parent and each.parent > 0}
    rows = session.execute(select(*PARENTS).where(Comment.id.in_(known))) if known else ()
    return {row.id: (row.article_id, row.root_id, row.rank) for row in rows}


def _last_ranks(session: Session, article_ids: set[int]) -> Mapping[int, int]:
    ranks = select(Comment.article_id, func.max(Comment.rank)).where(Comment.article_id.in_(article_ids))
    return {id: rank or 0 for id, rank in session.execute(ranks.group_by(Comment.article_id))}


def _first_id(session: Session, row: Mapping[str, Any]) -> int:
    """Store the first one; nobody else gets an id before this write ends, so that the others have those after it."""
    first = Comment(**row)
    session.add(first)
    session.flush()
    return first.id


def _row(each: Arrival, parent_id: int | None, kept_from: datetime, now: datetime) -> dict[str, Any]:
    is_kept = bool(each.address) and each.sent_at > kept_from
    return {
        "article_id": each.article_id,
        "parent_id": parent_id,
        "name": each.name,
        "email": each.email,
        "email_key": same_person(each.email),
        "website": each.website,
        **words(each.body, each.drawn),
        "status": each.status,
        "by_editor": each.by_editor,
        "is_sample": False,
        "is_suspect": False,
        "edit_shown": False,
        "address_short": rules.shortened(each.address) if is_kept else "",
        "address_key": address_keys(each.address, each.sent_at).daily if is_kept else "",
        "submitted_at": each.sent_at,
        # In the spam and the bin everything begins to age when it comes there.
        "moved_at": now if each.status in (Status.SPAM, Status.BIN) else each.sent_at,
    }

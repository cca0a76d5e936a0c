"""Writing down what happened, inside the write that does it; and forgetting it in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from ..db import writing
from .models import Event
from .rules import Act, Hand

NOTHING: dict[str, Any] = {
    "comment_id": None,
    "article_id": None,
    "setting": None,
    "before": None,
    "after": None,
    "batch_id": None,
}


def note(session: Session, act: Act, hand: Hand, now: datetime, **what: Any) -> None:
    """Write down one thing that happened; `what` are further columns of Event."""
    note_all(session, act, hand, now, [what])


def note_all(session: Session, act: Act, hand: Hand, now: datetime, what: Iterable[dict[str, Any]]) -> None:
    """Write down what one act did, a row for each; one of those with the same batch stands for it in the log."""
    same = {
        "act": act,
        "person_id": hand.person_id,
        "way": hand.way,
        "address_short": hand.address_short,
        "happened_at": now,
    }
    rows = [NOTHING | same | each for each in what]
    begun = _begun(session, {row["batch_id"] for row in rows if row["batch_id"]})
    for row in rows:
        row["is_first"] = row["batch_id"] not in begun
        if row["batch_id"]:
            begun.add(row["batch_id"])
    if rows:
        session.execute(insert(Event), rows)


def forget(now: datetime, days: int) -> int:
    """Drop what happened more than so many days ago (0: never); how many events that were."""
    old = Event.happened_at <= now - timedelta(days=days)
    with writing() as session:
        return session.execute(delete(Event).where(old)).rowcount if days else 0  # type: ignore[attr-defined]


def forget_addresses(session: Session, until: datetime) -> None:
    """Drop the network addresses of what happened until then, as part of a write that somebody else commits."""
    old = (Event.happened_at <= until, Event.address_short != "")
    session.execute(update(Event).where(*old).values(address_short=""))


def _begun(session: Session, batches: set[str]) -> set[str]:
    """Those of these batches that the log knows already: ten thousand comments are moved in parts."""
    return {batch for batch in batches if session.scalar(select(exists().where(Event.batch_id == batch)))}

"""Why a comment waits and what it stands with: found when it comes in, and anew when its writer changes it."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ..markup import Letter
from . import campaigns, facts, training
from .models import CommentReason
from .rules import Submission
from .triage import Policy, Reason, triage

WHY = insert(CommentReason)


class Place(NamedTuple):
    """Where a comment belongs: columns of its row, among them a `campaign_id` of None for its own; and why."""

    columns: dict[str, Any]
    reasons: tuple[Reason, ...]


def look(
    session: Session, sent: Submission, letter: Letter, policy: Policy, now: datetime, *, address_key: str, id: int = 0
) -> Place:
    """Find where it belongs, inside the write that stores it; `id` is that of a comment with other words before."""
    word_keys, judgement = training.look(sent, now)
    known = facts.gather(sent, letter, judgement, now, address_key=address_key, id=id)
    verdict = triage(sent, known, policy)
    columns = {
        "status": verdict.status,
        "is_suspect": verdict.is_suspect,
        "word_keys": word_keys,
        "score": judgement.probability if judgement else None,
        "campaign_id": campaigns.find(session, letter, known.twins, policy.trusted, is_suspect=verdict.is_suspect),
    }
    return Place(columns, verdict.reasons)


def remember(session: Session, id: int, letter: Letter, reasons: tuple[Reason, ...]) -> None:
    """Store what belongs to a stored comment, as part of a write that somebody else commits."""
    campaigns.remember(session, id, letter)
    rows = [{"comment_id": id, "code": reason.code, "data": reason.data, "weight": reason.weight} for reason in reasons]
    if rows:
        session.connection().execute(WHY, rows)

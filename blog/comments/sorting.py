"""Why a comment waits and what it stands with: found when it comes in, and anew when its writer changes it."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ..markup import Letter
from . import campaigns, facts, queries, training
from .models import Comment, CommentKey, CommentReason
from .rules import Submission
from .triage import triage


def sort(session: Session, comment: Comment, sent: Submission, letter: Letter, now: datetime) -> None:
    """Give a stored comment its status, its reasons and its campaign, as part of a write that somebody else commits."""
    for table in (CommentKey, CommentReason):
        session.execute(delete(table).where(table.comment_id == comment.id))
    comment.word_keys, judgement = training.look(session, sent, now)
    known = facts.gather(session, comment, sent, letter, judgement, now)
    policy = queries.policy()
    verdict = triage(sent, known, policy)
    comment.status, comment.is_suspect = verdict.status, verdict.is_suspect
    comment.score = judgement.probability if judgement else None
    campaigns.join(session, comment, letter, known.twins, policy.trusted)
    session.add_all(
        CommentReason(comment_id=comment.id, code=reason.code, data=reason.data, weight=reason.weight)
        for reason in verdict.reasons
    )

"""Why a comment waits and what it stands with: found when it comes in, and anew when its writer changes it."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ..markup import Letter
from . import campaigns, facts, queries, training
from .models import Comment, CommentReason
from .rules import Submission
from .triage import triage


def sort(session: Session, comment: Comment, sent: Submission, letter: Letter, now: datetime) -> None:
    """Give a stored comment its status, its reasons and its campaign, as part of a write that somebody else commits."""
    word_keys, judgement = training.look(sent, now)
    known = facts.gather(comment, sent, letter, judgement, now)
    policy = queries.policy()
    verdict = triage(sent, known, policy)
    comment.status, comment.is_suspect = verdict.status, verdict.is_suspect
    comment.word_keys, comment.score = word_keys, judgement.probability if judgement else None
    campaigns.join(session, comment, letter, known.twins, policy.trusted)
    reasons = [
        {"comment_id": comment.id, "code": reason.code, "data": reason.data, "weight": reason.weight}
        for reason in verdict.reasons
    ]
    if reasons:
        session.connection().execute(insert(CommentReason), reasons)

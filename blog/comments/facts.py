"""What the site knows when a comment comes in, read inside the write that stores it: two at once see each other."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..links import host
from ..markup import Letter
from ..people.queries import editors
from ..people.rules import same_person
from ..plaintext import own_words
from . import campaigns
from .judge import Judgement
from .models import Comment
from .rules import Status, Submission
from .triage import FLOOD_TIME, Facts


def gather(
    session: Session, comment: Comment, sent: Submission, letter: Letter, judgement: Judgement | None, now: datetime
) -> Facts:
    """The facts about a comment, whose own row counts for nothing."""
    own = select(func.count()).select_from(Comment).where(Comment.id != comment.id)
    return Facts(
        links=tuple((link.words, host(link.address)) for link in letter.links),
        approved_before=_count(
            session, own.where(Comment.email_key == same_person(sent.email), Comment.status == Status.APPROVED)
        ),
        recent=_count(
            session, own.where(Comment.address_key == comment.address_key, Comment.submitted_at > now - FLOOD_TIME)
        ),
        twins=tuple(campaigns.twins(session, own_words(letter.html), now)),
        editors=editors(),
        judgement=judgement,
    )


def _count(session: Session, statement: Any) -> int:
    return int(session.execute(statement).scalar_one())

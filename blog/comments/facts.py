"""What the site knows when a comment comes in, read inside the write that stores it: two at once see each other."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..db import AnySelect
from ..links import host
from ..markup import Letter, bare
from ..people.rules import same_person
from . import texts
from .judge import Judgement
from .models import Comment, CommentKey
from .rules import Status, Submission
from .triage import FLOOD_TIME, Facts

CANDIDATES = 50  # how many that share a key are looked at
MEMORY = timedelta(days=30)  # how long a text is looked for again


def gather(
    session: Session, sent: Submission, letter: Letter, judgement: Judgement | None, address_key: str, now: datetime
) -> Facts:
    """The facts about a comment that is not stored yet."""
    own = select(func.count()).select_from(Comment)
    return Facts(
        links=tuple((link.words, host(link.address)) for link in letter.links),
        approved_before=_count(
            session, own.where(Comment.email_key == same_person(sent.email), Comment.status == Status.APPROVED)
        ),
        recent=_count(session, own.where(Comment.address_key == address_key, Comment.submitted_at > now - FLOOD_TIME)),
        twins=tuple(_twins(session, letter.text, now)),
        judgement=judgement,
    )


def join_campaign(session: Session, comment: Comment, letter: Letter, facts: Facts) -> None:
    """Remember what a stored comment is like, and put it with the first one that says or links to the same."""
    places = [texts.place_key(host) for _words, host in facts.links]
    others = _others(places, comment.submitted_at).with_only_columns(func.min(CommentKey.comment_id))
    first = facts.twins[0] if facts.twins else session.scalar(others)
    comment.campaign_id = (session.get_one(Comment, first).campaign_id if first else None) or comment.id
    session.add_all(CommentKey(comment_id=comment.id, key=key) for key in {*texts.likeness(letter.text), *places})


def _twins(session: Session, text: str, now: datetime) -> list[int]:
    """The comments of late that say nearly the same, the first one first."""
    others = _others(texts.likeness(text), now).order_by(CommentKey.comment_id).limit(CANDIDATES)
    return [id for id, html in session.execute(others).unique() if texts.are_alike(text, bare(html))]


def _others(keys: list[int], now: datetime) -> AnySelect:
    return (
        select(CommentKey.comment_id, Comment.body_html)
        .join(Comment, Comment.id == CommentKey.comment_id)
        .where(CommentKey.key.in_(keys), Comment.submitted_at > now - MEMORY)
    )


def _count(session: Session, statement: Any) -> int:
    return int(session.execute(statement).scalar_one())

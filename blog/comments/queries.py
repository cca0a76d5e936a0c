"""What readers see of comments, and what the admin decided about them. Statements are built once, and select columns,
not entities.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from ..articles.models import Article
from ..db import AnyRow, db
from ..site.queries import settings_of
from .models import Comment
from .rules import Retention, Status
from .triage import Policy

LETTER = (
    Comment.id,
    Comment.article_id,
    Comment.parent_id,
    Comment.name,
    Comment.website,
    Comment.body_html,
    Comment.by_editor,
    Comment.is_sample,
    Comment.edit_shown,
    Comment.submitted_at,
)
APPROVED = (Comment.article_id == bindparam("article_id"), Comment.status == Status.APPROVED)
PARENT = select(*LETTER).where(*APPROVED, Comment.id == bindparam("id"))
RECEIPT = select(
    *LETTER,
    Comment.body,
    Comment.email,
    Comment.status,
    Comment.withdrawn_at,
).where(Comment.id == bindparam("id"))
LATEST = (
    select(*LETTER, Comment.moved_at)
    .join(Article, Article.id == Comment.article_id)
    .where(Comment.status == Status.APPROVED, Article.is_live)
    .order_by(Comment.moved_at.desc(), Comment.id.desc())
    .limit(20)
)
LATEST_ON = LATEST.where(Comment.article_id == bindparam("article_id"))
APPROVED_COUNTS = (
    select(Comment.article_id, func.count())
    .where(Comment.article_id.in_(bindparam("ids", expanding=True)), Comment.status == Status.APPROVED)
    .group_by(Comment.article_id)
)
ALL_COUNT = select(func.count()).where(Comment.article_id == bindparam("article_id"), ~Comment.is_sample)


def latest(article_id: int | None = None) -> list[AnyRow]:
    """The twenty that were printed, or changed in print, last: on the whole site, or on one article."""
    statement = LATEST if article_id is None else LATEST_ON
    return list(db.session.execute(statement, {"article_id": article_id} if article_id else {}))


def approved_one(article_id: int, comment_id: int | None) -> AnyRow | None:
    """A printed comment of this article, to reply to."""
    values = {"article_id": article_id, "id": comment_id}
    return db.session.execute(PARENT, values).one_or_none() if comment_id else None


def approved_counts(article_ids: list[int]) -> dict[int, int]:
    """How many printed comments each of these articles has; one without any is missing."""
    return {row[0]: row[1] for row in db.session.execute(APPROVED_COUNTS, {"ids": article_ids})}


def readers_count(article_id: int) -> int:
    """How many comments hang on an article, in any state, that are no samples."""
    return db.session.execute(ALL_COUNT, {"article_id": article_id}).scalar_one()


def receipt(comment_id: int) -> AnyRow | None:
    """A comment for the one who wrote it."""
    return db.session.execute(RECEIPT, {"id": comment_id}).one_or_none()


@dataclass(frozen=True, slots=True)
class AtTheDoor(Policy):
    """The same, with whether any comment is taken: a setting of the whole site, read in one."""

    comments_closed: bool = False


def retention() -> Retention:
    """For how long what the admin no longer needs is kept."""
    return settings_of(Retention)


def policy() -> Policy:
    """What the admin decided about comments."""
    return settings_of(Policy)


def at_the_door() -> AtTheDoor:
    """What decides whether a comment is taken, and how it is sorted."""
    return settings_of(AtTheDoor)

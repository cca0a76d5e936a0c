"""Who is told of what."""

from sqlalchemy import bindparam, select

from ..comments.models import Comment
from ..db import AnyRow, db
from .models import Subscription

COLUMNS = (
    Subscription.id,
    Subscription.comment_id,
    Subscription.asked_at,
    Subscription.confirmed_at,
    Comment.article_id,
    Comment.parent_id,
    Comment.name,
    Comment.email,
    Comment.email_key,
    Comment.status,
)
ALL = select(*COLUMNS).join(Comment, Comment.id == Subscription.comment_id)
BY_ID = ALL.where(Subscription.id == bindparam("id"))
OF_COMMENT = ALL.where(Subscription.comment_id == bindparam("comment_id"))
OF_ADDRESS = ALL.where(Comment.email_key == bindparam("email_key")).order_by(Subscription.id.desc())
TOLD = ALL.where(
    Subscription.comment_id.in_(bindparam("comment_ids", expanding=True)), Subscription.confirmed_at.is_not(None)
)


def by_id(subscription_id: int) -> AnyRow | None:
    """A subscription with the comment that it is about."""
    return db.session.execute(BY_ID, {"id": subscription_id}).one_or_none()


def of_comment(comment_id: int) -> AnyRow | None:
    """The one that the writer of a comment asked for."""
    return db.session.execute(OF_COMMENT, {"comment_id": comment_id}).one_or_none()


def of_address(email_key: str) -> list[AnyRow]:
    """All that somebody at this address asked for, confirmed or not; the newest first."""
    return list(db.session.execute(OF_ADDRESS, {"email_key": email_key}))


def told(comment_ids: list[int]) -> list[AnyRow]:
    """Those writers of these comments who confirmed that they want to be told."""
    return list(db.session.execute(TOLD, {"comment_ids": comment_ids}))

"""All that is kept of a comment and of who wrote it, for its writer to take away."""

from typing import Any

from sqlalchemy import bindparam, select

from ..articles.models import Article
from ..articles.rules import path
from ..comments.models import Comment, PendingEdit
from ..comments.rules import writers_state
from ..db import AnyRow, db
from ..links import absolute
from ..people.rules import same_person
from .models import Subscription

KEPT = (
    select(
        Article.kind,
        Article.slug,
        Comment.id,
        Comment.name,
        Comment.email,
        Comment.website,
        Comment.body,
        Comment.original_body,
        PendingEdit.body.label("change"),
        Comment.address_short,
        Comment.submitted_at,
        Comment.status,
        Comment.withdrawn_at,
        Subscription.asked_at,
        Subscription.confirmed_at,
    )
    .join(Article, Article.id == Comment.article_id)
    .outerjoin(PendingEdit, PendingEdit.comment_id == Comment.id)
    .outerjoin(Subscription, Subscription.comment_id == Comment.id)
    .order_by(Comment.id)
)
OF_COMMENT = KEPT.where(Comment.id == bindparam("id"))
OF_ADDRESS = KEPT.where(Comment.email_key == bindparam("email_key"), ~Comment.by_editor)


def of_comment(comment_id: int) -> dict[str, Any]:
    """What is kept of one comment that is there."""
    return _plain(db.session.execute(OF_COMMENT, {"id": comment_id}).one())


def of_address(email: str) -> list[dict[str, Any]]:
    """What is kept of all comments that came from an e-mail address, the oldest first."""
    return [_plain(row) for row in db.session.execute(OF_ADDRESS, {"email_key": same_person(email)})]


def _plain(row: AnyRow) -> dict[str, Any]:
    return {
        "article": absolute(path(row.kind, row.slug)),
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "website": row.website,
        "comment": row.body,
        "as_sent": row.original_body,
        "change_that_waits": row.change,
        "network": row.address_short,
        "sent": row.submitted_at,
        "state": writers_state(row.status, is_withdrawn=row.withdrawn_at is not None),
        "taken_back": row.withdrawn_at,
        "mail_asked_for": row.asked_at,
        "mail_confirmed": row.confirmed_at,
    }

"""What a mail tells of the comments that wait, and what its links are bound to."""

from hashlib import blake2b

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from ..articles.models import Article
from ..db import AnyRow, db
from .listing import ROW
from .models import Comment, Decision
from .rules import Status

WAITING = select(Comment.id).where(Comment.status == Status.PENDING, ~Comment.is_sample)
WAITING_OF = WAITING.where(Comment.id.in_(bindparam("ids", expanding=True)))
OTHERS_WAIT = select(exists(WAITING.where(Comment.id.not_in(bindparam("ids", expanding=True)))))
WAITING_SINCE = (
    ROW.add_columns(Comment.body)
    .where(Comment.status == Status.PENDING, ~Comment.is_sample, Comment.id >= bindparam("first_id"))
    .order_by(Comment.is_suspect, Comment.submitted_at, Comment.id)
    .limit(bindparam("most"))
)
VERSIONS = (
    select(Comment.id, Comment.body, func.max(Decision.id))
    .outerjoin(Decision, Decision.comment_id == Comment.id)
    .where(Comment.id.in_(bindparam("ids", expanding=True)))
    .group_by(Comment.id, Comment.body)
)
TO_READ = select(Comment.id).where(
    Comment.id.in_(bindparam("ids", expanding=True)), Comment.status == Status.PENDING, ~Comment.is_suspect
)
_parent = aliased(Comment)
ANSWERS = (
    select(Comment.id, Comment.parent_id, Comment.email_key, _parent.email_key.label("parent_email_key"))
    .join(_parent, _parent.id == Comment.parent_id)
    .join(Article, Article.id == Comment.article_id)
    .where(Comment.id.in_(bindparam("ids", expanding=True)), Article.is_live)
)
ANSWER = select(Comment.id, Comment.name, Comment.body).where(
    Comment.id == bindparam("id"), Comment.status == Status.APPROVED
)
LAST_DECISION = (
    select(Decision.id, Decision.to_status, Decision.decided_at, Decision.undoes_id)
    .where(Decision.comment_id == bindparam("id"))
    .order_by(Decision.id.desc())
    .limit(1)
)


def versions(comment_ids: list[int]) -> dict[int, str]:
    """What of these comments a link in a mail is bound to: their last decision, and their words."""
    rows = db.session.execute(VERSIONS, {"ids": comment_ids})
    return {
        id: f"{decision_id or 0}-{blake2b(body.encode(), digest_size=6).hexdigest()}" for id, body, decision_id in rows
    }


def last_decision(comment_id: int) -> AnyRow | None:
    """Where a comment went last, when, and by which decision."""
    return db.session.execute(LAST_DECISION, {"id": comment_id}).one_or_none()


def waiting(ids: list[int]) -> list[int]:
    """Those of these comments that wait and are no samples."""
    return list(db.session.scalars(WAITING_OF, {"ids": ids}))


def others_wait(ids: list[int]) -> bool:
    """Whether any other comment waits that is no sample."""
    return bool(db.session.execute(OTHERS_WAIT, {"ids": ids}).scalar_one())


def waiting_since(first_id: int, most: int) -> list[AnyRow]:
    """What waits and came with this comment or after it, the probable spam last; samples left out."""
    return list(db.session.execute(WAITING_SINCE, {"first_id": first_id, "most": most}))


def answer(comment_id: int) -> AnyRow | None:
    """A printed comment, as whom it answers is told of it."""
    return db.session.execute(ANSWER, {"id": comment_id}).one_or_none()


def to_read(ids: list[int]) -> list[int]:
    """Those of these comments that wait and are not probably spam."""
    return list(db.session.scalars(TO_READ, {"ids": ids}))


def answers(ids: list[int]) -> list[AnyRow]:
    """Those of these comments that answer another one, where readers see it: its id, and both e-mail keys."""
    return list(db.session.execute(ANSWERS, {"ids": ids}))

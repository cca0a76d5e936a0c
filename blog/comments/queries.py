"""What readers and the desk read of comments. Statements are built once, and select columns, not entities."""

from sqlalchemy import bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import aliased

from ..articles.models import Article
from ..db import AnyRow, AnySelect, db
from ..paging import Keyset, Page
from ..site.queries import settings_of
from .models import Comment, CommentReason, Decision, Revision, holds
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
    Comment.email_key,
    Comment.address_short,
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
MOST_COUNTED = 10_000  # of each status; to count a hundred thousand would cost the queue a quarter of its time
STATUS_COUNTS = union_all(
    *(
        select(literal(status.value), func.count()).select_from(
            select(Comment.id).where(Comment.status == status).limit(MOST_COUNTED).subquery()
        )
        for status in Status
    )
)

_parent = aliased(Comment)
QUEUE_ROW = select(
    Comment.id,
    Comment.article_id,
    Comment.name,
    Comment.email,
    Comment.email_key,
    Comment.website,
    Comment.address_short,
    Comment.inert_html,
    Comment.original_body,
    Comment.by_editor,
    Comment.is_sample,
    Comment.status,
    Comment.submitted_at,
    Comment.campaign_id,
    Comment.is_suspect,
    _parent.name.label("parent_name"),
    func.substr(_parent.body_html, 1, 400).label("parent_html"),
    Comment.withdrawn_at,
    Revision.sent_at.label("revised_at"),
)
QUEUE_ROW = QUEUE_ROW.outerjoin(_parent, _parent.id == Comment.parent_id).outerjoin(
    Revision, (Revision.comment_id == Comment.id) & (Comment.status == Status.APPROVED)
)
QUEUE_PAGE = 100


def _queue(status: Status) -> Keyset:
    statement: AnySelect = QUEUE_ROW.where(Comment.status == status)
    # Who waits longest is read first; what was decided is looked for from its newest end.
    return Keyset(statement, Comment.submitted_at, Comment.id, size=QUEUE_PAGE, newest_first=status != Status.PENDING)


QUEUE = {status: _queue(status) for status in Status}
QUEUE_ONE = QUEUE_ROW.where(Comment.id == bindparam("id"))
REASONS = (
    select(CommentReason.comment_id, CommentReason.code, CommentReason.data)
    .where(CommentReason.comment_id.in_(bindparam("ids", expanding=True)))
    .order_by(CommentReason.weight.desc(), CommentReason.id)
)
HISTORY = (
    select(
        Comment.email_key,
        func.sum(case((Comment.status == Status.APPROVED, 1), else_=0)).label("approved"),
        func.sum(case((Comment.status == Status.SPAM, 1), else_=0)).label("spam"),
    )
    .where(Comment.email_key.in_(bindparam("emails", expanding=True)))
    .group_by(Comment.email_key)
)
UNDOABLE = (
    select(func.max(Decision.id).label("id"), Decision.comment_id)
    .join(Comment, Comment.id == Decision.comment_id)
    .where(Decision.comment_id.in_(bindparam("ids", expanding=True)), holds(Decision))
    .where(Comment.withdrawn_at.is_(None))
    .group_by(Decision.comment_id)
)
_last = aliased(Decision)
DECISION = (
    select(
        Decision.id,
        Decision.from_status,
        Decision.to_status,
        Decision.undoes_id,
        Decision.batch_id,
        Comment.name,
        Comment.by_editor,
        _parent.name.label("parent_name"),
        Decision.comment_id,
        (
            Decision.id
            == select(func.max(_last.id))
            .where(_last.comment_id == Decision.comment_id, holds(_last))
            .correlate(Decision)
            .scalar_subquery()
        ).label("is_last"),
    )
    .join(Comment, Comment.id == Decision.comment_id)
    .outerjoin(_parent, _parent.id == Comment.parent_id)
    .where(Decision.id == bindparam("id"))
)
TO_READ = select(Comment.id).where(
    Comment.id.in_(bindparam("ids", expanding=True)), Comment.status == Status.PENDING, ~Comment.is_suspect
)
ANSWERS = (
    select(Comment.id, Comment.parent_id, Comment.email_key, _parent.email_key.label("parent_email_key"))
    .join(_parent, _parent.id == Comment.parent_id)
    .where(Comment.id.in_(bindparam("ids", expanding=True)))
)
NAMES = select(Comment.id, Comment.name).where(Comment.id.in_(bindparam("ids", expanding=True)))
MADE_WITH = select(func.count()).where(Decision.batch_id == bindparam("batch_id"))
LAST_APPROVAL = (
    select(Comment.name, Decision.decided_at)
    .join(Comment, Comment.id == Decision.comment_id)
    .where(Decision.to_status == Status.APPROVED, Comment.status == Status.APPROVED)
    .order_by(Decision.decided_at.desc())
    .limit(1)
)


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


def queue(status: Status, before: str | None, after: str | None) -> Page:
    """A hundred comments of a status. Raises BadCursor."""
    return QUEUE[status].page(before=before, after=after)


def queue_row(comment_id: int) -> AnyRow | None:
    """One comment as the queue shows it."""
    return db.session.execute(QUEUE_ONE, {"id": comment_id}).one_or_none()


def reasons(comment_ids: list[int]) -> dict[int, list[AnyRow]]:
    """Why these comments waited, the weightiest reason first."""
    found: dict[int, list[AnyRow]] = {}
    for row in db.session.execute(REASONS, {"ids": comment_ids}):
        found.setdefault(row.comment_id, []).append(row)
    return found


def undoable(comment_ids: list[int]) -> dict[int, int]:
    """The last decision on each of these comments, if it is one that can be taken back."""
    return {row.comment_id: row.id for row in db.session.execute(UNDOABLE, {"ids": comment_ids})}


def history(email_keys: set[str]) -> dict[str, AnyRow]:
    """How many comments from each of these addresses were approved, and how many were spam."""
    return {row.email_key: row for row in db.session.execute(HISTORY, {"emails": sorted(email_keys)})}


def status_counts() -> dict[str, int]:
    """How many comments are in each status, up to MOST_COUNTED."""
    return {row[0]: row[1] for row in db.session.execute(STATUS_COUNTS)}


def decision(decision_id: int) -> AnyRow | None:
    """A decision, whose comment it was, and in `is_last` whether it still holds and no other one followed."""
    return db.session.execute(DECISION, {"id": decision_id}).one_or_none()


def names(ids: set[int]) -> dict[int, str]:
    """Who wrote these comments, as far as they are still there."""
    return {row[0]: row[1] for row in db.session.execute(NAMES, {"ids": sorted(ids)})}


def to_read(ids: list[int]) -> list[int]:
    """Those of these comments that wait and are not probably spam."""
    return list(db.session.scalars(TO_READ, {"ids": ids}))


def answers(ids: list[int]) -> list[AnyRow]:
    """Those of these comments that answer another one: its id, and the e-mail keys of both writers."""
    return list(db.session.execute(ANSWERS, {"ids": ids}))


def made_with(batch_id: str) -> int:
    """How many decisions were made in one act."""
    return db.session.execute(MADE_WITH, {"batch_id": batch_id}).scalar_one()


def retention() -> Retention:
    """For how long what the admin no longer needs is kept."""
    return settings_of(Retention)


def policy() -> Policy:
    """What the admin decided about comments."""
    return settings_of(Policy)


def last_approval() -> AnyRow | None:
    """Who was printed last, and when."""
    return db.session.execute(LAST_APPROVAL).one_or_none()

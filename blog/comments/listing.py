"""What the desk reads of comments: the queue, and all that its rows say."""

from sqlalchemy import bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import aliased

from ..db import AnyRow, AnySelect, db
from ..paging import Keyset, Page
from .models import Comment, CommentReason, Decision, PendingEdit, holds
from .rules import Status

_parent = aliased(Comment)
ROW = select(
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
    PendingEdit.sent_at.label("edit_sent_at"),
)
ROW = ROW.outerjoin(_parent, _parent.id == Comment.parent_id).outerjoin(
    PendingEdit, (PendingEdit.comment_id == Comment.id) & (Comment.status == Status.APPROVED)
)
PAGE = 100


def _pages(status: Status) -> Keyset:
    statement: AnySelect = ROW.where(Comment.status == status)
    # Who waits longest is read first; what was decided is looked for from its newest end.
    return Keyset(statement, Comment.submitted_at, Comment.id, size=PAGE, newest_first=status != Status.PENDING)


PAGES = {status: _pages(status) for status in Status}
ONE = ROW.where(Comment.id == bindparam("id"))
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
MOST_COUNTED = 10_000  # of each status; to count a hundred thousand would cost the queue a quarter of its time
STATUS_COUNTS = union_all(
    *(
        select(literal(status.value), func.count()).select_from(
            select(Comment.id).where(Comment.status == status).limit(MOST_COUNTED).subquery()
        )
        for status in Status
    )
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
SOURCE = select(
    Comment.id, Comment.name, Comment.body, Comment.original_body, Comment.edit_shown, Comment.status
).where(Comment.id == bindparam("id"))


def page(status: Status, before: str | None, after: str | None) -> Page:
    """A hundred comments of a status. Raises BadCursor."""
    return PAGES[status].page(before=before, after=after)


def row(comment_id: int) -> AnyRow | None:
    """One comment as the queue shows it."""
    return db.session.execute(ONE, {"id": comment_id}).one_or_none()


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


def made_with(batch_id: str) -> int:
    """How many decisions were made in one act."""
    return db.session.execute(MADE_WITH, {"batch_id": batch_id}).scalar_one()


def last_approval() -> AnyRow | None:
    """Who was printed last, and when."""
    return db.session.execute(LAST_APPROVAL).one_or_none()


def source(comment_id: int) -> AnyRow | None:
    """A comment as it was written, to be edited."""
    return db.session.execute(SOURCE, {"id": comment_id}).one_or_none()

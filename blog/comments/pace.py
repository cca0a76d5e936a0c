"""How long comments lately waited to be read: what the form promises the next one."""

from sqlalchemy import select, union_all

from ..db import AnySelect, db, writing
from ..site.actions import put
from ..site.queries import settings
from . import rules
from .models import Comment, Decision, holds
from .rules import Status

LAST = 20  # decisions that are looked at


def _last(to: Status) -> AnySelect:
    """The last of those that took a reader's comment from the queue to there."""
    return (
        select(Comment.submitted_at, Decision.decided_at)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            Decision.to_status == to,
            Decision.from_status == Status.PENDING,
            Decision.person_id.is_not(None),
            holds(Decision),
            ~Comment.by_editor,
            ~Comment.is_sample,
        )
        .order_by(Decision.decided_at.desc())
        .limit(LAST)
    )


# What was spam says nothing of how soon a letter is read.
_read = union_all(*(select(_last(to).subquery()) for to in (Status.APPROVED, Status.BIN))).subquery()
WAITS = select(_read.c.submitted_at, _read.c.decided_at).order_by(_read.c.decided_at.desc()).limit(LAST)


def keep_up() -> None:
    """Store what can be promised now, if that is something else than before: it stands on pages that are kept."""
    waits = [row.decided_at - row.submitted_at for row in db.session.execute(WAITS)]
    minutes = rules.usual_minutes(waits)
    if minutes != settings().usual_minutes:
        with writing() as session:
            put(session, usual_minutes=minutes)

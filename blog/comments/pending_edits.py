"""Other words for a printed comment, which its writer sent and the admin has yet to read."""

from datetime import datetime

from blinker import Signal
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from ..db import AnyRow, db, writing
from . import moves
from .listing import PAGE, ROW
from .models import Comment, PendingEdit
from .rules import Status
from .words import put_words, words_of

# Sent inside the transaction with `session`, the comment's `id`, and whether the new words are printed now.
edit_decided = Signal()

# In two steps: from the comments' side, all that is printed would be gone through for the few that were changed.
WAITING = (
    select(PendingEdit.comment_id)
    .where(exists().where(Comment.id == PendingEdit.comment_id, Comment.status == Status.APPROVED))
    .order_by(PendingEdit.sent_at, PendingEdit.comment_id)
    .limit(PAGE)
)
ROWS = (
    ROW.add_columns(Comment.body, PendingEdit.body.label("edited_body"))
    .where(Comment.id.in_(bindparam("ids", expanding=True)), Comment.status == Status.APPROVED)
    .order_by(PendingEdit.sent_at, Comment.id)
)
ONE = select(PendingEdit.body, PendingEdit.body_html, PendingEdit.sent_at).where(
    PendingEdit.comment_id == bindparam("id")
)


class EditGone(Exception):
    """What was to be decided is not there any more, its writer changed it once more, or the comment is not printed."""


def waiting() -> list[AnyRow]:
    """The comments that have one, the longest waiting first."""
    ids = list(db.session.scalars(WAITING))
    return list(db.session.execute(ROWS, {"ids": ids})) if ids else []


def of_comment(comment_id: int) -> AnyRow | None:
    """The words that wait for a comment."""
    return db.session.execute(ONE, {"id": comment_id}).one_or_none()


def accept(comment_id: int, seen: datetime, now: datetime) -> None:
    """Print the new words; `seen` is when those were sent that the page showed. Raises EditGone."""
    with writing() as session:
        edit, comment = _find(session, comment_id, seen), moves.find(session, comment_id)
        if comment.status != Status.APPROVED:
            raise EditGone(comment_id)
        put_words(comment, words_of(edit))
        comment.original_body, comment.edit_shown, comment.moved_at = None, False, now
        session.delete(edit)
        edit_decided.send(None, session=session, id=comment_id, is_printed=True)


def refuse(comment_id: int, seen: datetime) -> None:
    """Leave the comment as it is printed. Raises EditGone."""
    with writing() as session:
        session.delete(_find(session, comment_id, seen))
        edit_decided.send(None, session=session, id=comment_id, is_printed=False)


def _find(session: Session, comment_id: int, seen: datetime) -> PendingEdit:
    edit = session.get(PendingEdit, comment_id)
    if edit is None or edit.sent_at != seen:
        raise EditGone(comment_id)
    return edit

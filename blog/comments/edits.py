"""What the editor changes of a comment's words."""

from datetime import datetime

from blinker import Signal

from .. import markup
from ..db import writing
from . import moves
from .models import Comment
from .rules import Status
from .words import put_words, words

# Sent inside the transaction with `session`, `id`, and whether the words were and are those of the `writer` (a pair).
comment_edited = Signal()


def edit(comment_id: int, body: str, now: datetime, *, is_shown: bool) -> None:
    """Give a comment other words, and keep what its writer sent; readers are told of it if `is_shown`.

    What the spam score learnt of it stays as it is, or an undo would take away other words than were added.
    Raises NoSuchComment.
    """
    with writing() as session:
        comment = moves.find(session, comment_id)
        was_writers = comment.original_body is None
        original = comment.body if comment.original_body is None else comment.original_body
        _write(comment, body, now)
        comment.original_body = original if body != original else None
        comment.edit_shown = is_shown and body != original
        comment_edited.send(None, session=session, id=comment_id, writer=(was_writers, body == original))


def restore(comment_id: int, now: datetime) -> None:
    """Give a comment the words back that its writer sent. Raises NoSuchComment."""
    with writing() as session:
        comment = moves.find(session, comment_id)
        if comment.original_body is not None:
            _write(comment, comment.original_body, now)
            comment.original_body, comment.edit_shown = None, False
            comment_edited.send(None, session=session, id=comment_id, writer=(False, True))


def _write(comment: Comment, body: str, now: datetime) -> None:
    put_words(comment, words(body, markup.comment(body)))
    if comment.status == Status.APPROVED:
        comment.moved_at = now  # not of what lies in the spam: it would be kept for longer

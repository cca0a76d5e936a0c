"""What the editor changes of a comment's words, and whose comments are spam from now on."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from .. import markup
from ..db import writing
from ..people.rules import same_person
from ..site import actions as site
from ..site.models import Setting
from . import decisions
from .models import Comment
from .rules import Status


def edit(comment_id: int, body: str, *, is_shown: bool) -> None:
    """Give a comment other words, and keep what its writer sent; readers are told of it if `is_shown`.

    What the spam score learnt of it stays as it is, or an undo would take away other words than were added.
    Raises NoSuchComment.
    """
    with writing() as session:
        comment = decisions.find(session, comment_id)
        original = comment.body if comment.original_body is None else comment.original_body
        _write(comment, body)
        comment.original_body = original if body != original else None
        comment.edit_shown = is_shown and body != original


def restore(comment_id: int) -> None:
    """Give a comment the words back that its writer sent. Raises NoSuchComment."""
    with writing() as session:
        comment = decisions.find(session, comment_id)
        if comment.original_body is not None:
            _write(comment, comment.original_body)
            comment.original_body, comment.edit_shown = None, False


def block(email: str) -> None:
    """Send what comes from this address straight to the spam from now on."""
    with writing() as session:
        others = _other_blocks(session, email)
        site.put(session, blocked=[*others, same_person(email)])


def unblock(email: str) -> None:
    """Let what comes from this address wait to be read again."""
    with writing() as session:
        site.put(session, blocked=_other_blocks(session, email))


def spam_all(email: str, person_id: int | None, now: datetime) -> int | None:
    """Mark all that waits or is printed from this address as spam, and block it; the first decision's id, if any.

    The editor's own answers stay: somebody else may have signed with the editor's address.
    """
    block(email)
    theirs = (Comment.email_key == same_person(email)) & ~Comment.by_editor
    chosen = theirs & Comment.status.in_([Status.PENDING, Status.APPROVED])
    return decisions.decide_all(chosen, Status.SPAM, person_id, now)


def _write(comment: Comment, body: str) -> None:
    letter = markup.comment(body)
    comment.body, comment.body_html, comment.inert_html = body, letter.html, letter.inert_html
    comment.markup_version = markup.MARKUP_VERSION


def _other_blocks(session: Session, email: str) -> list[Any]:
    setting = session.get(Setting, "blocked")
    return [entry for entry in (setting.value if setting else []) if same_person(str(entry)) != same_person(email)]

"""What its writer does with a comment, on its private page: changes it, takes it back, erases it."""

from datetime import datetime

from blinker import Signal
from sqlalchemy import delete, exists, select

from .. import markup
from ..db import forget_log, writing
from ..people.rules import same_person
from ..site.actions import put
from . import decisions
from .actions import remove
from .models import Comment, CommentReason, Revision
from .rules import Status, Submission
from .sorting import sort

# Sent inside the transaction with `session`, `id`, and the `act`: "revise", "withdraw" or "erase".
writer_acted = Signal()
# Sent inside the transaction with `session` and `id`, for each comment that the admin erases for who asked for it.
all_erased = Signal()


class NotChangeable(Exception):
    """A comment that is not printed, or was taken back, gets no other words."""


def revise(comment_id: int, body: str, now: datetime) -> None:
    """Give a comment that waits other words; those for a printed one wait to be read, and it stays as it is till then.

    Raises NoSuchComment and NotChangeable.
    """
    letter = markup.comment(body)
    with writing() as session:
        comment = decisions.find(session, comment_id)
        session.execute(delete(Revision).where(Revision.comment_id == comment_id))
        if comment.status == Status.PENDING:
            words_of(comment, body, letter)
            comment.original_body, comment.edit_shown, comment.moved_at = None, False, now
            trap = exists().where(CommentReason.comment_id == comment_id, CommentReason.code == "honeypot")
            sort(session, comment, _sent(comment, trapped=bool(session.scalar(select(trap)))), letter, now)
        elif comment.status != Status.APPROVED:
            raise NotChangeable
        elif body != comment.body:
            session.add(
                Revision(
                    comment_id=comment_id,
                    body=body,
                    body_html=letter.html,
                    inert_html=letter.inert_html,
                    markup_version=markup.MARKUP_VERSION,
                    sent_at=now,
                )
            )
        writer_acted.send(None, session=session, id=comment_id, act="revise")


def withdraw(comment_id: int, now: datetime) -> None:
    """Take a comment back: it goes to the bin, and nobody prints it any more. Raises NoSuchComment."""
    with writing() as session:
        comment = decisions.find(session, comment_id)
        if comment.withdrawn_at is not None:
            return
        comment.withdrawn_at = now
        session.execute(delete(Revision).where(Revision.comment_id == comment_id))
        if comment.status != Status.BIN:
            decisions.move_all(session, [comment_id], decisions.Move(Status.BIN, None, now))
        writer_acted.send(None, session=session, id=comment_id, act="withdraw")


def erase(comment_id: int) -> None:
    """Remove a comment and all that is kept of its writer with it; answers keep their place. Raises NoSuchComment."""
    with writing() as session:
        comment = decisions.find(session, comment_id)
        writer_acted.send(None, session=session, id=comment.id, act="erase")
        remove(session, Comment.id == comment_id)
    forget_log()


def erase_all(email: str) -> int:
    """Remove all comments that came from an e-mail address, and what is kept of it elsewhere; how many there were.

    The editor's own answers stay.
    """
    key = same_person(email)
    with writing() as session:
        theirs = select(Comment.id).where(Comment.email_key == key, ~Comment.by_editor)
        ids = list(session.scalars(theirs))
        for id in ids:
            all_erased.send(None, session=session, id=id)
        remove(session, Comment.id.in_(theirs))
        put(session, trusted=lambda stored: [line for line in stored if same_person(line) != key])
    forget_log()
    return len(ids)


def words_of(comment: Comment, body: str, letter: markup.Letter) -> None:
    """Give a row its words, in all the forms that it keeps them in."""
    comment.body, comment.body_html, comment.inert_html = body, letter.html, letter.inert_html
    comment.markup_version = markup.MARKUP_VERSION


def _sent(comment: Comment, *, trapped: bool) -> Submission:
    return Submission(
        article_id=comment.article_id,
        parent_id=comment.parent_id,
        name=comment.name,
        email=comment.email,
        website=comment.website,
        body=comment.body,
        trapped=trapped,
    )

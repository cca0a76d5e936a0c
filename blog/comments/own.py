"""What its writer does with a comment, on its private page: changes it, takes it back, erases it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from blinker import Signal
from sqlalchemy import delete, exists, false, select
from sqlalchemy.orm import Session

from .. import markup
from ..db import empty_wal, writing
from ..markup import Letter
from ..people.rules import same_person
from ..site.actions import put
from . import moves, sorting
from .actions import remove
from .models import Comment, CommentKey, CommentReason, PendingEdit
from .moves import Made, comments_moved
from .queries import policy
from .rules import Status, Submission, can_be_changed
from .words import put_words, words, words_of

# Sent inside the transaction with `session`, `id`, and the `act`: "revise", "withdraw" or "erase".
writer_acted = Signal()
# Sent inside the transaction with `session` and `ids`, of the comments that the admin erases for who asked for it.
all_erased = Signal()


class NotChangeable(Exception):
    """A comment that is not printed, or was taken back, gets no other words."""


def revise(comment_id: int, body: str, now: datetime) -> None:
    """Give a comment that waits other words; those for a printed one wait to be read, and it stays as it is till then.

    Raises NoSuchComment and NotChangeable.
    """
    letter = markup.comment(body)
    with writing() as session:
        comment = moves.find(session, comment_id)
        if not can_be_changed(comment.status):
            raise NotChangeable
        waits = session.get(PendingEdit, comment_id)
        if body == (waits or comment).body:
            return
        if waits is not None:
            session.delete(waits)
            session.flush()
        if comment.status == Status.PENDING:
            _change(session, comment, words(body, letter), letter, now)
        elif body != comment.body:
            session.add(PendingEdit(comment_id=comment_id, sent_at=now, **words(body, letter)))
        writer_acted.send(None, session=session, id=comment_id, act="revise")


def withdraw(comment_id: int, now: datetime) -> None:
    """Take a comment back: nobody prints it any more. It goes to the bin; spam stays where it is, as an example of it.

    Raises NoSuchComment.
    """
    with writing() as session:
        comment = moves.find(session, comment_id)
        if comment.withdrawn_at is not None:
            return
        comment.withdrawn_at = now
        session.execute(delete(PendingEdit).where(PendingEdit.comment_id == comment_id))
        if can_be_changed(comment.status):
            moves.move_all(session, [comment_id], moves.Move(Status.BIN, None, now))
        writer_acted.send(None, session=session, id=comment_id, act="withdraw")


def erase(comment_id: int) -> None:
    """Remove a comment and all that is kept of its writer with it; answers keep their place. Raises NoSuchComment."""
    with writing() as session:
        comment = moves.find(session, comment_id)
        key = comment.email_key
        writer_acted.send(None, session=session, id=comment.id, act="erase")
        remove(session, Comment.id == comment_id)
        if not session.scalar(select(exists().where(Comment.email_key == key))):
            _trust_no_more(session, key)
    empty_wal()


def erase_all(email: str, until: datetime | None = None) -> int:
    """Remove all comments that came from an e-mail address, and its line in the list of trusted people; how many there
    were. The editor's own answers stay, and so does a line in the list of blocked people, or they would come back.
    With `until`, what came later stays, and who sent it is trusted as before.
    """
    key = same_person(email)
    with writing() as session:
        theirs = select(Comment.id).where(Comment.email_key == key, ~Comment.by_editor)
        stays = exists(theirs.where(Comment.submitted_at > until)) if until else false()
        if until:
            theirs = theirs.where(Comment.submitted_at <= until)
        if ids := list(session.scalars(theirs)):
            all_erased.send(None, session=session, ids=ids)
        remove(session, Comment.id.in_(theirs))
        if not session.scalar(select(stays)):
            _trust_no_more(session, key)
    empty_wal()
    return len(ids)


def _change(session: Session, comment: Comment, columns: dict[str, Any], letter: Letter, now: datetime) -> None:
    """Give a comment that waits other words, and sort it anew by them."""
    put_words(comment, columns)
    comment.original_body, comment.edit_shown, comment.moved_at = None, False, now
    trap = exists().where(CommentReason.comment_id == comment.id, CommentReason.code == "honeypot")
    sent = _sent(comment, trapped=bool(session.scalar(select(trap))))
    for table in (CommentKey, CommentReason):
        session.execute(delete(table).where(table.comment_id == comment.id))
    session.flush()
    place = sorting.look(session, sent, letter, policy(), now, address_key=comment.address_key, id=comment.id)
    for name, value in (place.columns | {"campaign_id": place.columns["campaign_id"] or comment.id}).items():
        setattr(comment, name, value)
    sorting.remember(session, comment.id, letter, place.reasons)


def _read_with_its_change(_sender: Any, *, session: Session, ids: Sequence[int], decisions: Sequence[Made]) -> None:
    """What waits again is read with the words that its writer gave it last."""
    if decisions[0]["to_status"] != Status.PENDING:
        return
    for waits in session.scalars(select(PendingEdit).where(PendingEdit.comment_id.in_(ids))).all():
        comment = session.get_one(Comment, waits.comment_id, populate_existing=True)
        _change(session, comment, words_of(waits), markup.comment(waits.body), decisions[0]["decided_at"])
        session.delete(waits)


def _trust_no_more(session: Session, key: str) -> None:
    if key in map(same_person, policy().trusted):  # or whoever erases a comment would write to the settings
        put(session, trusted=lambda stored: [line for line in stored if same_person(line) != key])


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


comments_moved.connect(_read_with_its_change, weak=False)

"""What the admin adds to the lists about comments while reading them; the whole lists are on the settings page."""

from datetime import datetime

from blinker import Signal
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..db import writing
from ..people.rules import same_person
from ..site.actions import put
from . import blocking, decisions, moves, queries
from .models import Comment
from .rules import Status

# Sent inside the transaction with `session`, `act` ("block", "unblock" or "trust"), `what` of a sender it was
# ("email", "domain" or "network"), and the `comment_id` of a comment that came from there.
sender_listed = Signal()


class ListFull(Exception):
    """The list holds as many lines as the settings page takes."""

    def __init__(self, setting: str) -> None:
        super().__init__(setting)
        self.setting = setting


class NothingToBlock(LookupError):
    """That part of a comment's sender is not known."""


def block(comment_id: int, what: str, own: str) -> str:
    """Send what comes from a comment's "email", "domain" or "network" to the spam from now on; the line in the list.

    Raises NoSuchComment, NothingToBlock, SharedDomain, OwnAddress and ListFull.
    """
    with writing() as session:
        comment = moves.find(session, comment_id)
        entry = blocking.sender(comment.email, comment.address_short).get(what)
        if entry is None:
            raise NothingToBlock(what)
        blocking.check(entry, own)
        if _add(session, "blocked", entry):
            sender_listed.send(None, session=session, act="block", what=what, comment_id=comment_id)
        return entry


def unblock(email: str) -> None:
    """Let what comes from this address wait to be read again."""
    with writing() as session:
        blocked = queries.policy().blocked
        others = [line for line in blocked if same_person(line) != same_person(email)]
        if len(others) < len(blocked):
            put(session, blocked=others)
            sender_listed.send(None, session=session, act="unblock", what="email", comment_id=_from(session, email))


def trust(comment_id: int) -> str:
    """Sort the comments of whoever wrote this one together from now on; they wait like all others. Their address.

    Raises NoSuchComment and ListFull.
    """
    with writing() as session:
        email = moves.find(session, comment_id).email
        if _add(session, "trusted", same_person(email)):
            sender_listed.send(None, session=session, act="trust", what="email", comment_id=comment_id)
        return email


def spam_all(email: str, own: str, person_id: int | None, now: datetime) -> int | None:
    """Mark all that waits or is printed from this address as spam, and block it; the first decision's id, if any.

    The editor's own answers stay: somebody else may have signed with the editor's address. Raises OwnAddress and
    ListFull, and then marks nothing.
    """
    entry = same_person(email)
    blocking.check(entry, own)
    theirs = (Comment.email_key == entry) & ~Comment.by_editor
    chosen = theirs & Comment.status.in_([Status.PENDING, Status.APPROVED])
    with writing() as session:
        if _add(session, "blocked", entry):
            sender_listed.send(None, session=session, act="block", what="email", comment_id=_from(session, email))
        done = decisions.decide_chosen(session, chosen, moves.together(Status.SPAM, person_id, now))
        return done.decision_id if done else None


def _add(session: Session, name: str, entry: str) -> bool:
    """Add a line; whether it was not there yet. The list is read inside the write: two at once lose neither line."""
    lines: tuple[str, ...] = getattr(queries.policy(), name)
    if entry in map(same_person, lines):
        return False
    if len(lines) >= blocking.MOST_LINES:
        raise ListFull(name)
    put(session, **{name: [*lines, entry]})
    return True


def _from(session: Session, email: str) -> int | None:
    """The last comment that came from an address, by which it is named without being copied."""
    return session.scalar(select(func.max(Comment.id)).where(Comment.email_key == same_person(email)))

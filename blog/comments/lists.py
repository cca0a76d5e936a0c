"""What the admin adds to the lists about comments while reading them; the whole lists are on the settings page."""

from datetime import datetime

from sqlalchemy.orm import Session

from ..db import writing
from ..people.rules import same_person
from ..site.actions import put
from . import blocking, decisions, queries
from .models import Comment
from .rules import Status


class ListFull(Exception):
    """The list holds as many lines as the settings page takes."""

    def __init__(self, setting: str) -> None:
        super().__init__(setting)
        self.setting = setting


def block(entry: str, own: str) -> None:
    """Send what comes from there to the spam from now on. Raises SharedDomain, OwnAddress and ListFull."""
    blocking.check(entry, own)
    with writing() as session:
        _add(session, "blocked", entry)


def unblock(email: str) -> None:
    """Let what comes from this address wait to be read again."""
    with writing() as session:
        others = [line for line in queries.policy().blocked if same_person(line) != same_person(email)]
        put(session, blocked=others)


def trust(email: str) -> None:
    """Sort this person's comments together from now on; they wait like all others. Raises ListFull."""
    with writing() as session:
        _add(session, "trusted", same_person(email))


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
        _add(session, "blocked", entry)
        done = decisions.decide_chosen(session, chosen, decisions.together(Status.SPAM, person_id, now))
        return done.decision_id if done else None


def _add(session: Session, name: str, entry: str) -> None:
    """Add a line that is not there yet. The list is read inside the write: two at once lose neither line."""
    lines: tuple[str, ...] = getattr(queries.policy(), name)
    if entry in map(same_person, lines):
        return
    if len(lines) >= blocking.MOST_LINES:
        raise ListFull(name)
    put(session, **{name: [*lines, entry]})

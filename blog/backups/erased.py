"""Who and what was erased, so that no backup of before brings it back: keyed hashes, in a file that only grows."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from ..comments import own
from ..comments.models import Comment
from ..comments.queries import policy
from ..db import db
from ..people.rules import same_person
from ..subscriptions import actions as subscriptions
from ..subscriptions.models import Subscription
from ..tokens import erased_key, key_fingerprint
from .archive import ERASED, LONGEST, plain_file
from .disk import sync
from .manifest import Unfit

NAME = ERASED
LINE = re.compile(rb"^(person|comment|mail) ([0-9a-f]{64}) ([0-9T:.+-]{1,40}) ([0-9a-f]{16})$", re.MULTILINE)

_is_known_already = ContextVar("_is_known_already", default=False)


class Kind(StrEnum):
    """What is not to come back."""

    PERSON = "person"  # all comments that came from an address by then
    COMMENT = "comment"
    MAIL = "mail"  # to the writer of a comment, asked for by then


@dataclass(frozen=True, slots=True)
class Line:
    """What was erased, and when; of what it was, and of the key that hides it, there is a hash."""

    kind: Kind
    digest: str
    at: datetime
    key: str

    def __str__(self) -> str:
        return f"{self.kind} {self.digest} {self.at.isoformat()} {self.key}"


def person(email_key: str, now: datetime) -> Line:
    """Somebody's comments were erased."""
    return _line(Kind.PERSON, now, email_key)


def comment(id: int, submitted_at: datetime, now: datetime) -> Line:
    """One comment was erased; after a restore its id may be given again, at another time."""
    return _line(Kind.COMMENT, now, id, submitted_at.isoformat())


def mail(id: int, submitted_at: datetime, now: datetime) -> Line:
    """The writer of a comment is told nothing any more."""
    return _line(Kind.MAIL, now, id, submitted_at.isoformat())


def write(folder: Path, lines: Sequence[Line]) -> None:
    """Add lines, so that they are on the disk when this ends: what they speak of is erased only then."""
    if not lines or _is_known_already.get():
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    text = "".join(f"{line}\n" for line in lines).encode()
    with os.fdopen(os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a+b") as file:
        size = file.seek(0, os.SEEK_END)
        is_torn = size and os.pread(file.fileno(), 1, size - 1) != b"\n"  # by a power cut, or a full disk
        file.write(b"\n" * bool(is_torn) + text)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        sync(folder)


def read(text: bytes) -> set[Line]:
    """All lines of such a file; what is none is passed over."""
    found = (map(bytes.decode, each.groups()) for each in LINE.finditer(text))
    return {line for each in found if (line := _read(*each))}


def kept(folder: Path) -> bytes:
    """What stands in the file of a folder of backups. Raises Unfit and OSError."""
    try:
        with plain_file(folder / NAME) as file:
            text = file.read(LONGEST[ERASED] + 1)
    except FileNotFoundError:
        return b""
    if len(text) > LONGEST[ERASED]:
        raise Unfit(f"{folder / NAME} is longer than any that was ever made")
    return text


def erase_again(lines: Iterable[Line], made_at: datetime) -> int:
    """Erase in this database, which is of `made_at`, what these lines speak of; how many acts that took.

    What the same people wrote later stays.
    """
    until: dict[tuple[Kind, str], datetime] = {}
    for line in lines:
        until[line.kind, line.digest] = max(line.at, until.get((line.kind, line.digest), line.at))
    with _unrecorded():
        return _erase_people(until, made_at) + _erase_comments(until) + _end_mail(until)


def _erase_people(until: dict[tuple[Kind, str], datetime], made_at: datetime) -> int:
    count = 0
    wrote = set(db.session.scalars(select(Comment.email_key).where(~Comment.by_editor).distinct()))
    for email in wrote | {same_person(line) for line in policy().trusted}:
        at = until.get((Kind.PERSON, erased_key(Kind.PERSON, email)))
        if at is not None and (at >= made_at or email in wrote):
            count += bool(own.erase_all(email, at))
    return count


def _erase_comments(until: dict[tuple[Kind, str], datetime]) -> int:
    rows = db.session.execute(select(Comment.id, Comment.submitted_at)).all()
    gone = [id for id, at in rows if (Kind.COMMENT, erased_key(Kind.COMMENT, id, at.isoformat())) in until]
    for id in gone:
        own.erase(id)
    return len(gone)


def _end_mail(until: dict[tuple[Kind, str], datetime]) -> int:
    told = select(Comment.id, Comment.submitted_at, Subscription.asked_at).join(
        Subscription, Subscription.comment_id == Comment.id
    )
    count = 0
    for id, submitted_at, asked_at in db.session.execute(told).all():
        at = until.get((Kind.MAIL, erased_key(Kind.MAIL, id, submitted_at.isoformat())))
        if at is not None and asked_at <= at:
            subscriptions.end(id)
            count += 1
    return count


@contextmanager
def _unrecorded() -> Iterator[None]:
    """What is erased meanwhile is known already."""
    token = _is_known_already.set(True)
    try:
        yield
    finally:
        _is_known_already.reset(token)


def _line(kind: Kind, now: datetime, *what: object) -> Line:
    return Line(kind, erased_key(kind, *what), now, key_fingerprint())


def _read(kind: str, digest: str, at: str, key: str) -> Line | None:
    try:
        line = Line(Kind(kind), digest, datetime.fromisoformat(at), key)
    except ValueError:
        return None
    return line if line.at.tzinfo else None

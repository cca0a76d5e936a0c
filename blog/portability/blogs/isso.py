"""The comments that Isso keeps: one file of SQLite, with the address of each page and the Markdown of each writer."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from ...comments.rules import Status
from ..kinds import SQLITE
from ..phrases import phrase
from .records import Discussion, Letter, Outline, Step, Unusable
from .stream import CONTROL, check_file
from .values import moment, one_line, website

COLUMNS = {
    "threads": {"id", "uri"},
    "comments": {"id", "tid", "parent", "created", "mode", "remote_addr", "text", "author", "email", "website"},
}
STATUSES = {1: Status.APPROVED, 2: Status.PENDING, 4: Status.BIN}  # 4: removed, and answered by others
LONGEST = 2_000_000  # bytes of a value; one that is longer is not read
TOO_LONG = "\ufffd" * 100_000  # in its place: more than any letter holds
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ORDER = "SELECT id FROM comments ORDER BY tid, id"
ONE = "SELECT tid, parent, created, mode, remote_addr, author, email, website FROM comments WHERE id = ?"
TEXT = "SELECT text FROM comments WHERE id = ?"

_markdown = MarkdownIt("js-default", {"html": True, "linkify": False, "breaks": True, "maxNesting": 20})


class Comments:
    """A file that Isso wrote."""

    unit = "row"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = "isso"

    def outline(self, step: Step) -> Outline:
        """Look at all of it. Raises Unusable for what is no file of Isso's, or damaged."""
        check_file(self.path)
        found = Outline()
        try:
            with self.path.open("rb") as file:
                sign = file.read(len(SQLITE))
        except OSError as error:
            raise Unusable(str(error.strerror)) from None
        if sign != SQLITE:
            raise Unusable(phrase("it is no file of Isso's (no SQLite)") if sign.strip() else phrase("it is empty"))
        try:
            with closing(_open(self.path)) as database:
                _check(database)
                self.key = f"isso {_own(database)}"
                rows = database.execute("SELECT id, uri FROM threads ORDER BY id")
                found.discussions = [Discussion(str(id), (_words(uri)[0],)) for id, uri in rows]
        except sqlite3.Error as error:
            raise Unusable(phrase("it cannot be read (%(error)s)", error=str(error))) from None
        step(1, 1)
        return found

    def letters(self, step: Step) -> Iterator[Letter]:
        """Each comment, thread by thread."""
        try:
            with closing(_open(self.path)) as database:
                total = database.execute("SELECT count(*) FROM comments").fetchone()[0]
                for number, (id,) in enumerate(database.execute(ORDER), 1):
                    yield _letter(database, id)
                    step(number, total)
        except sqlite3.Error as error:
            raise Unusable(phrase("it cannot be read (%(error)s)", error=str(error))) from None


def _open(path: Path) -> sqlite3.Connection:
    """The file, which is only read."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    database.text_factory = bytes
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    return database


def _check(database: sqlite3.Connection) -> None:
    """Raises Unusable where its tables are not Isso's, or a page of it is damaged."""
    for table, columns in COLUMNS.items():
        made = database.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        if made is None or made[0] != b"table" or made[1].upper().startswith(b"CREATE VIRTUAL"):
            raise Unusable(phrase("it is no file of Isso's (no table %(table)s)", table=repr(table)))
        there = {row[1].decode(errors="replace") for row in database.execute(f"PRAGMA table_info({table})")}
        if missing := columns - there:
            column = repr(min(missing))
            raise Unusable(
                phrase(
                    "it is no file of Isso's (no column %(column)s in the table %(table)s)",
                    column=column,
                    table=repr(table),
                )
            )
    (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if said != b"ok":
        error = said.decode(errors="replace").splitlines()[-1][:200]
        raise Unusable(phrase("it is damaged (%(error)s)", error=error))


def _own(database: sqlite3.Connection) -> str:
    """What tells this file from that of another site: the key that Isso made for it, else its first page."""
    try:
        row = database.execute("SELECT value FROM preferences WHERE key = 'session-key'").fetchone()
    except sqlite3.OperationalError:  # of a version that had none
        row = None
    row = row or database.execute("SELECT uri FROM threads ORDER BY id").fetchone() or (b"",)
    return blake2b(str(row[0]).encode(), digest_size=6).hexdigest()


def _letter(database: sqlite3.Connection, id: int) -> Letter:
    try:
        (text,) = database.execute(TEXT, (id,)).fetchone()
        thread, parent, created, mode, address, *who = database.execute(ONE, (id,)).fetchone()
    except sqlite3.DataError:
        text, (thread, parent, created, mode, address, *who) = TOO_LONG, _short(database, id)
    said, lost = _words(text)
    author, email, site = (_words(value)[0] for value in who)
    broken = phrase("characters that are none, or control, were left out: %(count)s", count=lost)
    notes: list[str] = [broken] if lost else []
    if mode not in STATUSES:
        notes.append(phrase("its status %(status)s is unknown, and it waits to be read", status=repr(str(mode)[:40])))
    return Letter(
        id=str(id),
        line=id,
        piece=str(thread),
        parent=str(parent) if parent else "",
        name=one_line(author),
        email=email.strip(),
        website=website(site),
        address=_words(address)[0].strip(),
        html=_html(said),
        status=STATUSES.get(mode, Status.PENDING),
        sent_at=_date(created),
        notes=notes,
    )


def _short(database: sqlite3.Connection, id: int) -> tuple[Any, ...]:
    """What is short in a row of which something is too long to be read."""
    few = database.execute("SELECT tid, parent, created, mode FROM comments WHERE id = ?", (id,)).fetchone()
    return (*few, b"", b"", b"", b"")


def _words(value: Any) -> tuple[str, int]:
    """A text, and how many characters of it were none or have no place in one."""
    if not isinstance(value, bytes):
        return ("" if value is None else str(value)), 0
    words = value.decode(errors="replace")
    broken = words.count("\ufffd") - value.count("\ufffd".encode())
    cleaned, controls = CONTROL.subn("", words)
    return cleaned, broken + controls


def _html(text: str) -> str:
    """What Isso made of a writer's Markdown, in which tags may stand. A text that is not taken need not be read."""
    return str(_markdown.render(text)) if len(text) < len(TOO_LONG) else text


def _date(created: Any) -> datetime | None:
    """Seconds since 1970 as a moment."""
    try:
        return moment(EPOCH + timedelta(seconds=float(created)))
    except (TypeError, ValueError, OverflowError):
        return None

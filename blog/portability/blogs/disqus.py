"""The comments that Disqus exports: XML in which the pages come first, and then the posts under all of them, mixed."""

import re
import sqlite3
import weakref
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ...comments.rules import Status
from ..phrases import phrase
from .records import Discussion, Letter, Outline, Step, Unusable
from .stream import Reader
from .values import moment, one_line

OWN = {"category", "thread", "post"}
ID = re.compile(r"\{[^}]*disqus-internals\}id")
# An address that Disqus leads through its own site, with a hash behind it.
LED = re.compile(r"https?://disq\.us/url\?url=([^\"'<>\s&]+)(?:&[^\"'<>\s]*)?")
HASH = re.compile(r":[A-Za-z0-9_-]{20,40}$")
ADDRESS = re.compile(r"https?://\S+")
COLUMNS = "line, id, thread, parent, name, email, address, html, created, is_spam, is_gone"
AT_ONCE = 500  # posts that are put down at once


@dataclass(slots=True)
class Entry:
    """A thread or a post, with the words of its parts by their names, and the ids of those that are one's."""

    name: str
    id: str
    line: int
    said: dict[str, str] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)


class Comments:
    """A file that Disqus wrote. Its posts are put in order in a file that nobody else sees and that goes with it."""

    unit = "line"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = "disqus"
        self.posts = sqlite3.connect("")  # of SQLite: on the disk, without a name
        weakref.finalize(self, self.posts.close)
        self.posts.execute("PRAGMA journal_mode = OFF")

    def outline(self, step: Step) -> Outline:
        """Look at all of it. Raises Unusable where it is damaged anywhere."""
        found, left, waiting = Outline(), Counter[str](), list[tuple[str | int, ...]]()
        gone: set[str] = set()  # threads that were deleted there
        reader = Reader(self.path, step, "disqus", "Disqus")
        try:
            self.posts.execute("DROP TABLE IF EXISTS post")
            self.posts.execute(f"CREATE TABLE post ({COLUMNS})")
            for entry in _entries(reader):
                if self.key == "disqus" and entry.said.get("forum"):
                    self.key = f"disqus {entry.said['forum'].strip()[:100]}"
                if entry.name == "thread":
                    found.discussions.append(_discussion(entry, found.hosts))
                    gone |= {entry.id} if entry.said.get("isDeleted") == "true" else set()
                    left[phrase("closings of threads, which stay open here")] += entry.said.get("isClosed") == "true"
                elif entry.name == "post":
                    waiting.append(_post(entry))
                if len(waiting) >= AT_ONCE:
                    self._put(waiting)
            self._put(waiting)
            self.posts.execute("CREATE INDEX by_thread ON post (thread)")
            self.posts.executemany("UPDATE post SET is_gone = 1 WHERE thread = ?", [(id,) for id in gone])
        except sqlite3.Error as error:  # as where there is no room for them
            raise Unusable(phrase("its posts could not be put in order (%(error)s)", error=str(error))) from None
        if self.key == "disqus":
            raise Unusable(phrase("it names no forum; this is no export of Disqus"))
        found.left, found.notes = dict(+left), reader.damage()
        return found

    def letters(self, step: Step) -> Iterator[Letter]:
        """Each post, thread by thread."""
        (total,) = self.posts.execute("SELECT count(*) FROM post").fetchone()
        for number, row in enumerate(self.posts.execute("SELECT * FROM post ORDER BY thread, rowid"), 1):
            yield _letter(*row)
            step(number, total)

    def _put(self, waiting: list[tuple[str | int, ...]]) -> None:
        places = ", ".join("?" * len(COLUMNS.split(", ")))
        self.posts.executemany(f"INSERT INTO post VALUES ({places})", waiting)  # noqa: S608 - no words of anybody
        waiting.clear()


def _entries(reader: Reader) -> Iterator[Entry]:
    """What stands in the file for itself, whole."""
    entry: Entry | None = None
    for event, name, text, attributes, line in reader.events():
        id = next((value for key, value in attributes.items() if ID.fullmatch(key)), "")
        if event == "start":
            if entry is None and name in OWN:
                entry = Entry(name, id, line)
        elif entry and name == entry.name:
            yield entry
            entry = None
        elif entry and name in ("thread", "parent"):
            entry.of[name] = id
        elif entry:
            entry.said[name] = text


def _discussion(entry: Entry, hosts: set[str]) -> Discussion:
    """A page: by its address, and by the one that stands in what the site called it."""
    link = entry.said.get("link", "").strip()
    with suppress(ValueError):
        hosts.add((urlsplit(link).hostname or "").removeprefix("www."))
    return Discussion(entry.id, (link, *ADDRESS.findall(entry.said.get("id", ""))))


def _post(entry: Entry) -> tuple[str | int, ...]:
    said = entry.said
    return (
        entry.line, entry.id, entry.of.get("thread", ""), entry.of.get("parent", ""), said.get("name", ""),
        said.get("email", ""), said.get("ipAddress", ""), said.get("message", ""), said.get("createdAt", ""),
        said.get("isSpam") == "true", said.get("isDeleted") == "true",
    )  # fmt: skip


def _letter(line: int, id: str, thread: str, parent: str, name: str, email: str, address: str, html: str,
            created: str, is_spam: int, is_gone: int) -> Letter:  # fmt: skip
    return Letter(
        id=id,
        line=line,
        piece=thread,
        parent=parent,
        name=one_line(name),
        email=email.strip(),
        website="",
        address=address.strip(),
        html=LED.sub(_lead_straight, html),
        status=Status.SPAM if is_spam else Status.BIN if is_gone else Status.APPROVED,
        sent_at=_date(created),
    )


def _lead_straight(found: re.Match[str]) -> str:
    return escape(HASH.sub("", unquote(found[1])))


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment(found if found.tzinfo else found.replace(tzinfo=UTC))

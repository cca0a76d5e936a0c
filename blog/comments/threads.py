"""Letters in their threads, as readers see them. Knows no Flask and no database."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Protocol

from ..plaintext import bare
from .rules import VISIBLE_DEPTH
from .texts import excerpt


class Row(Protocol):
    """The columns of an approved comment that a page shows."""

    id: int
    parent_id: int | None
    name: str
    website: str
    body_html: str
    by_editor: bool
    is_sample: bool
    edit_shown: bool
    submitted_at: datetime


@dataclass(slots=True)
class Letter:
    """One printed comment, with its replies."""

    id: int
    name: str
    website: str
    body_html: str
    by_editor: bool
    is_sample: bool
    edit_shown: bool
    submitted_at: datetime
    depth: int = 1
    in_reply_to: str | None = None  # named only where the page no longer shows it by its place
    elsewhere: int | None = None  # the id of what it answers, where that stands on another page
    replies: list["Letter"] = field(default_factory=list)

    @property
    def excerpt(self) -> str:
        """How it begins, for who answers it: only words that are printed."""
        return excerpt(bare(self.body_html))


_given = attrgetter(*(column.name for column in fields(Letter) if column.default is column.default_factory is MISSING))


def letter(row: Row) -> Letter:
    """A comment on its own."""
    return Letter(*_given(row))


def threads(rows: Iterable[Row], elsewhere: Mapping[int, str] | None = None) -> list[Letter]:
    """The top letters of a page; replies stand under their parents to a depth of three, deeper ones beside them.

    `rows` come in order of thread and time, so that a parent stands before its replies. A reply to a letter that is
    no longer printed keeps its place, as a top letter; so does one to a letter of another page, and names its writer,
    who is found by its id in `elsewhere`.
    """
    others = elsewhere or {}
    top: list[Letter] = []
    placed: dict[int, tuple[Letter, Letter | None]] = {}  # the letter, and the one that it stands under
    for row in rows:
        new, answered = letter(row), row.parent_id or 0
        parent, grandparent = placed.get(answered, (None, None))
        under = parent
        if answered in others:
            new.in_reply_to, new.elsewhere = others[answered], answered
        if parent is not None and parent.depth == VISIBLE_DEPTH:
            under, new.in_reply_to = grandparent, parent.name
        if under is None:
            top.append(new)
        else:
            new.depth = under.depth + 1
            under.replies.append(new)
        placed[new.id] = (new, under)
    return top

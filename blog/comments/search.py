"""Finding comments in all four states. Each combination of filters is a statement of its own, built once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from ..db import AnyRow, UTCDateTime, db
from ..paging import Keyset, Page
from ..people.rules import same_person
from ..plaintext import like, unlike
from .listing import PAGE, ROW
from .models import Comment, CommentReason
from .rules import Status, shortened

TEXT = Comment.body + "\n" + Comment.name + "\n" + Comment.email + "\n" + Comment.website
MOST_USED = 20  # of the names, websites and networks of one person
CODES = select(CommentReason.code).distinct().order_by(CommentReason.code)
USED = {
    name: select(column.label("value"), func.count().label("times"))
    .where(Comment.email_key == bindparam("email_key"), column != "")
    .group_by(column)
    .order_by(func.count().desc(), column)
    .limit(MOST_USED)
    for name, column in (
        ("names", Comment.name),
        ("websites", Comment.website),
        ("networks", Comment.address_short),
    )
}
FROM_PERSON = (
    select(Comment.status, func.count())
    .where(Comment.email_key == bindparam("email_key"), ~Comment.by_editor)
    .group_by(Comment.status)
)
FILTERS: dict[str, ColumnElement[bool]] = {
    "comment_id": Comment.id == bindparam("comment_id"),
    "email_key": Comment.email_key == bindparam("email_key"),
    "network": Comment.address_short.like(bindparam("network"), escape="\\"),
    "article_id": Comment.article_id == bindparam("article_id"),
    "status": Comment.status == bindparam("status"),
    "reason": exists().where(CommentReason.comment_id == Comment.id, CommentReason.code == bindparam("reason")),
    "since": Comment.submitted_at >= bindparam("since", type_=UTCDateTime()),
    "until": Comment.submitted_at < bindparam("until", type_=UTCDateTime()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; what is empty does not matter."""

    words: tuple[str, ...] = ()  # each somewhere in the text, the name, the e-mail address or the website
    comment_id: int | None = None
    email: str = ""
    address: str = ""  # a network address, or how a shortened one begins
    article_id: int | None = None
    status: Status | None = None
    reason: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def filters(self) -> dict[str, Any]:
        """The values of the filters that matter, by their names."""
        values = {
            "comment_id": self.comment_id,
            "email_key": same_person(self.email),
            "network": unlike(shortened(self.address) or self.address.lower()) + "%" if self.address else "",
            "article_id": self.article_id,
            "status": self.status,
            "reason": self.reason,
            "since": self.since,
            "until": self.until,
        }
        return {name: value for name, value in values.items() if value not in (None, "")}

    def patterns(self) -> list[list[str]]:
        """What each word is looked for as."""
        return [like(word) for word in self.words]


def find(search: Search, before: str | None, after: str | None) -> Page:
    """A hundred of the comments that are looked for, newest first. Raises BadCursor."""
    found, _counts, values = _prepared(search)
    return found.page(before=before, after=after, **values)


def counts(search: Search) -> dict[str, int]:
    """How many of the comments that are looked for are in each status."""
    _found, counting, values = _prepared(search)
    return _by_status(db.session.execute(counting, values))


def codes() -> list[str]:
    """The reasons for which comments waited."""
    return list(db.session.scalars(CODES))


def used_by(email: str) -> dict[str, list[AnyRow]]:
    """The names, websites and shortened networks that comments from this address came with, most used first."""
    values = {"email_key": same_person(email)}
    return {name: list(db.session.execute(statement, values)) for name, statement in USED.items()}


def from_person(email: str) -> dict[str, int]:
    """How many comments from this address are in each status, without the editor's own answers."""
    return _by_status(db.session.execute(FROM_PERSON, {"email_key": same_person(email)}))


def _prepared(search: Search) -> tuple[Keyset, Any, dict[str, Any]]:
    values, patterns = search.filters(), search.patterns()
    found, counting = _statements(frozenset(values), tuple(map(len, patterns)))
    forms = {f"word_{n}_{m}": form for n, some in enumerate(patterns) for m, form in enumerate(some)}
    return found, counting, values | forms


@lru_cache(maxsize=128)
def _statements(names: frozenset[str], words: tuple[int, ...]) -> tuple[Keyset, Any]:
    """The list and its counts, for these filters and for words that have so many forms each.

    A filter that nobody set is left out rather than made to hold for all: only so can the indexes be used.
    """
    conditions = and_(True, *(FILTERS[name] for name in sorted(names)), *_word_filters(words))
    found = Keyset(ROW.where(conditions), Comment.submitted_at, Comment.id, size=PAGE)
    return found, select(Comment.status, func.count()).where(conditions).group_by(Comment.status)


def _word_filters(words: tuple[int, ...]) -> Iterator[ColumnElement[bool]]:
    for n, forms in enumerate(words):
        yield or_(*(TEXT.ilike(bindparam(f"word_{n}_{m}"), escape="\\") for m in range(forms)))


def _by_status(rows: Any) -> dict[str, int]:
    found = {row[0]: row[1] for row in rows}
    return {status.value: found.get(status, 0) for status in Status}

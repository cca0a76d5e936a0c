"""What happened, newest first. Each combination of filters is a statement of its own, built once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from ..db import AnyRow, UTCDateTime, db
from ..paging import Keyset, Page
from ..people.models import Person
from ..site.queries import settings_of
from .models import Event
from .rules import KINDS, AuditPolicy, Kind

PAGE, PART = 100, 1_000  # rows of a page; and of what the export reads at a time

_same = aliased(Event)
SIZE = select(func.count()).where(_same.batch_id == Event.batch_id).correlate(Event).scalar_subquery()
EACH = select(*Event.__table__.columns, Person.name.label("person_name")).outerjoin(
    Person, Person.id == Event.person_id
)
FIRSTS = EACH.add_columns(case((Event.batch_id.is_(None), 1), else_=SIZE).label("size")).where(Event.is_first)
FILTERS: dict[str, ColumnElement[bool]] = {
    "acts": Event.act.in_(bindparam("acts", expanding=True)),
    "since": Event.happened_at >= bindparam("since", type_=UTCDateTime()),
    "until": Event.happened_at < bindparam("until", type_=UTCDateTime()),
    "comment_id": Event.comment_id == bindparam("comment_id"),
    "batch_id": Event.batch_id == bindparam("batch_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; what is None or empty does not matter."""

    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    comment_id: int | None = None
    batch_id: str = ""

    def filters(self) -> dict[str, Any]:
        """The values of the filters that matter, by their names."""
        values = {
            "acts": KINDS[self.kind] if self.kind else None,
            "since": self.since,
            "until": self.until,
            "comment_id": self.comment_id,
            "batch_id": self.batch_id,
        }
        return {name: value for name, value in values.items() if value not in (None, "")}


def events(wanted: Wanted, before: str | None, after: str | None) -> Page:
    """A hundred of them, all those of one comment or batch; else, of what one act did to many comments, only the first,
    with its `size`. Raises BadCursor.
    """
    values = wanted.filters()
    is_whole = bool(wanted.comment_id or wanted.batch_id)
    return _statement(frozenset(values), is_whole, PAGE).page(before=before, after=after, **values)


def every(wanted: Wanted) -> Iterator[AnyRow]:
    """All of them, each by itself, read in parts so that no memory fills and no read stays open."""
    values, after = wanted.filters(), None
    found = _statement(frozenset(values), True, PART)
    while True:
        page = found.page(after=after, **values)
        db.session.rollback()
        yield from page.rows
        if (after := page.after) is None:
            return


def policy() -> AuditPolicy:
    """For how long it is kept."""
    return settings_of(AuditPolicy)


@lru_cache(maxsize=64)
def _statement(names: frozenset[str], is_whole: bool, size: int) -> Keyset:
    conditions = and_(True, *(FILTERS[name] for name in sorted(names)))
    return Keyset((EACH if is_whole else FIRSTS).where(conditions), Event.happened_at, Event.id, size=size)

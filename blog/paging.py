"""Keyset paging: page 500 costs what page 1 costs, and nothing is skipped when a row comes or goes meanwhile."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, literal, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, QueryableAttribute

from .db import AnyRow, AnySelect, UTCDateTime, db

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"(-?[0-9]{1,18})-([0-9]{1,18})")  # as many digits as a datetime and a 64-bit id can hold


class BadCursor(ValueError):
    """A place in a list that we never gave."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and the cursors of what comes before and after them (None at an end)."""

    rows: list[AnyRow]
    before: str | None
    after: str | None


class Keyset:
    """A list ordered by a moment and an id, read a page at a time; its statements are built once.

    The statement must select columns labelled `id` and with the moment's own name. `lead` selects the same of one row
    that the list lacks: it is the first of the first page.
    """

    def __init__(
        self,
        statement: AnySelect,
        moment: InstrumentedAttribute[Any] | QueryableAttribute[Any],
        id_: InstrumentedAttribute[int],
        *,
        size: int,
        newest_first: bool = True,
        lead: AnySelect | None = None,
    ) -> None:
        place: ColumnElement[Any] = tuple_(moment, id_)
        here = tuple_(bindparam("moment", type_=UTCDateTime()), bindparam("id"))
        down, up = (moment.desc(), id_.desc()), (moment.asc(), id_.asc())
        onward, back = (down, up) if newest_first else (up, down)
        older, newer = place < here, place > here
        self._moment = moment.key
        self._size = size
        self._first = statement.order_by(*onward).limit(size + 1)
        if lead is not None:
            self._first = _led(lead, self._first, moment.key, newest_first)
        self._after = statement.where(older if newest_first else newer).order_by(*onward).limit(size + 1)
        self._before = statement.where(newer if newest_first else older).order_by(*back).limit(size + 1)

    def page(self, *, before: str | None = None, after: str | None = None, **values: Any) -> Page:
        """The rows that follow `after`, or that lead up to `before`, or the first ones.

        Raises BadCursor for a place that we never gave.
        """
        if before:
            rows = self._rows(self._before, values | _parse(before))
            kept = rows[: self._size][::-1]
            return Page(kept, self._cursor(kept[:1]) if len(rows) > self._size else None, self._cursor(kept[-1:]))
        rows = self._rows(self._after, values | _parse(after)) if after else self._rows(self._first, values)
        kept = rows[: self._size]
        return Page(
            kept,
            self._cursor(kept[:1]) if after else None,
            self._cursor(kept[-1:]) if rows[self._size :] else None,
        )

    def _rows(self, statement: AnySelect, values: dict[str, Any]) -> list[AnyRow]:
        return list(db.session.execute(statement, values))

    def _cursor(self, rows: list[AnyRow]) -> str | None:
        return f"{(getattr(rows[0], self._moment) - EPOCH) // timedelta(microseconds=1)}-{rows[0].id}" if rows else None


def _led(lead: AnySelect, rest: AnySelect, moment: str, newest_first: bool) -> AnySelect:
    """Both in one statement: asking twice would cost the page more than its whole list."""
    parts = (lead.limit(1).add_columns(literal(0).label("turn")), rest.add_columns(literal(1).label("turn")))
    both = union_all(*(select(part.subquery()) for part in parts)).subquery()
    then = (both.c[moment], both.c.id)
    return select(both).order_by(both.c.turn, *(column.desc() if newest_first else column.asc() for column in then))


def _parse(cursor: str) -> dict[str, Any]:
    found = CURSOR.fullmatch(cursor)
    if found is None:
        raise BadCursor(cursor)
    try:
        return {"moment": EPOCH + timedelta(microseconds=int(found[1])), "id": int(found[2])}
    except OverflowError:
        raise BadCursor(cursor) from None

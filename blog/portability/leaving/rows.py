"""Rows of any number, read a few at a time, each time in a transaction that ends at once."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, and_, func, or_, select, tuple_

from ...db import AnyRow, AnySelect, Base, db

AT_ONCE = 200
OF_PIECES = 10  # rows that have a whole text in them
LONG = {"article", "revision", "working_copy"}


def found(statement: AnySelect, values: dict[str, Any] | None = None) -> list[AnyRow]:
    """All rows of a statement that are few or short."""
    rows = list(db.session.execute(statement, values or {}))
    db.session.rollback()
    return rows


def some(ids: list[int], at_once: int = AT_ONCE) -> Iterator[list[int]]:
    """The parts of a list of ids that are asked for together."""
    return (ids[start : start + at_once] for start in range(0, len(ids), at_once))


def last_ids() -> dict[str, int]:
    """The highest id of each table that has ids, all at one moment: what comes later is of the next export."""
    tables = [table for table in Base.metadata.sorted_tables if "id" in table.columns]
    row = found(select(*(select(func.max(table.c.id)).scalar_subquery() for table in tables)))[0]
    return {table.name: last or 0 for table, last in zip(tables, row, strict=True)}


def every(table: Table, last: dict[str, int]) -> Iterator[AnyRow]:
    """All rows of a table in the order of its key, without what came, or speaks of what came, after `last`."""
    key = list(table.primary_key.columns)
    known = [table.c.id <= last[table.name]] if "id" in table.columns else []
    for column in table.columns:
        for other in column.foreign_keys:
            if other.column.table.name in last:
                known.append(or_(column.is_(None), column <= last[other.column.table.name]))
    size = OF_PIECES if table.name in LONG else AT_ONCE
    statement = select(*table.columns).where(and_(True, *known)).order_by(*key).limit(size)
    rows = found(statement)
    while rows:
        yield from rows
        at = tuple(rows[-1]._mapping[column] for column in key)
        after = tuple_(*key) > at if len(key) > 1 else key[0] > at[0]
        rows = found(statement.where(after)) if len(rows) == size else []

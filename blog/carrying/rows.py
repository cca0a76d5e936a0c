"""The rows of a table, some at a time, and as text that is the same in whatever database they stand."""

from collections.abc import Generator, Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from json import dumps
from typing import Any

from sqlalchemy import JSON, Connection, Table, Text, cast, select

from ..db import AnyRow

CHUNK = 500  # rows that are in memory at a time


def reading(connection: Connection, table: Table) -> Generator[Sequence[AnyRow], None, None]:
    """All rows, in the order of their keys; JSON as the text that is stored, in which NULL is not `null`."""
    columns = [cast(each, Text).label(each.name) if is_json(each) else each for each in table.columns]
    statement = select(*columns).order_by(*table.primary_key)
    with connection.execute(statement, execution_options={"yield_per": CHUNK}) as found:
        yield from found.partitions()


def is_json(column: Any) -> bool:
    """Whether it holds JSON."""
    return isinstance(column.type, JSON)


class Sum:
    """What the rows of a table come to: how many there are, and SHA-256 of them all."""

    def __init__(self) -> None:
        self.rows, self._digest = 0, sha256()

    def add(self, rows: Iterable[Iterable[Any]]) -> None:
        """Count these too."""
        for row in rows:
            self.rows += 1
            self._digest.update(dumps([_told(value) for value in row], ensure_ascii=False).encode() + b"\n")

    @property
    def checksum(self) -> str:
        """In hexadecimal digits."""
        return self._digest.hexdigest()


def _told(value: Any) -> Any:
    """A value as JSON can say it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    # What no text of PostgreSQL can hold is marked there (`engines.postgresql.Text`).
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value

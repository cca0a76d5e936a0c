"""The content version in SQLite: the triggers that raise it, and the quickest way to read it."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import make_url

ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def triggers(visible: Mapping[str, str]) -> Iterator[str]:
    """Statements that drop and make the triggers of each table, with the condition on `{row}` that it maps to."""
    for table, condition in visible.items():
        for event, rows in ROWS.items():
            name = f"{table}_{event}_raises_version"
            shows = " OR ".join(condition.format(row=row) for row in rows)
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {shows} "  # noqa: S608 - names of our own
                "BEGIN UPDATE content_version SET version = version + 1; END"
            )


class Reader:
    """Reads the version on a connection that nobody else uses meanwhile. Raises sqlite3.Error."""

    def __init__(self, url: str) -> None:
        self.path = make_url(url).database or ""
        self._idle: list[sqlite3.Cursor] = []  # each on a connection of its own; as many as ever read at once
        os.register_at_fork(before=self.close)  # SQLite's locks are those of one process

    def __call__(self) -> int:
        try:
            cursor = self._idle.pop()
        except IndexError:
            cursor = self._connect().cursor()
        try:
            version: int = cursor.execute("SELECT version FROM content_version").fetchone()[0]
        except (sqlite3.Error, TypeError):
            cursor.connection.close()  # it may not outlive what was wrong with it
            raise
        self._idle.append(cursor)
        return version

    def close(self) -> None:
        """Close what nobody uses at this moment; the next reading opens it anew."""
        while self._idle:
            self._idle.pop().connection.close()

    def _connect(self) -> sqlite3.Connection:
        # Autocommit, so that each reading sees what was committed last; the file is not made where there is none.
        return sqlite3.connect(
            f"{Path(self.path).absolute().as_uri()}?mode=rw",
            uri=True, isolation_level=None, timeout=1, check_same_thread=False,
        )  # fmt: skip

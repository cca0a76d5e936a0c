"""The content version in SQLite: the triggers that raise it, and the quickest way to read it."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import local

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
    """Reads the version on a connection of this thread's own. Raises sqlite3.Error."""

    def __init__(self, url: str) -> None:
        self.path, self._own = make_url(url).database or "", local()

    def __call__(self) -> int:
        try:
            return int(self._connection().execute("SELECT version FROM content_version").fetchone()[0])
        except (sqlite3.Error, TypeError):
            self._own.__dict__.clear()  # a connection may not outlive what was wrong with it
            raise

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            # Autocommit, so that each reading sees what was committed last; the file is not made where there is none.
            self._own.connection = sqlite3.connect(
                f"{Path(self.path).absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=1
            )
        connection: sqlite3.Connection = self._own.connection
        return connection

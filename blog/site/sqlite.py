"""The content version in SQLite: the triggers that raise it, and the quickest way to read it."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock

from sqlalchemy import make_url

ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
PATIENCE = 1  # seconds that somebody waits for the database, and for those who wait for it


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
    """Reads the version on a connection of its own, by one thread at a time. Raises sqlite3.Error.

    That takes microseconds; another connection takes a fifth of a megabyte, for the names of all that is in a database.
    """

    def __init__(self, url: str) -> None:
        self.path = make_url(url).database or ""
        self._cursor: sqlite3.Cursor | None = None
        self._turn = Lock()
        # SQLite's locks are those of one process, and ours would stay held where no thread is left to give it back.
        os.register_at_fork(before=self._pause, after_in_parent=self._turn.release, after_in_child=self._turn.release)

    def __call__(self) -> int:
        if not self._turn.acquire(timeout=PATIENCE):  # else whoever comes waits for all that wait already
            raise sqlite3.OperationalError("database is locked")
        try:
            cursor = self._cursor = self._cursor or self._connect().cursor()
            version: int = cursor.execute("SELECT version FROM content_version").fetchone()[0]
        except (sqlite3.Error, TypeError):
            self._close()  # it may not outlive what was wrong with it
            raise
        finally:
            self._turn.release()
        return version

    def _pause(self) -> None:
        self._turn.acquire()
        self._close()

    def _close(self) -> None:
        if self._cursor:
            self._cursor.connection.close()
            self._cursor = None

    def _connect(self) -> sqlite3.Connection:
        # Autocommit, so that each reading sees what was committed last; the file is not made where there is none.
        return sqlite3.connect(
            f"{Path(self.path).absolute().as_uri()}?mode=rw",
            uri=True, isolation_level=None, timeout=PATIENCE, check_same_thread=False,
        )  # fmt: skip

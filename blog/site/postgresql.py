"""The content version in PostgreSQL: the triggers that raise it, and the quickest way to read it."""

import os
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any
from weakref import WeakMethod, finalize

from sqlalchemy import make_url

ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
# Once in a transaction is enough, and each more would leave another dead row for the next one to walk through.
RAISE = (
    "CREATE OR REPLACE FUNCTION raise_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE content_version SET version = version + 1 WHERE xmin <> pg_current_xact_id()::xid; RETURN NULL; END $$"
)


def triggers(visible: Mapping[str, str]) -> Iterator[str]:
    """Statements that drop and make the triggers of each table, with the condition on `{row}` that it maps to."""
    yield RAISE
    for table, condition in visible.items():
        for event, rows in ROWS.items():
            name = f"{table}_{event}_raises_version"
            shows = " OR ".join(condition.format(row=row) for row in rows)
            yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW WHEN ({shows}) "
                "EXECUTE FUNCTION raise_version()"
            )


class Reader:
    """Reads the version on a connection that nobody else uses meanwhile. Raises psycopg.Error."""

    def __init__(self, url: str) -> None:
        self.connect: Callable[[], Any] = import_module("blog.engines.postgresql").connector(make_url(url))
        self._idle: list[Any] = []  # as many as ever read at once
        close = WeakMethod(self.close)
        os.register_at_fork(before=lambda: (alive := close()) and alive())  # two processes would talk at once
        finalize(self, _close, self._idle)

    def __call__(self) -> int:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self.connect()
        try:
            version = int(connection.execute("SELECT version FROM content_version").fetchone()[0])
        except Exception:
            connection.close()  # it may not outlive what was wrong with it
            raise
        self._idle.append(connection)
        return version

    def close(self) -> None:
        """Close what nobody uses at this moment; the next reading opens it anew."""
        _close(self._idle)


def _close(idle: list[Any]) -> None:
    while idle:
        idle.pop().close()

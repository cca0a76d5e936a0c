"""The content version in PostgreSQL: the triggers that raise it, and the quickest way to read it."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from threading import local
from typing import Any

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
    """Reads the version on a connection of this thread's own. Raises psycopg.Error."""

    def __init__(self, url: str) -> None:
        self.connect: Callable[[], Any] = import_module("blog.engines.postgresql").connector(make_url(url))
        self._own = local()

    def __call__(self) -> int:
        try:
            if not hasattr(self._own, "kept"):
                self._own.kept = _Kept(self.connect())
            return int(self._own.kept.connection.execute("SELECT version FROM content_version").fetchone()[0])
        except Exception:
            self._own.__dict__.clear()  # a connection may not outlive what was wrong with it
            raise


class _Kept:
    """A connection that is closed when its thread ends, or it is given up."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()

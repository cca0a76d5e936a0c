"""What the database is asked, for tests that count or compare it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from blog.db import db


@contextmanager
def asked(engine: Engine) -> Iterator[list[tuple[str, object]]]:
    """The statements that are executed meanwhile, with their values."""
    seen: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def reads(read: Callable[[], object]) -> list[tuple[str, object]]:
    """What is selected by something."""
    with asked(db.engine) as statements:
        read()
    return [each for each in statements if each[0].startswith("SELECT")]


def plan(statements: list[tuple[str, object]]) -> list[str]:
    """How SQLite finds that, step by step."""
    connection = db.session.connection()
    found = (connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", values) for each, values in statements)  # type: ignore[arg-type]
    return [str(row[3]) for steps in found for row in steps]

"""What the database is asked, for tests that count or compare it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def asked(engine: Engine) -> Iterator[list[tuple[str, object]]]:
    """The statements that are executed meanwhile, with their values."""
    seen: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)

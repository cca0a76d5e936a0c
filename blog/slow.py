"""Statements that take long are told in the log, without the values in them, which may be a reader's."""

import logging
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

SECONDS = 0.5  # from its beginning to its first row, with the wait for others that write

log = logging.getLogger(__name__)


def watch(engine: Engine) -> None:
    """Tell what is slow on the connections of this engine."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)


def _begin(connection: Connection, *_: Any) -> None:
    connection.info["began"] = perf_counter()


def _end(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    took = perf_counter() - connection.info["began"]
    if took >= SECONDS:
        log.warning("A statement took %.1f seconds: %s", took, " ".join(statement.split()))

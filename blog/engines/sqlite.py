"""SQLite: connections that keep data safe (docs/architecture.md, "The database")."""

import logging
import os
import sqlite3
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from ..trouble import trouble
from . import BUSY, is_write

OPTIONS: dict[str, Any] = {}  # of the engine
log = logging.getLogger(__name__)


def prepare(engine: Engine) -> None:
    """Give every connection of this engine the settings that keep data safe."""
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkout", _open_anew)


def empty_log(engine: Engine) -> None:
    """Empty the write-ahead log, so that what was erased is in there no longer than in the database.

    While somebody reads at this very moment it stays until the next time, and so it does on a disk that takes nothing:
    what was erased is erased, and nobody should be told that it is not.
    """
    connection = engine.raw_connection()
    try:
        for pragma in ("busy_timeout=1000", "wal_checkpoint(TRUNCATE)", f"busy_timeout={BUSY}"):
            connection.cursor().execute(f"PRAGMA {pragma}").fetchall()
    except sqlite3.Error as error:
        log.error("The write-ahead log could not be emptied (%s).", trouble(error) or error)
        connection.invalidate()  # it has the short patience
    finally:
        connection.close()


def damage(session: Session) -> str:
    """What is wrong with the file, in its own words."""
    answer = str(session.scalar(text("PRAGMA integrity_check(1)")))
    return "" if answer == "ok" else answer


def orphan(session: Session) -> str:
    """The table of a row that lacks what it belongs to."""
    found = session.execute(text("PRAGMA foreign_key_check")).first()
    return str(found[0]) if found else ""


def triggers(session: Session) -> set[str]:
    """The names of the triggers that are at work."""
    return set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))


def servers(_session: Session) -> int:
    """One: the file is on its machine."""
    return 1


def _set_pragmas(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own transactions lose updates; `_begin` opens ours
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL lost acknowledged comments in simulated power cuts
        "foreign_keys=ON",
        f"busy_timeout={BUSY}",  # an act on ten thousand comments takes a second, and a few of them may queue up
        "secure_delete=ON",
        "cache_size=-400",  # KiB; the system keeps the file in memory anyway, once for all connections
    ):
        connection.execute(f"PRAGMA {pragma}")
    record.info["is_writable"] = _is_writable(connection)


def last_given(session: Session, table: str) -> int:
    """The highest id that a table ever gave, also to what is gone."""
    return session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table}) or 0


def go_on_after_given_ids(_session: Session, _table: str) -> None:
    """The next id is one that no row has, whatever was given."""


def _begin(connection: Connection) -> None:
    connection.info.pop("version", None)  # of an earlier snapshot (`site.kept`)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write(connection) else "BEGIN")


def _is_writable(connection: sqlite3.Connection) -> bool:
    path = connection.execute("SELECT file FROM pragma_database_list").fetchone()[0]
    return os.access(path, os.W_OK)


def _open_anew(connection: sqlite3.Connection, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """One that was opened while the disk could only be read would stay so when it is well again."""
    if not record.info["is_writable"] and _is_writable(connection):
        raise DisconnectionError

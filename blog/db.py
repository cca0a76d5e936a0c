"""The database: one engine, one session, and one way to write."""

import logging
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CursorResult, DateTime, Dialect, Engine, MetaData, Row, Select, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from .trouble import Busy, trouble

# Named constraints, so that a later migration can name what it changes.
NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


BUSY = 30_000  # milliseconds that a write waits for others
# Threads of a process write in turn: SQLite lets whoever waits look again ever more rarely, and some for many seconds.
_turn = Lock()


class Base(DeclarativeBase):
    """Every table inherits from it (not from `db.Model`, which strict typing cannot follow)."""

    metadata = MetaData(naming_convention=NAMES)


# The columns that a statement selects; a template reads them by name.
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

log = logging.getLogger(__name__)
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC on our side, whatever the database makes of it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: nobody could say which one it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; it was UTC."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def init_app(app: Flask) -> None:
    """Open the database of this app."""
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def prepare(engine: Engine) -> None:
    """Give every connection of this engine the settings that keep data safe (docs/architecture.md, "The database")."""
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkout", _open_anew)


def read(statement: AnySelect, values: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """Columns, in the transaction of the session but past its ORM, which would look for entities in each row."""
    db.session.flush()  # as the session itself does
    return db.session.connection().execute(statement, values)


@contextmanager
def writing() -> Iterator[Session]:
    """One write: end any read, take the write lock, and commit once at the end.

    A read that turns into a write inside one SQLite transaction fails at once with "database is locked", whatever the
    time-out; so actions take ids, and re-read what they need in here. An exception rolls everything back.
    """
    session = db.session()
    session.rollback()
    session.expire_all()  # what an earlier transaction left in memory may be old by now
    if not _turn.acquire(timeout=BUSY / 1000):
        raise Busy
    try:
        session.connection(execution_options={"write": True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _turn.release()


@contextmanager
def on(path: Path) -> Iterator[None]:
    """Work in this process on another database meanwhile, as on one that is about to take the place of the app's."""
    engines = cast("dict[str | None, Engine]", db.engines)
    engine, former = create_engine(f"sqlite:///{path}"), db.engine
    prepare(engine)
    db.session.remove()
    engines[None] = engine
    try:
        yield
    finally:
        db.session.remove()
        engine.dispose()
        engines[None] = former


def empty_wal() -> None:
    """Empty the write-ahead log, so that what was erased is in there no longer than in the database.

    While somebody reads at this very moment it stays until the next time, and so it does on a disk that takes nothing:
    what was erased is erased, and nobody should be told that it is not.
    """
    connection = db.engine.raw_connection()
    try:
        for pragma in ("busy_timeout=1000", "wal_checkpoint(TRUNCATE)", f"busy_timeout={BUSY}"):
            connection.cursor().execute(f"PRAGMA {pragma}").fetchall()
    except sqlite3.Error as error:
        log.error("The write-ahead log could not be emptied (%s).", trouble(error) or error)
        connection.invalidate()  # it has the short patience
    finally:
        connection.close()


def is_write(connection: Connection) -> bool:
    """Whether its transaction is one of `writing`."""
    return bool(connection.get_execution_options().get("write", False))


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

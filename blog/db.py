"""The database: one engine, one session, and one way to write."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from threading import Lock
from typing import Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Row,
    Select,
    create_engine,
    make_url,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from . import slow
from .engines import BUSY
from .trouble import Busy

# Named constraints, so that a later migration can name what it changes.
NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


# Threads of a process write in turn: SQLite lets whoever waits look again ever more rarely, and some for many seconds.
_turn = Lock()


class Base(DeclarativeBase):
    """Every table inherits from it (not from `db.Model`, which strict typing cannot follow).

    Which rows an index holds is said for SQLite alone: migrations say it for each database, and to name PostgreSQL here
    would load SQLAlchemy's part for it on every site, some 2 MB of a server.
    """

    metadata = MetaData(naming_convention=NAMES)


# A number in an address may be larger than any id; SQLite compares it all the same.
Base.registry.update_type_annotation_map({int: BigInteger().with_variant(Integer, "sqlite")})

# The columns that a statement selects; a template reads them by name.
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

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


def options(url: str) -> dict[str, Any]:
    """What the engine of a database is made with."""
    own = _named(make_url(url).get_backend_name()).OPTIONS
    return {"hide_parameters": True, **own}  # what readers write does not belong in a log


def prepare(engine: Engine) -> None:
    """Give every connection of this engine the settings that keep data safe (docs/architecture.md, "The database")."""
    _named(engine.dialect.name).prepare(engine)
    slow.watch(engine)


def another(url: str) -> Engine:
    """That of another database than the app's, set up alike, but that nobody is told what is slow there."""
    engine = create_engine(url, **options(url))
    _named(engine.dialect.name).prepare(engine)
    return engine


@contextmanager
def connected(url: str, *, write: bool = False) -> Iterator[Connection]:
    """One snapshot of another database, or one write; rolled back unless it was committed."""
    engine = another(url)
    try:
        with engine.connect().execution_options(write=write) as connection:
            yield connection
    finally:
        engine.dispose()


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
def on(engine: Engine) -> Iterator[None]:
    """Work in this process on another database meanwhile, as on one that is about to take the place of the app's."""
    engines, former = cast("dict[str | None, Engine]", db.engines), db.engine
    db.session.remove()
    engines[None] = engine
    try:
        yield
    finally:
        db.session.remove()
        engine.dispose()
        engines[None] = former


def empty_wal() -> None:
    """Leave nothing of what was erased in the database's log, as far as that is ours to do."""
    own().empty_log(db.engine)


def own() -> Any:
    """What is of the app's database alone: a module of `engines`."""
    return _named(db.engine.dialect.name)


def _named(name: str) -> Any:
    """What is an engine's own; the driver of PostgreSQL is loaded only where it is used."""
    return import_module(f".engines.{name}", __package__)

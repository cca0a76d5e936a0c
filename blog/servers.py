"""Bringing a database on a server (PostgreSQL) to this release: in one transaction, so that it is all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import sleep

from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import DatabaseError

from . import trouble
from .articles import counts
from .db import options
from .engines.postgresql import SERVING
from .migrating import PATIENCE, REVISIONS, UpgradeError, run, stands_at
from .site import version

OLDEST = 15  # PostgreSQL's release
FORMER = "before_upgrade"  # the schema of the rows that the last upgrade kept
STAGE = "letterpress_restoring"  # that of a site which is brought back, until it takes its place
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = {} ORDER BY 1"
DENIED = "42501"
LOCK = f"pg_{{}}({SERVING[0]}, {SERVING[1]})"
# Text is compared as SQLite compares it, letter by letter, whatever language the database was made for.
OTHERWISE = (
    "SELECT table_name, string_agg(format('ALTER COLUMN %%I TYPE %%s COLLATE \"C\"', column_name, data_type), ', ') "
    "FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) "
    "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' "
    "AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C' GROUP BY 1"
)


def upgrade(url: str, now: datetime) -> str | None:
    """Migrate where it is behind; the schema in which the rows of before are kept, or None.

    Raises UpgradeError; the database is then what it was.
    """
    with _connected(url) as connection, _told(url):
        _check(connection, url)
        for _ in range(PATIENCE * 10):
            if connection.exec_driver_sql(f"SELECT {LOCK.format('try_advisory_xact_lock')}").scalar():
                break
            if stands_at(connection) == REVISIONS[-1]:
                return None  # whoever holds it serves it
            connection.rollback()
            sleep(0.1)
        else:
            raise UpgradeError(f"{called(url)} is in use by a server of another release; stop that one first")
        here = stands_at(connection)
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {STAGE} CASCADE")  # whoever was at work there was killed
        if here == REVISIONS[-1]:
            connection.commit()
            return None
        if here is not None and here not in REVISIONS:
            raise UpgradeError(f"{called(url)} was made by a newer release; run that one, or restore a backup")
        if here is not None:
            _keep(connection, now)
        renew(connection)
        connection.commit()
        return FORMER if here is not None else None


@contextmanager
def in_use(url: str) -> Iterator[None]:
    """Work with the database, so that no upgrade changes its tables meanwhile. Raises UpgradeError."""
    with _connected(url) as connection:
        with _told(url):
            connection.exec_driver_sql(
                f"SET lock_timeout = '{PATIENCE}s'; SELECT {LOCK.format('advisory_lock_shared')}"
            )
            connection.commit()
        yield


@contextmanager
def alone_with(url: str) -> Iterator[None]:
    """Work with the database while no server does. Raises UpgradeError where one does."""
    with _connected(url) as connection:
        with _told(url):
            if not connection.exec_driver_sql(f"SELECT {LOCK.format('try_advisory_lock')}").scalar():
                raise UpgradeError(f"{called(url)} is in use; stop its servers first")
            connection.commit()
        yield


def revision(url: str) -> str | None:
    """Where the database stands; None for one that is new. Raises UpgradeError."""
    with _connected(url) as connection, _told(url):
        return stands_at(connection)


def make_tables(connection: Connection, revision: str) -> None:
    """Bring the tables to a revision, as part of a transaction that somebody else commits."""
    run(connection, revision)
    for table, changes in connection.exec_driver_sql(OTHERWISE).all():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {changes}')


def renew(connection: Connection) -> None:
    """Bring the tables to this release, with its triggers; somebody else commits."""
    make_tables(connection, "head")
    counts.install(connection)
    version.install(connection)


def tables(connection: Connection, schema: str = "") -> list[str]:
    """The tables of a schema, or of the one that the site works in."""
    return list(connection.exec_driver_sql(TABLES.format(f"'{schema}'" if schema else "current_schema()")).scalars())


def make_schema(connection: Connection, name: str) -> None:
    """A new schema in the place of one of that name. Raises UpgradeError where that is not allowed."""
    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
    try:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    except DatabaseError as error:
        if getattr(error.orig, "sqlstate", "") != DENIED:
            raise
        url = connection.engine.url
        raise UpgradeError(
            f"{called(str(url))}: a schema has to be made beside the site's own, and the role may make none; "
            f'let its owner GRANT CREATE ON DATABASE "{url.database}" to it'
        ) from error


def called(url: str) -> str:
    """The database as it is named to people: without the password."""
    where = make_url(url)
    return f"{where.database} at {where.host or where.query.get('host', 'this machine')}"


def _check(connection: Connection, url: str) -> None:
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if number < OLDEST:
        raise UpgradeError(f"{called(url)} is on PostgreSQL {number}; {OLDEST} or newer is needed")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise UpgradeError(
            f"{called(url)} has the encoding {encoding}; make one with UTF8 (createdb -E UTF8 -T template0)"
        )


def _keep(connection: Connection, now: datetime) -> None:
    """Keep the rows as they are, for a site that goes back to the release before (`flask restore --former`)."""
    make_schema(connection, FORMER)
    for table in tables(connection):
        connection.exec_driver_sql(f'CREATE TABLE {FORMER}."{table}" AS TABLE "{table}"')
    connection.exec_driver_sql(f"COMMENT ON SCHEMA {FORMER} IS '{now.isoformat()}'")


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url, **options(url))
    try:
        with _told(url):
            connection = engine.connect()
        with connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _told(url: str) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise UpgradeError(f"{called(url)}: {trouble.in_words(error)}") from error

"""A database of PostgreSQL in a backup, as a dump.

It may come from anywhere: only rows are taken from it, into tables that our own migrations make. Nothing in it runs.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import psycopg
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DatabaseError

from .. import migrating, servers
from ..bulk import postgresql as bulk
from ..db import Base, connected
from ..media.models import Media
from ..media.rules import file_names
from . import databases
from .archive import Archive
from .dumps import Last, Rows, dump, reading
from .manifest import DUMP, Unfit

SIZE = text(f"SELECT coalesce(sum(pg_table_size(oid)), 0) FROM pg_class WHERE relkind = 'r' AND {bulk.HERE}")  # noqa: S608
HERE = text("SELECT pg_export_snapshot(), current_schema(), current_setting('server_version_num')::int / 10000")
FILES = select(Media.name, Media.widths, Media.formats)
NOT_MODELS = {"alembic_version", "article_words", "comment_words", "site_words"}  # made by migrations alone


def size(url: str) -> int:
    """The bytes of its tables, of which a dump takes less."""
    with connected(url) as connection:
        return int(connection.execute(SIZE).scalar_one())


def take(url: str, to: Path) -> databases.Taken:
    """Dump the database at an address as it is at this moment; what the dump holds. Raises Refused."""
    with connected(url) as connection:
        snapshot, schema, server = connection.execute(HERE).one()
        dump(url, to, schema=schema, snapshot=snapshot, server=server)
        count = {table: text(f'SELECT count(*) FROM "{table}"') for table in servers.tables(connection)}  # noqa: S608
        return databases.Taken(
            str(migrating.stands_at(connection)),
            {table: int(connection.scalar(counting) or 0) for table, counting in count.items()},
            *library(connection),
        )


def library(connection: Connection) -> tuple[set[str], set[str]]:
    """What the items of the library are called, and all files that readers are served of them."""
    found = connection.execute(FILES).all()
    return {name for name, *_ in found}, {file for each in found for file in file_names(*each)}


def prove(archive: Archive, scratch: Path) -> None:
    """Whether each row can be read again of the dump in an archive of this release. Raises Unfit and Refused."""
    known = {name: {column.name for column in table.columns} for name, table in Base.metadata.tables.items()}
    counted: dict[str, int] = {}
    with dump_in(archive, scratch) as file, reading(file) as parts:
        for part in parts:
            if isinstance(part, Rows):
                if part.table not in NOT_MODELS and known.get(part.table) != set(part.columns):
                    raise _other(part.table)
                counted[part.table] = sum(1 for _ in part.lines)
    if counted != archive.manifest.rows or known.keys() - counted:
        raise Unfit("its database has more or fewer rows than it says")


def load(file: BinaryIO, connection: Connection, rows: Mapping[str, int]) -> dict[str, int]:
    """Put the rows of a dump into empty tables of its revision; the last ids that were given, by table.

    Raises Unfit, Refused, and what the driver says of rows that do not belong there.
    """
    known = {table: columns(connection, table) for table in servers.tables(connection)}
    at_the_end, last, counted = bulk.open_up_for_all(connection), dict[str, int](), dict[str, int]()
    with reading(file) as parts:
        for part in parts:
            if isinstance(part, Last):
                last[part.table] = part.id
            elif known.get(part.table) != set(part.columns) or part.table in counted:
                raise _other(part.table)
            else:
                counted[part.table] = _copy(part, connection)
    if counted.keys() != known.keys() or counted != rows:
        raise Unfit("its database has more or fewer rows than it says")
    for statement in at_the_end:
        connection.exec_driver_sql(statement)
    return last


@contextmanager
def dump_in(archive: Archive, folder: Path) -> Iterator[BinaryIO]:
    """The dump in an archive, in a file without a name, of which nothing is left whatever happens. Raises Unfit."""
    with TemporaryFile(dir=folder) as file:
        archive.copy(DUMP, file)
        file.seek(0)
        yield file


def _copy(part: Rows, connection: Connection) -> int:
    """Put rows in the place of those that a new table has; how many there are."""
    connection.exec_driver_sql(f'DELETE FROM "{part.table}"')  # noqa: S608
    names, count = ", ".join(f'"{name}"' for name in part.columns), 0
    statement = f'COPY "{part.table}" ({names}) FROM STDIN'
    cursor: Any = connection.connection.cursor()
    try:
        with cursor, cursor.copy(statement) as copy:
            for line in part.lines:
                copy.write(line)
                count += 1
    except psycopg.Error as error:
        raise DatabaseError(statement, None, error) from error
    return count


def columns(connection: Connection, table: str) -> set[str]:
    """Those that are stored, and not derived from others."""
    named = text(
        "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = ''"
    )
    return set(connection.scalars(named, {"table": f'"{table}"'}))


def _other(table: str) -> Unfit:
    return Unfit(f"its table {table} is not made as ours are")

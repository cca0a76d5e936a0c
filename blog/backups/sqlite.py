"""A file of SQLite in a backup: how it gets there, and whether it is one of ours, whole, and answers what pages ask.

It may come from anywhere: until its tables are known to be ours, nothing in it runs.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, make_url

from .. import upgrade
from ..articles.sqlite import TRIGGERS as COUNTING
from ..media.rules import file_names
from . import databases
from .archive import Archive
from .manifest import SQLITE, Unfit

TRIGGER = re.compile(
    r"CREATE TRIGGER (\w+)_(insert|update|delete)_raises_version AFTER \2 ON \1 WHEN "
    r"[\w\s.=',()]+ BEGIN UPDATE content_version SET version = version \+ 1; END"
)
SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4')"
COUNTED = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
LONGEST_VALUE = 50_000_000  # bytes; far more than any article, far less than the memory


def size(url: str) -> int:
    """The bytes of the file, and of what stands beside it only."""
    path = make_url(url).database
    return sum(each.stat().st_size for each in (Path(f"{path}"), Path(f"{path}-wal")) if each.exists())


def take(url: str, to: Path) -> databases.Taken:
    """Copy the database at an address as it is at this moment; what the copy holds."""
    copy(Path(make_url(url).database or ""), to)
    return databases.Taken(revision(to), rows(to), *library(to))


def prove(archive: Archive, scratch: Path) -> None:
    """Whether the database of an archive can be restored, and answers, with every file that it shows. Raises Unfit."""
    database = bring_back(archive, scratch)
    archive.check_lists(library(database)[1])
    ask(database)


def bring_back(archive: Archive, scratch: Path) -> Path:
    """The database of an archive in a scratch folder, whole and ours. Raises Unfit."""
    database = scratch / SQLITE
    with database.open("xb") as file:
        archive.copy(SQLITE, file)
    check(database, archive.manifest.revision, archive.manifest.rows)
    return database


def copy(path: Path, to: Path) -> None:
    """A copy of a database as it is at this moment, whoever writes to it meanwhile, on the disk when this ends.

    Not a copy of the file, which would lack the log beside it; nor page by page, which begins anew at every write.
    """
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", [str(to)])


def revision(path: Path) -> str:
    """Where its tables stand."""
    with _reading(path) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def rows(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    with _reading(path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        count = "SELECT count(*) FROM {}"
        return {name: connection.execute(count.format(name)).fetchone()[0] for name in sorted(names)}


def library(path: Path) -> tuple[set[str], set[str]]:
    """What the items of the library are called, and all files that readers are served of them."""
    with _reading(path) as connection:
        found = connection.execute("SELECT name, widths, formats FROM media").fetchall()
    served = (file_names(name, json.loads(widths), json.loads(formats)) for name, widths, formats in found)
    return {name for name, *_ in found}, {file for files in served for file in files}


def check(path: Path, revision: str, rows_said: dict[str, int]) -> None:
    """Whether a database is one of ours at that revision, whole, and with so many rows. Raises Unfit."""
    try:
        _check_tables(path, revision)
        with _reading(path) as connection:
            if (answer := connection.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise Unfit(f"its database is damaged: {' '.join(answer.split())}")
            if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
                raise Unfit(f"a row of its table {broken[0]} lacks what it belongs to")
        if rows(path) != rows_said:
            raise Unfit("its database has more or fewer rows than it says")
    except sqlite3.Error as error:
        raise Unfit(f"its database cannot be read: {error}") from error


def ask(path: Path) -> None:
    """Whether a database of this release answers what pages ask. Raises Unfit."""
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true")
    try:
        databases.ask(engine)
    finally:
        engine.dispose()


def pass_over_ids(path: Path, now: datetime) -> None:
    """Let no id be given again that was given after the backup, nor a version of what readers see."""
    least = databases.never_given(now)
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute(COUNTED).fetchall():
            highest = connection.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", [name]).fetchone()[0]
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [name])
            connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", [name, max(highest or 0, least)])
        connection.execute("UPDATE content_version SET version = max(version, ?)", [least])
        connection.execute("UPDATE word_index SET version = 0")  # what it says of our words is not to be trusted
        connection.commit()


def _check_tables(path: Path, revision: str) -> None:
    """Other tables, views, or triggers that do other things would run when we write."""
    if not upgrade.is_known(revision):
        raise Unfit("its database was made by a newer release; restore it with that one")
    with _reading(path) as connection:
        found = set(connection.execute(SCHEMA).fetchall())
        triggers = {each for each in found if each[0] == "trigger" and _is_ours(str(each[3]))}
        if odd := (found - triggers) ^ upgrade.tables(revision):
            raise Unfit(f"its database is not made as ours are: {min(map(str, odd))[:100]}")
        if connection.execute("SELECT version_num FROM alembic_version").fetchall() != [(revision,)]:
            raise Unfit("its database is of another release than it says")


def _is_ours(trigger: str) -> bool:
    """Whether it only counts; those of the counts are the same in every release that has them."""
    return trigger in COUNTING.values() or TRIGGER.fullmatch(trigger) is not None


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Read a file that nobody writes to, without trust in what stands in it."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection

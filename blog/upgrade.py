"""Bringing a database to this release: a copy is migrated and takes the old one's place only when all of it worked.

SQLite's DDL is not rolled back here, so a migration that fails half-way must never have touched the real file.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import DatabaseError

from . import folders, migrating, trouble
from .articles import counts
from .migrating import MIGRATIONS, PATIENCE, REVISIONS, UpgradeError
from .site import version

__all__ = ["MIGRATIONS", "REVISIONS", "UpgradeError", "alone_with", "in_use", "is_current", "is_new", "upgrade"]


def upgrade(url: str, now: datetime) -> str | None:
    """Migrate the database at `url` where it is behind; what a copy of the old one is called beside it, or None.

    Raises UpgradeError; the database is then what it was.
    """
    if is_server(url):
        name: str | None = _servers().upgrade(url, now)
        return name
    path = _path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone_with(path):
            kept = None if is_current(url) else _upgrade(path, now)
        return kept.name if kept else None
    except (OSError, sqlite3.Error, DatabaseError) as error:  # a full disk, or a damaged database
        raise UpgradeError(f"{path}: {trouble.in_words(error)}") from error


@contextmanager
def in_use(url: str) -> Iterator[None]:
    """Work with the database, so that no upgrade takes it away meanwhile: what was written then would be lost."""
    if is_server(url):
        with _servers().in_use(url):
            yield
        return
    with _lock(_path(url)).open("w") as file:
        flock(file, LOCK_SH)
        yield


@contextmanager
def alone_with(url: str) -> Iterator[None]:
    """Work with the database while nobody else does. Raises UpgradeError where somebody does."""
    if is_server(url):
        with _servers().alone_with(url):
            yield
        return
    path = _path(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _lock(path).open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise UpgradeError(f"{path} is in use; stop the server first") from None
        yield


def is_new(url: str) -> bool:
    """Whether nothing is there yet. Raises UpgradeError."""
    return stands_at(url) is None


def is_current(url: str) -> bool:
    """Whether a database is there and stands where this release wants it. Raises UpgradeError."""
    return stands_at(url) == REVISIONS[-1]


def stands_at(url: str) -> str | None:
    """The revision of its tables; None where nothing is there yet. Raises UpgradeError."""
    return _servers().revision(url) if is_server(url) else _revision(_path(url))


def is_server(url: str) -> bool:
    """Whether the database is on a server, and no file of ours."""
    return make_url(url).get_backend_name() == "postgresql"


def called(url: str) -> str:
    """The database as it is named to people: never with a password."""
    return str(_servers().called(url)) if is_server(url) else str(_path(url))


def former(url: str) -> Path | None:
    """The newest database that an upgrade kept and that stands where this release wants it. Raises UpgradeError."""
    path = _path(url)
    kept = sorted(path.parent.glob(f"{path.stem}-before-*{path.suffix}"), reverse=True)
    return next((each for each in kept if _revision(each) == REVISIONS[-1]), None)


def is_known(revision: str) -> bool:
    """Whether this release, or one before it, made databases that stand there."""
    return revision in REVISIONS


@lru_cache(maxsize=4)
def tables(revision: str) -> frozenset[tuple[str, str, str, str | None]]:
    """What `sqlite_master` says of a database of ours at a revision, without triggers: type, name, table, statement."""
    with _migrated("sqlite://", revision) as connection:
        found = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")
        return frozenset(tuple(row) for row in found)


def renew(path: Path) -> None:
    """Bring a database that nobody works with to this release, with triggers of our own only. Raises UpgradeError."""
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.commit()
    _migrate(path)


def _upgrade(path: Path, now: datetime) -> Path | None:
    stands_at = _revision(path)
    if stands_at is not None and stands_at not in REVISIONS:
        raise UpgradeError(f"{path} was made by a newer release; run that one, or restore a backup")
    copy = path.with_suffix(".upgrading")
    _remove(copy)
    kept = path.with_name(f"{path.stem}-before-{now:%Y%m%dT%H%M%S}{path.suffix}") if stands_at is not None else None
    try:
        if kept is not None:
            _copy(path, kept)
            shutil.copy(kept, copy)
        _migrate(copy)
        _take_place(copy, path)
    except BaseException:
        for part in (kept, copy):  # half of one would only take the room that there is
            if part is not None:
                _remove(part)
        raise
    return kept


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """While no other process works with the database; one that upgrades it at the same moment is waited for."""
    with _lock(path).open("w") as file:
        for _ in range(PATIENCE * 10):
            with suppress(BlockingIOError):
                flock(file, LOCK_EX | LOCK_NB)
                break
            if is_current(f"sqlite:///{path}"):
                break  # whoever holds it serves it
            sleep(0.1)
        else:
            raise UpgradeError(f"{path} is in use by a server of another release; stop that one first")
        yield


def _servers() -> Any:
    """Loads the driver of PostgreSQL, which a site on SQLite has no use for."""
    return import_module(".servers", __package__)


def _lock(path: Path) -> Path:
    return path.with_suffix(".lock")


def _path(url: str) -> Path:
    return Path(make_url(url).database or "")


def _revision(path: Path) -> str | None:
    """Where the database stands; None for one that is new."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return migrating.stands_at(connection)
    except DatabaseError as error:
        raise UpgradeError(f"{path}: {trouble.in_words(error)}") from error
    finally:
        engine.dispose()


def _remove(path: Path) -> None:
    """A database that nobody wants, and its journal, which would be played back to whatever gets the name next."""
    for leftover in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{leftover}").unlink(missing_ok=True)


def _copy(path: Path, copy: Path) -> None:
    """A consistent copy, with what still stands in the write-ahead log, which is empty then."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)


def _migrate(path: Path) -> None:
    with _migrated(f"sqlite:///{path}", "head") as connection:
        counts.install(connection)
        version.install(connection)
        connection.commit()
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            raise UpgradeError(f"the upgrade would leave {len(broken)} rows without what they belong to")


@contextmanager
def _migrated(url: str, revision: str) -> Iterator[Connection]:
    """A database at a revision, before that is committed."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            # On, re-creating a table would silently delete by cascade whatever hangs on it.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            migrating.run(connection, revision)
            yield connection
    finally:
        engine.dispose()


def _take_place(copy: Path, path: Path) -> None:
    copy.chmod(0o600)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(path)
    for leftover in ("-wal", "-shm"):  # the old file's; the copy already holds what stood in them
        Path(f"{path}{leftover}").unlink(missing_ok=True)
    folders.sync(path.parent)

"""A site in PostgreSQL takes its place: all of it is made and checked in a schema beside it, and moved in at once.

A kill at any moment before that leaves the site as it was. Files are only added: each has a name of its own, and those
that nothing names go by themselves (`media.actions.sweep`), from which the former site's are kept by another name.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

from .. import servers
from ..bulk import postgresql as bulk
from ..config import Config
from ..db import another, connected
from ..engines import BUSY
from ..engines.postgresql import within
from ..migrating import REVISIONS, stands_at
from ..servers import FORMER, STAGE
from ..upgrade import is_known
from . import databases, disk, erased, postgresql, rules, settling
from .archive import Archive
from .manifest import DUMP, Unfit
from .settling import Restored

FOLDERS = ("media", "originals")
# Whatever of a schema is no part of a table or of an extension, as the statement that moves it.
MOVES = text(
    "SELECT format('ALTER TABLE %s SET SCHEMA %I', oid::regclass, CAST(:to AS text)) FROM pg_class "
    "WHERE relnamespace = to_regnamespace(:here) AND relkind IN ('r', 'p', 'v', 'm', 'f') AND oid NOT IN "
    "(SELECT objid FROM pg_depend WHERE deptype = 'e') UNION ALL "
    "SELECT format('ALTER ROUTINE %s SET SCHEMA %I', oid::regprocedure, CAST(:to AS text)) FROM pg_proc "
    "WHERE pronamespace = to_regnamespace(:here) AND oid NOT IN (SELECT objid FROM pg_depend WHERE deptype = 'e')"
)
ALEMBIC = text(f"SELECT to_regclass('{FORMER}.alembic_version')")
STANDS_AT = text(f"SELECT version_num FROM {FORMER}.alembic_version")  # noqa: S608
MADE_AT = text(f"SELECT obj_description(to_regnamespace('{FORMER}'), 'pg_namespace')")


def restore(archive: Archive, file: Path, config: Config, now: datetime) -> Restored:
    """Put the site of an archive in the place of this one, which is kept.

    Raises Unfit, Refused, UpgradeError, DatabaseError and OSError.
    """
    manifest = archive.manifest
    if not is_known(manifest.revision):
        raise Unfit("its database was made by a newer release; restore it with that one")
    _check_disk(archive, config.instance)
    here, theirs = settling.known(archive, file, config)
    kept, schema = _free(config, now)
    with _stage(config.database) as stage, _files(archive, config.instance, kept):
        with settling.taking_nothing_odd():
            with postgresql.dump_in(archive, config.instance) as dump, stage.begin() as ours:
                servers.make_tables(ours, manifest.revision)
                last = postgresql.load(dump, ours, manifest.rows)
                if stands_at(ours) != manifest.revision:
                    raise Unfit("its database is of another release than it says")
            with stage.begin() as ours:
                _make_current(ours, last, now)
                archive.check_lists(postgresql.library(ours)[1])
        settling.settle(stage, here | theirs, manifest.made_at)
        databases.ask(stage)
        erased.write(config.backup_folder, sorted(theirs - here, key=str))
        schema = _swap(config.database, schema)
    return Restored(manifest.made_at, kept, schema, list(settling.warnings(archive, here | theirs)))


def take_back(config: Config, now: datetime) -> Restored | None:
    """The same with the rows that an upgrade kept; None where there are none of this release."""
    with connected(config.database) as main:
        if main.scalar(ALEMBIC) is None or main.scalar(STANDS_AT) != REVISIONS[-1]:
            return None
        made_at, last = datetime.fromisoformat(str(main.scalar(MADE_AT))), bulk.last_ids(main)
    kept, schema = _free(config, now)
    with _stage(config.database) as stage:
        with stage.begin() as ours:
            servers.make_tables(ours, "head")
            _fill(ours)
            _make_current(ours, last, now)
        settling.settle(stage, erased.read(erased.kept(config.backup_folder)), made_at)
        databases.ask(stage)
        return Restored(made_at, kept, _swap(config.database, schema))


def _fill(ours: Connection) -> None:
    at_the_end = bulk.open_up_for_all(ours)
    for table in servers.tables(ours):
        names = ", ".join(f'"{name}"' for name in sorted(postgresql.columns(ours, table)))
        ours.exec_driver_sql(f'DELETE FROM "{table}"')  # noqa: S608
        ours.exec_driver_sql(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {FORMER}."{table}"')  # noqa: S608
    for statement in at_the_end:
        ours.exec_driver_sql(statement)


def _make_current(ours: Connection, last: Mapping[str, int], now: datetime) -> None:
    """Bring the tables to this release, and let nothing be given again that was given after they were kept."""
    servers.renew(ours)
    least = databases.never_given(now)
    bulk.go_on_after(ours, {table: max(least, last.get(table, 0)) for table in servers.tables(ours)})
    ours.execute(text("UPDATE content_version SET version = greatest(version, :least)"), {"least": least})
    ours.execute(text("UPDATE word_index SET version = 0"))  # what it says of our words is not to be trusted
    bulk.settle(ours)


def _check_disk(archive: Archive, instance: Path) -> None:
    missing = (entry.size for name, entry in archive.files.items() if not (instance / name).exists())
    needs, free = archive.manifest.members[DUMP].size + sum(missing), shutil.disk_usage(instance).free
    if needs > free:
        raise Unfit(f"it needs {rules.in_words(needs)} of disk, and {rules.in_words(free)} are free")


def _free(config: Config, now: datetime) -> tuple[Path, str]:
    """The folder, and the schema, in which what is here now is to be kept."""
    with connected(config.database) as main:
        while True:
            kept = config.instance / f"before-restore-{now:%Y%m%dT%H%M%S}"
            schema = kept.name.replace("-", "_").lower()
            if not kept.exists() and main.scalar(text("SELECT to_regnamespace(:name)"), {"name": schema}) is None:
                return kept, schema
            now += timedelta(seconds=1)


@contextmanager
def _stage(url: str) -> Iterator[Engine]:
    """A schema beside the site's, and what works in it alone; nothing is left of it, whatever goes wrong."""
    with connected(url) as main:
        servers.make_schema(main, STAGE)
        main.commit()
    stage = within(another(url), STAGE)
    try:
        yield stage
    finally:
        stage.dispose()
        with suppress(DatabaseError), connected(url) as main:  # if it is away, the next start does it
            main.exec_driver_sql(f"DROP SCHEMA IF EXISTS {STAGE} CASCADE")
            main.commit()


@contextmanager
def _files(archive: Archive, instance: Path, kept: Path) -> Iterator[None]:
    """Add the files of an archive to the library; those that it does not list are kept."""
    try:
        for name, entry in archive.files.items():
            path = instance / name
            path.parent.mkdir(exist_ok=True)
            if not path.exists() or disk.entry(path) != entry:
                part = path.with_name(f".{path.name}.part")
                part.unlink(missing_ok=True)
                disk.bring(archive, name, part)
                part.replace(path)
        for path in (each for folder in FOLDERS for each in (instance / folder).glob("[!.]*")):
            if f"{path.parent.name}/{path.name}" not in archive.files:
                (kept / path.parent.name).mkdir(mode=0o700, parents=True, exist_ok=True)
                disk.link(path, kept / path.parent.name / path.name)
        for folder in FOLDERS:
            if (instance / folder).exists():
                disk.sync(instance / folder)
        yield
    except BaseException:
        shutil.rmtree(kept, ignore_errors=True)
        raise


def _swap(url: str, kept: str) -> str:
    """Move the site's tables into a schema of that name and those of the stage into their place, all at once; the name,
    or nothing where there were none.
    """
    with connected(url) as main:
        here = str(main.scalar(text("SELECT current_schema()")))
        main.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY}")
        if not servers.tables(main):
            kept = ""
        else:
            servers.make_schema(main, kept)
            _move(main, here, kept)
        _move(main, STAGE, here)
        main.exec_driver_sql(f"DROP SCHEMA {STAGE}")
        main.commit()
    return kept


def _move(main: Connection, here: str, to: str) -> None:
    for statement in main.scalars(MOVES, {"here": here, "to": to}).all():
        main.exec_driver_sql(statement)

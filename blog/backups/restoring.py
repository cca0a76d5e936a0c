"""Bringing a backup back: all is made and checked beside the site, and then takes its place by renames.

A kill before that leaves the site as it was; one in the midst of the renames is finished by the next start or command.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from .. import db, upgrade
from ..config import Config
from ..people import sessions
from ..tokens import key_fingerprint
from . import checking, databases, disk, erased, making, rules
from .archive import DATABASE, Archive, opened
from .manifest import Unfit

STAGE, READY, KEPT = ".restoring", ".restored", "kept"
FOLDERS = ("media", "originals")


class RestoreRefused(Exception):
    """Nothing was changed; its text says in one line why."""


@dataclass(slots=True)
class Restored:
    """What was brought back: of when, where the former site is, and what its owner should know."""

    made_at: datetime
    kept: Path
    warnings: list[str] = field(default_factory=list)


def restore(file: Path, config: Config, now: datetime, *, force: bool = False) -> Restored:
    """Put the site of an archive in the place of this one, which is kept. Raises RestoreRefused."""
    with _refusing(file), upgrade.alone_with(config.database):
        _finish(config)
        if not force and making.database(config).exists() and making.database(config).stat().st_size:
            raise RestoreRefused(f"there is a site in {config.instance}; --force puts it aside and keeps it")
        if mounted := [path for name in FOLDERS if (path := config.instance / name).is_mount()]:
            raise RestoreRefused(f"{mounted[0]} is a disk of its own, which cannot be put aside; unmount it first")
        with _stage(config.instance) as stage, opened(file) as archive:
            restored = _prepare(archive, file, config, stage, now)
            stage.rename(config.instance / READY)
            disk.sync(config.instance)
        _finish(config)
        return restored


def take_back(config: Config, now: datetime) -> Restored | None:
    """Put the database that an upgrade kept in the place of the newer one, which is kept in its turn; None where the
    one that is there is of this release. Raises RestoreRefused.
    """
    with _refusing(making.database(config)), upgrade.alone_with(config.database):
        _finish(config)
        if upgrade.is_current(config.database):
            return None
        former = upgrade.former(config.database)
        if former is None:
            raise RestoreRefused("there is no database of this release that an upgrade kept")
        with _stage(config.instance) as stage:
            database = stage / DATABASE
            databases.copy(former, database)
            made_at = datetime.fromtimestamp(former.stat().st_mtime, UTC)
            _settle(database, erased.read(erased.kept(config.backup_folder)), made_at, now)
            kept = _name_kept(config, stage, now)
            stage.rename(config.instance / READY)
            disk.sync(config.instance)
        _finish(config)
        return Restored(made_at, kept)


@contextmanager
def _refusing(file: Path) -> Iterator[None]:
    """Whatever is wrong, nothing was changed, and one line says why."""
    try:
        yield
    except Unfit as error:
        raise RestoreRefused(f"{file} is not taken: {error}") from error
    except upgrade.UpgradeError as error:
        raise RestoreRefused(str(error)) from error
    except OSError as error:
        raise RestoreRefused(f"{error.filename or file}: {error.strerror}") from error


def finish(config: Config) -> None:
    """Go on with a restore that was killed while its files took their places, and forget one that was killed before.

    Raises UpgradeError.
    """
    if any((config.instance / name).exists() for name in (STAGE, READY)):
        with upgrade.alone_with(config.database):
            shutil.rmtree(config.instance / STAGE, ignore_errors=True)
            _finish(config)


def _prepare(archive: Archive, file: Path, config: Config, stage: Path, now: datetime) -> Restored:
    """The whole site as it is to be, in the stage. Raises Unfit, UpgradeError and OSError."""
    manifest = archive.manifest
    needs = manifest.members[DATABASE].size * 2 + sum(entry.size for entry in archive.files.values())
    if needs > (free := shutil.disk_usage(stage).free):
        raise Unfit(f"it needs {rules.in_words(needs)} of disk, and {rules.in_words(free)} are free")
    database = checking.bring_back(archive, stage)
    _bring_files(archive, stage)
    here, theirs = _known(archive, file, config)
    try:
        upgrade.renew(database)
        checking.check_files(archive, database)
    except (SQLAlchemyError, sqlite3.Error, ValueError, TypeError) as error:
        raise _odd(error) from error
    _settle(database, here | theirs, manifest.made_at, now)
    kept = _name_kept(config, stage, now)
    for path in (*(stage / name for name in FOLDERS), stage):
        disk.sync(path)
    erased.write(config.backup_folder, sorted(theirs - here, key=str))
    return Restored(manifest.made_at, kept, list(_warnings(archive, here | theirs)))


def _settle(database: Path, lines: set[erased.Line], made_at: datetime, now: datetime) -> None:
    """Make a database of before one that readers can be given now: who was erased since is not in it. Raises Unfit."""
    try:
        databases.pass_over_ids(database, now)
        with db.on(database):
            erased.erase_again(lines, made_at)
            sessions.forget_all()
            making.announce("restored")
        databases.ask(database)
    except (SQLAlchemyError, sqlite3.Error, ValueError, TypeError) as error:
        raise _odd(error) from error
    if Path(f"{database}-wal").exists():  # which stays behind when the database takes its place
        raise Unfit("what was erased since could not be written into its database")
    database.chmod(0o600)
    disk.sync(database)


def _odd(error: Exception) -> Unfit:
    return Unfit(f"its database holds what no site of ours does ({error.__class__.__name__})")


def _name_kept(config: Config, stage: Path, now: datetime) -> Path:
    """Say in the stage where the former site goes."""
    while (kept := config.instance / f"before-restore-{now:%Y%m%dT%H%M%S}").exists():
        now += timedelta(seconds=1)
    (stage / KEPT).write_text(kept.name, "ascii")
    disk.sync(stage / KEPT)
    return kept


def _bring_files(archive: Archive, stage: Path) -> None:
    for name in FOLDERS:
        (stage / name).mkdir()
    for name in archive.files:
        mode = 0o600 if name.startswith("originals/") else 0o666
        with os.fdopen(os.open(stage / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as copy:
            archive.copy(name, copy)
            copy.flush()
            os.fsync(copy.fileno())


def _known(archive: Archive, file: Path, config: Config) -> tuple[set[erased.Line], set[erased.Line]]:
    """Who was erased: by the list here; and by that in the archive and the one beside it, which is kept here too."""
    theirs = erased.read(archive.erased()) | erased.read(erased.kept(file.parent))
    return erased.read(erased.kept(config.backup_folder)), theirs


def _warnings(archive: Archive, known: set[erased.Line]) -> Iterator[str]:
    key = key_fingerprint()
    if archive.manifest.key != key:
        yield (
            "The secret key is not the one of this backup: links to commenters' private pages and in mails no longer "
            "work. Put the former secret_key into the instance folder, and restore again with --force."
        )
    if count := sum(line.key != key and line.at >= archive.manifest.made_at for line in known):
        yield f"With another secret key, {count} erasures since then cannot be done again."
    if lost := archive.manifest.lost:
        yield f"{len(lost)} files of pictures were missing already when it was made, like {lost[0]}."


@contextmanager
def _stage(instance: Path) -> Iterator[Path]:
    """A folder of our own; nothing is left of it when something goes wrong."""
    stage = instance / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _finish(config: Config) -> None:
    """Put in its place what is ready: the former to what is kept, then the new. Each step can be done again."""
    ready = config.instance / READY
    if not ready.exists():
        return
    kept = config.instance / (ready / KEPT).read_text("ascii")
    kept.mkdir(mode=0o700, exist_ok=True)
    for name in FOLDERS:
        if (ready / name).exists():
            _aside([config.instance / name], kept)
            (ready / name).rename(config.instance / name)
    if (ready / DATABASE).exists():
        database = making.database(config)
        _aside([database, *(Path(f"{database}{ending}") for ending in ("-wal", "-shm"))], kept)
        _move(ready / DATABASE, database)
    for folder in (kept, config.instance, making.database(config).parent):
        disk.sync(folder)
    if not any(kept.iterdir()):
        kept.rmdir()
    done = ready.rename(config.instance / STAGE)  # of which any part may be gone
    disk.sync(config.instance)
    shutil.rmtree(done)


def _aside(paths: list[Path], kept: Path) -> None:
    for path in paths:
        if path.exists():
            _move(path, kept / path.name)


def _move(path: Path, to: Path) -> None:
    """By a rename; to another disk by a copy that is whole before it has the name."""
    try:
        path.rename(to)
    except OSError:
        part = to.with_name(f".{to.name}.part")
        shutil.copy2(path, part)
        disk.sync(part)
        part.rename(to)
        disk.sync(to.parent)
        path.unlink()

"""A site in files takes its place: all of it is made and checked in a folder beside it, and then renamed.

A kill before that leaves the site as it was; one in the midst of the renames is finished by the next start or command.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url

from .. import db, upgrade
from ..config import Config
from . import disk, erased, rules, settling, sqlite
from .archive import Archive
from .manifest import SQLITE, Unfit
from .settling import Restored

STAGE, READY, KEPT = ".restoring", ".restored", "kept"
FOLDERS = ("media", "originals")


def restore(archive: Archive, file: Path, config: Config, now: datetime) -> Restored:
    """Put the site of an archive in the place of this one, which is kept. Raises Unfit, UpgradeError and OSError."""
    if mounted := [path for name in FOLDERS if (path := config.instance / name).is_mount()]:
        raise upgrade.UpgradeError(f"{mounted[0]} is a disk of its own, which cannot be put aside; unmount it first")
    with _stage(config.instance) as stage:
        restored = _prepare(archive, file, config, stage, now)
        _make_ready(stage, config)
    return restored


def take_back(config: Config, now: datetime) -> Restored | None:
    """The same with the database that an upgrade kept; None where there is none of this release."""
    former = upgrade.former(config.database)
    if former is None:
        return None
    with _stage(config.instance) as stage:
        database = stage / SQLITE
        sqlite.copy(former, database)
        made_at = datetime.fromtimestamp(former.stat().st_mtime, UTC)
        _settle(database, erased.read(erased.kept(config.backup_folder)), made_at, now)
        kept = _name_kept(config, stage, now)
        _make_ready(stage, config)
    return Restored(made_at, kept)


def finish(config: Config) -> None:
    """Put in its place what is ready: the former to what is kept, then the new. Each step can be done again."""
    shutil.rmtree(config.instance / STAGE, ignore_errors=True)
    ready = config.instance / READY
    if not ready.exists():
        return
    kept = config.instance / (ready / KEPT).read_text("ascii")
    kept.mkdir(mode=0o700, exist_ok=True)
    for name in FOLDERS:
        if (ready / name).exists():
            _aside([config.instance / name], kept)
            (ready / name).rename(config.instance / name)
    database = _database(config)
    if (ready / SQLITE).exists():
        _aside([database, *(Path(f"{database}{ending}") for ending in ("-wal", "-shm"))], kept)
        _move(ready / SQLITE, database)
    for folder in (kept, config.instance, database.parent):
        disk.sync(folder)
    if not any(kept.iterdir()):
        kept.rmdir()
    done = ready.rename(config.instance / STAGE)  # of which any part may be gone
    disk.sync(config.instance)
    shutil.rmtree(done)


def _prepare(archive: Archive, file: Path, config: Config, stage: Path, now: datetime) -> Restored:
    """The whole site as it is to be, in the stage. Raises Unfit, UpgradeError and OSError."""
    manifest = archive.manifest
    needs = manifest.members[SQLITE].size * 2 + sum(entry.size for entry in archive.files.values())
    if needs > (free := shutil.disk_usage(stage).free):
        raise Unfit(f"it needs {rules.in_words(needs)} of disk, and {rules.in_words(free)} are free")
    database = sqlite.bring_back(archive, stage)
    _bring_files(archive, stage)
    here, theirs = settling.known(archive, file, config)
    with settling.taking_nothing_odd():
        upgrade.renew(database)
        archive.check_lists(sqlite.library(database)[1])
    _settle(database, here | theirs, manifest.made_at, now)
    kept = _name_kept(config, stage, now)
    for path in (*(stage / name for name in FOLDERS), stage):
        disk.sync(path)
    erased.write(config.backup_folder, sorted(theirs - here, key=str))
    return Restored(manifest.made_at, kept, warnings=list(settling.warnings(archive, here | theirs)))


def _settle(database: Path, lines: set[erased.Line], made_at: datetime, now: datetime) -> None:
    """Make a database of before one that readers can be given now. Raises Unfit."""
    with settling.taking_nothing_odd():
        sqlite.pass_over_ids(database, now)
        settling.settle(db.another(f"sqlite:///{database}"), lines, made_at)
        sqlite.ask(database)
    if Path(f"{database}-wal").exists():  # which stays behind when the database takes its place
        raise Unfit("what was erased since could not be written into its database")
    database.chmod(0o600)
    disk.sync(database)


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
        disk.bring(archive, name, stage / name)


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


def _make_ready(stage: Path, config: Config) -> None:
    """From here on it goes only forward."""
    stage.rename(config.instance / READY)
    disk.sync(config.instance)
    finish(config)


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


def _database(config: Config) -> Path:
    return Path(make_url(config.database).database or "")

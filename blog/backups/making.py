"""Making a backup: the files and the database into an archive, which is checked, and only then counts."""

import logging
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from blinker import Signal
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..config import ROOT, Config
from ..db import writing
from ..tokens import key_fingerprint
from ..trouble import Busy, trouble
from . import archive, checking, copying, databases, disk, erased, machines, rules, status, store
from .manifest import Entry, Manifest, Unfit
from .rules import Refused

# Sent inside a transaction with `session` and what happened: "good", "failed", "not-copied" or "downloaded".
backup_ended = Signal()

SECRET = {"secret_key", "database_url", "smtp_url", "backup_command"}

log = logging.getLogger(__name__)


def make_if_due(config: Config, how: Callable[[Config, int], object] | None = None) -> None:
    """Make one when it is time, or when somebody asked for it, unless another process does already.

    `how` makes it otherwise than here; the descriptor of the lock is for another process, to hold it too.
    """
    folder = config.backup_folder
    try:
        if _is_time(config):
            with store.alone(folder) as lock:
                # Still, now that nobody else makes one; what somebody asks for here is made here.
                if _is_time(config) and (status.is_wanted(folder) or machines.is_here(config, clock.now())):
                    how(config, lock) if how else make_now(config)
    except (store.BackupRunning, Refused):
        pass  # what came of it is told where it is looked for
    except OSError as error:  # as where what is in the folder belongs to somebody else
        status.grant(folder)
        _failed(folder, clock.now(), error)


def make(config: Config) -> Path:
    """Make one now; the archive. Raises BackupRunning and Refused."""
    with store.alone(config.backup_folder):
        return make_now(config)


def make_now(config: Config) -> Path:
    """Make one, who holds the lock of the folder; the archive. Raises Refused."""
    folder, now = config.backup_folder, clock.now()
    status.grant(folder)
    try:
        path, lost = _attempt(config, now)
    except Exception as error:  # whatever it was, it is told
        raise _failed(folder, now, error) from error
    status.change(folder, tried_at=now, good_at=now, reason="", values={}, lost=lost)
    announce("good")
    if config.backup_command:
        _copy_away(config, path, now)
    return path


def announce(what: str) -> None:
    """Have it written down; where the database cannot be written to, that is not the only thing amiss."""
    try:
        with writing() as session:
            backup_ended.send(None, session=session, what=what)
    except (SQLAlchemyError, Busy) as error:
        why = trouble(error)
        log.error("What came of the backup could not be written down (%s).", why or error, exc_info=not why)


def _is_time(config: Config) -> bool:
    last, now = status.read(config.backup_folder), clock.now()
    is_due = rules.is_due(last.good_at, last.tried_at, now) and not machines.is_elsewhere(config, now)
    return is_due or status.is_wanted(config.backup_folder)


def _failed(folder: Path, now: datetime, error: Exception) -> Refused:
    """Tell of it, at the desk and in the log."""
    refused = _refused(error)
    log.error("The backup failed: %s", refused, exc_info=not isinstance(error, (Refused, Unfit, OSError)))
    status.change(folder, tried_at=now, reason=refused.code, values=refused.values)
    announce("failed")
    return refused


def _attempt(config: Config, now: datetime) -> tuple[Path, int]:
    """The archive that counts now, and how many files of the library it lacks."""
    folder = config.backup_folder
    with store.working(folder) as work:
        _make_room(config)
        manifest, part = _write(config, now, work)
        scratch = work / "scratch"
        scratch.mkdir()
        checking.check(part, folder / store.FILES, scratch)
        while (path := folder / store.name_of(now)).exists():
            now += timedelta(seconds=1)
        part.rename(path)
        disk.sync(folder)
    times = set(store.archives(folder))
    store.drop(folder, times - rules.kept(times) - {now})  # which is the newest, unless the clock was set back
    return path, len(manifest.lost)


def _make_room(config: Config) -> None:
    folder, copies = config.backup_folder, _to_copy(config)
    needs = databases.own(databases.member(config.database)).size(config.database)
    rules.check_disk(2 * needs + copies, shutil.disk_usage(folder).free)
    store.drop(folder, rules.making_room(store.stored(folder), needs + copies, config.backup_megabytes * 1_000_000))


def _to_copy(config: Config) -> int:
    """The bytes of files that have to be copied, because the library is on another disk than the backups."""
    shared, library = config.backup_folder / store.FILES, config.media_folder
    if not library.exists() or library.stat().st_dev == shared.stat().st_dev:
        return 0
    theirs, ours = (sum(path.stat().st_size for path in place.glob("*")) for place in (library, shared))
    return max(0, theirs - ours)


def _write(config: Config, now: datetime, work: Path) -> tuple[Manifest, Path]:
    """The files before the database, as a row comes after them; and once more, as some came meanwhile."""
    files: dict[str, Entry] = {}
    _keep_files(config, files)
    database = databases.member(config.database)
    parts = {name: work / name for name in (archive.FILES, archive.ERASED, database)}
    taken = databases.own(database).take(config.database, parts[database])
    _keep_files(config, files)
    files = {name: each for name, each in files.items() if _item(name) in taken.items}
    parts[archive.FILES].write_bytes(archive.list_text(files))
    parts[archive.ERASED].write_bytes(erased.kept(config.backup_folder))
    manifest = Manifest(
        made_at=now,
        release=tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"],
        revision=taken.revision,
        key=key_fingerprint(),
        rows=taken.rows,
        members={name: disk.entry(part) for name, part in parts.items()},
        lost=sorted(taken.served - {Path(name).name for name in files}),
        settings={name: str(value) for name, value in asdict(config).items() if name not in SECRET},
    )
    archive.write(work / "archive.tar", manifest, parts)
    parts[database].unlink()
    return manifest, work / "archive.tar"


def _keep_files(config: Config, files: dict[str, Entry]) -> None:
    """Put the files of the library that are not listed yet beside the archives, each once, and list them."""
    shared = config.backup_folder / store.FILES
    for place in (config.media_folder, config.media_folder.with_name("originals")):
        for path in sorted(place.glob("*")):
            name = f"{place.name}/{path.name}"
            if name in files or not archive.is_name(name) or not path.is_file():
                continue
            try:
                entry = disk.entry(path)
                if not disk.is_same(shared / entry.digest, path, entry):
                    disk.link(path, shared / entry.digest)
            except FileNotFoundError:
                continue  # it was removed at this very moment
            files[name] = entry
    disk.sync(shared)


def _item(name: str) -> str:
    """The item of the library that a file is of."""
    return Path(name).name.partition(".")[0].partition("-")[0]


def _copy_away(config: Config, path: Path, now: datetime) -> None:
    try:
        copying.copy_away(config.backup_command, config.backup_folder, path)
    except copying.NotCopied as error:
        log.error("The backup was not copied away: %s", error)
        status.change(config.backup_folder, not_copied=str(error))
        announce("not-copied")
    else:
        status.change(config.backup_folder, copied_at=now, not_copied="")


def _refused(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, Unfit):
        return Refused("unfit", what=str(error))
    if isinstance(error, OSError) and error.strerror:
        return Refused("failed", what=f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
    return Refused("failed", what=str(error) or type(error).__name__)

"""The folder of backups: the archives that count, the files that they share, and one at a time who works there."""

import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from . import archive
from .disk import sync
from .manifest import Unfit
from .rules import Stored

NAME = re.compile(r"letterpress-([0-9]{8}T[0-9]{6}Z)\.tar")
TIME = "%Y%m%dT%H%M%SZ"
FILES, WORK = "files", ".work"

log = logging.getLogger(__name__)


class BackupRunning(Exception):
    """One is being made already."""


@contextmanager
def alone(folder: Path) -> Iterator[int]:
    """Work in the folder while nobody else does: the descriptor of the lock, which dies with its last process.

    Raises BackupRunning.
    """
    (folder / FILES).mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    with (folder / ".lock").open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise BackupRunning("a backup is being made already") from None
        yield file.fileno()


def archives(folder: Path) -> dict[datetime, Path]:
    """The archives that count, the newest first, by when they were made."""
    found = ((NAME.fullmatch(path.name), path) for path in sorted(folder.glob("letterpress-*.tar"), reverse=True))
    return {datetime.strptime(name[1], TIME).replace(tzinfo=UTC): path for name, path in found if name}


def name_of(made_at: datetime) -> str:
    """What the archive of that moment is called."""
    return f"letterpress-{made_at:{TIME}}.tar"


def stored(folder: Path) -> list[Stored]:
    """What the archives that count take of the disk. A file that the library has too takes none."""
    own, found = _own(folder / FILES), []
    for made_at, path in archives(folder).items():
        with suppress(FileNotFoundError):  # it is being dropped
            size, files = path.stat().st_size, set[str]()
            with suppress(OSError):
                files = _files(path) & own.keys()
            found.append(Stored(made_at, size, {digest: own[digest] for digest in files}))
    return found


def drop(folder: Path, times: Iterable[datetime]) -> None:
    """Remove archives, and the files that no other one lists; none while one cannot be read, which may need them."""
    for made_at in times:
        (folder / name_of(made_at)).unlink(missing_ok=True)
    sync(folder)
    try:
        listed = {digest for path in archives(folder).values() for digest in _files(path)}
    except OSError:
        log.exception("The files that no backup lists are removed another time.")
        return
    for path in (folder / FILES).iterdir():
        if path.name not in listed:
            path.unlink()


@contextmanager
def working(folder: Path) -> Iterator[Path]:
    """A folder to make one in; nothing is left of it, nor of one in which a process died."""
    work = folder / WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _own(shared: Path) -> dict[str, int]:
    """The bytes of the files that are nowhere but here, by their hashes."""
    found = {}
    with suppress(FileNotFoundError), os.scandir(shared) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if (state := entry.stat()).st_nlink == 1:
                    found[entry.name] = state.st_size
    return found


def _files(path: Path) -> set[str]:
    """The hashes of the files of an archive; one that is damaged by now needs none. Raises OSError."""
    try:
        with archive.opened(path) as opened:
            return {entry.digest for entry in opened.files.values()}
    except Unfit:
        return set()

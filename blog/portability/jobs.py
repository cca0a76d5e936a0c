"""The one import that is asked for at the desk: its file, how far it is, and what came of it, for every worker to see.

It stands in a folder of the instance. Whoever works on it holds a lock that dies with the process (`working`).
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import IO, Any

from .. import folders
from ..intake import SENT
from .kinds import recognise

FILE, UPLOADS, STATUS, STOP, LOCK = "file", "uploads", "status.json", "stop", ".lock"
OLD = 86_400  # seconds after which what was sent and never taken is nobody's
PATIENCE = 5.0  # seconds in which one that has written down its end also clears away


class State(StrEnum):
    """How far an import is."""

    NONE = "none"
    REHEARSING = "rehearsing"
    REHEARSED = "rehearsed"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"


WORKING = (State.REHEARSING, State.RUNNING)
NEEDY = (*WORKING, State.REHEARSED)  # of the file that was sent


class JobRunning(Exception):
    """One is at work, and has to end first."""


class UnknownKind(Exception):
    """A file that is none of those that are taken in."""


@dataclass(frozen=True, slots=True)
class Job:
    """An import; `reason` says why it was refused (`phrases.kept`) and where, `trouble` why it waits."""

    state: State = State.NONE
    kind: str = ""
    name: str = ""
    fetches: bool = False  # what of its files the old site still has
    label: str = ""  # what is being done
    done: int = 0
    total: int = 0
    count: int = 0
    reason: Any = ""
    line: int = 0  # of the file, where the reason is one line's
    trouble: str = ""
    tries: int = 0
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def is_working(self) -> bool:
        """Whether a worker has to do something."""
        return self.state in WORKING


def read(folder: Path) -> Job:
    """What stands there; nothing of a file that is none."""
    try:
        stored = json.loads((folder / STATUS).read_bytes())
        return Job(**stored | {"state": State(stored["state"])})
    except (OSError, ValueError, TypeError, KeyError):
        return Job()


def begin(folder: Path, sent: Path, name: str, *, fetches: bool = False) -> None:
    """Look at a file that was sent, in the place of the former one. Raises UnknownKind and JobRunning."""
    kind = recognise(sent)
    if not kind:
        raise UnknownKind
    with _still(folder):
        _forget(folder)
        os.link(sent, folder / FILE)
        put(folder, Job(State.REHEARSING, kind, name, fetches))


def run(folder: Path) -> None:
    """Take in what was looked at. Raises JobRunning."""
    with _still(folder) as job:
        if job.state is State.REHEARSED:
            put(folder, Job(State.RUNNING, job.kind, job.name, job.fetches))


def drop(folder: Path) -> None:
    """Remove the file, and what came of it. Raises JobRunning."""
    with _still(folder):
        _forget(folder)


def stop(folder: Path) -> None:
    """Have whoever works on it leave off; what came in by then stays."""
    if read(folder).is_working:
        (folder / STOP).touch()


@contextmanager
def alone(folder: Path, patience: float = 0) -> Iterator[None]:
    """While no other process works on it or changes it. Raises JobRunning where one does after so many seconds."""
    folder.mkdir(mode=0o700, exist_ok=True)
    until = time.monotonic() + patience
    with (folder / LOCK).open("w") as file:
        while not _locks(file):
            if time.monotonic() >= until:
                raise JobRunning
            time.sleep(0.02)
        yield


def _locks(file: IO[str]) -> bool:
    with suppress(BlockingIOError):
        flock(file, LOCK_EX | LOCK_NB)
        return True
    return False


def put(folder: Path, job: Job) -> None:
    """Write down how far it is; whoever reads meanwhile finds the former state or the new one, whole."""
    part = folder / f"{STATUS}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump(asdict(job), file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / STATUS)
    folders.sync(folder)


def remove(folder: Path) -> None:
    """What was sent, and what was fetched for it."""
    (folder / FILE).unlink(missing_ok=True)
    if (folder / UPLOADS).exists():
        shutil.rmtree(folder / UPLOADS)


def sweep(folder: Path) -> None:
    """Remove what was being sent when a process died, and what one that died had no more use for."""
    for path in folder.glob(f"{SENT}*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > OLD:
                path.unlink()
    if _is_left(folder):
        with suppress(JobRunning), alone(folder):
            if _is_left(folder):  # and is not that of a new one, which came meanwhile
                remove(folder)


def _is_left(folder: Path) -> bool:
    return read(folder).state not in NEEDY and any((folder / name).exists() for name in (FILE, UPLOADS))


@contextmanager
def _still(folder: Path) -> Iterator[Job]:
    """While nobody works on it, and nothing is waited for; not even that one that has ended clears away."""
    if read(folder).is_working:
        raise JobRunning
    with alone(folder, PATIENCE):
        job = read(folder)
        if job.is_working:
            raise JobRunning
        (folder / STOP).unlink(missing_ok=True)  # which came too late for the last one
        yield job


def _forget(folder: Path) -> None:
    (folder / STATUS).unlink(missing_ok=True)
    remove(folder)

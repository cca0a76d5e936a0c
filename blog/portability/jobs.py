"""The one import that is asked for at the desk: its file, how far it is, and what came of it, for every worker to see.

It stands in a folder of the instance. Whoever works on it holds a lock that dies with the process, and what it does can
be repeated: after a restart the next worker goes on.
"""

import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

from .. import folders
from ..intake import SENT
from ..trouble import trouble
from .blogs import sources
from .blogs.records import Step, Unusable
from .fetching import Fetcher

FILE, UPLOADS, STATUS, STOP, LOCK = "file", "uploads", "status.json", "stop", ".lock"
OLD = 86_400  # seconds after which what was sent and never taken is nobody's
MOST_TRIES = 10  # of one that ends no process well
EVERY = 1.0  # seconds between two words on how far it is

log = logging.getLogger(__name__)


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


class JobRunning(Exception):
    """One is at work, and has to end first."""


class Stopped(Exception):
    """Somebody wants no more of it."""


class UnknownKind(Exception):
    """A file that is none of those that are taken in."""


@dataclass(frozen=True, slots=True)
class Job:
    """An import; `reason` says why it was refused, `trouble` why it waits."""

    state: State = State.NONE
    kind: str = ""
    name: str = ""
    fetches: bool = False  # what of its files the old site still has
    label: str = ""  # what is being done
    done: int = 0
    total: int = 0
    count: int = 0
    reason: str = ""
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
    kind = sources.recognise(sent)
    if not kind:
        raise UnknownKind
    with _still(folder):
        _forget(folder)
        os.link(sent, folder / FILE)
        _put(folder, Job(State.REHEARSING, kind, name, fetches))


def run(folder: Path) -> None:
    """Take in what was looked at. Raises JobRunning."""
    with _still(folder) as job:
        if job.state is State.REHEARSED:
            _put(folder, Job(State.RUNNING, job.kind, job.name, job.fetches))


def drop(folder: Path) -> None:
    """Remove the file, and what came of it. Raises JobRunning."""
    with _still(folder):
        _forget(folder)


def stop(folder: Path) -> None:
    """Have whoever works on it leave off; what came in by then stays."""
    if read(folder).is_working:
        (folder / STOP).touch()


def work(folder: Path, media_folder: Path, now: datetime) -> bool:
    """Do what is to be done, unless another process does already; False where it has to wait for room or peace."""
    job = read(folder)
    if not job.is_working:
        _sweep(folder)
        return True
    with suppress(JobRunning), _alone(folder):
        job = read(folder)
        if job.is_working:
            return _work(folder, job, media_folder, now)
    return True


def _work(folder: Path, job: Job, media_folder: Path, now: datetime) -> bool:
    is_rehearsal = job.state is State.REHEARSING
    job = replace(job, tries=job.tries + 1)
    _put(folder, job)
    phase = _told(folder, job)
    try:
        if job.tries > MOST_TRIES:
            raise Unusable("the server ended each time before this did")
        uploads = _uploads(folder) if job.fetches else None
        report = sources.take_in(
            job.kind, folder / FILE, uploads, media_folder, now, phase, dry_run=is_rehearsal,
            fetcher=Fetcher(uploads) if uploads else None,
        )  # fmt: skip
    except Stopped:
        ended = Job(State.STOPPED, job.kind, job.name)
    except Unusable as error:
        ended = Job(State.REFUSED, job.kind, job.name, reason=str(error))
    except Exception as error:
        why = trouble(error)
        log.error("The import stumbled (%s).", why or error, exc_info=not why)
        if why:
            _put(folder, replace(job, trouble=why.name, tries=0))
            return False
        ended = Job(State.REFUSED, job.kind, job.name, reason=f"{type(error).__name__}: {error}"[:300])
    else:
        state = State.REHEARSED if is_rehearsal else State.DONE
        ended = Job(state, job.kind, job.name, job.fetches, report=report.told())
    if ended.state is not State.REHEARSED:
        _remove(folder)
    (folder / STOP).unlink(missing_ok=True)
    _put(folder, ended)
    return True


def _uploads(folder: Path) -> Path:
    """Where what is fetched stands between the rehearsal and the run, which then asks for none of it again."""
    uploads = folder / UPLOADS
    uploads.mkdir(mode=0o700, exist_ok=True)
    return uploads


def _told(folder: Path, job: Job) -> Any:
    """Shows how far each phase is, in the status that everybody reads."""

    @contextmanager
    def phase(label: str, count: Callable[[], int]) -> Iterator[Step]:
        next_at = 0.0

        def step(done: int, total: int) -> None:
            nonlocal next_at
            if time.monotonic() >= next_at:
                next_at = time.monotonic() + EVERY
                if (folder / STOP).exists():
                    raise Stopped
                _put(folder, replace(job, label=label, done=done, total=total, count=count(), trouble=""))

        yield step

    return phase


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / LOCK).open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise JobRunning from None
        yield


@contextmanager
def _still(folder: Path) -> Iterator[Job]:
    """While nobody works on it, and nothing is waited for."""
    with _alone(folder):
        job = read(folder)
        if job.is_working:
            raise JobRunning
        (folder / STOP).unlink(missing_ok=True)  # which came too late for the last one
        yield job


def _forget(folder: Path) -> None:
    (folder / STATUS).unlink(missing_ok=True)
    _remove(folder)


def _remove(folder: Path) -> None:
    """What was sent, and what was fetched for it."""
    (folder / FILE).unlink(missing_ok=True)
    if (folder / UPLOADS).exists():
        shutil.rmtree(folder / UPLOADS)


def _sweep(folder: Path) -> None:
    """Remove what was being sent when a process died."""
    for path in folder.glob(f"{SENT}*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > OLD:
                path.unlink()


def _put(folder: Path, job: Job) -> None:
    part = folder / f"{STATUS}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump(asdict(job), file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / STATUS)
    folders.sync(folder)

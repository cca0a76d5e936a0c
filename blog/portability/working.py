"""Working on the import that was asked for at the desk: by one process at a time, until it ends or is stopped.

What it does can be repeated: after a restart the next worker goes on.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ..trouble import trouble
from . import jobs
from .blogs import sources
from .blogs.records import Step, Unusable
from .fetching import Fetcher
from .jobs import FILE, STOP, UPLOADS, Job, JobRunning, State
from .phrases import kept, phrase

MOST_TRIES = 10  # of one that ends no process well
EVERY = 1.0  # seconds between two words on how far it is

log = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody wants no more of it."""


def work(folder: Path, media_folder: Path, now: datetime) -> bool:
    """Do what is to be done, unless another process does already; False where it has to wait for room or peace."""
    with suppress(JobRunning), jobs.alone(folder):
        job = jobs.read(folder)
        if job.is_working:
            return _work(folder, job, media_folder, now)
    return True


def _work(folder: Path, job: Job, media_folder: Path, now: datetime) -> bool:
    is_rehearsal = job.state is State.REHEARSING
    job = replace(job, tries=job.tries + 1)
    jobs.put(folder, job)
    phase = _told(folder, job)
    try:
        if job.tries > MOST_TRIES:
            raise Unusable(phrase("the server ended each time before this did"))
        uploads = _uploads(folder) if job.fetches else None
        report = sources.take_in(
            job.kind, folder / FILE, uploads, media_folder, now, phase, dry_run=is_rehearsal,
            fetcher=Fetcher(uploads) if uploads else None,
        )  # fmt: skip
    except Stopped:
        ended = Job(State.STOPPED, job.kind, job.name)
    except Unusable as error:
        ended = Job(State.REFUSED, job.kind, job.name, reason=kept(error.words), line=error.line)
    except Exception as error:
        why = trouble(error)
        log.error("The import stumbled (%s).", why or error, exc_info=not why)
        if why:
            jobs.put(folder, replace(job, trouble=why.name, tries=0))
            return False
        ended = Job(State.REFUSED, job.kind, job.name, reason=f"{type(error).__name__}: {error}"[:300])
    else:
        state = State.REHEARSED if is_rehearsal else State.DONE
        ended = Job(state, job.kind, job.name, job.fetches, report=report.told())
    jobs.put(folder, ended)  # first: whoever goes on after a death right here would look for the file, and find none
    if ended.state not in jobs.NEEDY:
        jobs.remove(folder)
    (folder / STOP).unlink(missing_ok=True)
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
                jobs.put(folder, replace(job, label=label, done=done, total=total, count=count(), trouble=""))

        yield step

    return phase

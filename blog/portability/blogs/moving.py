"""Taking a whole blog in: looked at first, then its pieces, then their letters, some at a time and none twice.

What comes in and the memory of it are one write, so that an import that was ended at any moment goes on where it was.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ...db import writing
from ...site import actions as site
from ...site.queries import settings
from ..fetching import Fetcher
from ..pictures import Outside
from . import letters, memory
from .addresses import Addresses
from .pieces import Pieces
from .records import Outline, Source, Step
from .report import Report
from .same import recognise
from .uploads import Uploads, locate, place

# Shows how far something is: what it is called, and how many of it there were by now.
Phase = Callable[[str, Callable[[], int]], AbstractContextManager[Step]]


@dataclass(slots=True)
class Job(letters.Job):
    """What both halves of an import need."""

    addresses: Addresses
    uploads: Uploads
    language: str


def import_blog(
    source: Source, media: Path | None, media_folder: Path, now: datetime, phase: Phase, *, dry_run: bool = False,
    fetcher: Fetcher | None = None,
) -> Report:  # fmt: skip
    """Take a blog in, with the files of the folder `media`, into which `fetcher` puts what is missing there.

    Raises Unusable, and then nothing was written.
    """
    report = Report(source.unit)
    with phase("Looking", lambda: 0) as step:
        outline = source.outline(step)
    same = recognise(outline.pieces)
    known = same.gone | memory.pieces(source.key) | same.here
    addresses = Addresses(outline, known)
    uploads = Uploads(media, media_folder, addresses, now, dry_run=dry_run)
    job = Job(source.key, addresses.find, report, now, dry_run, addresses, uploads, settings().language)
    report.notes, report.left = list(outline.notes), outline.left
    if fetcher:
        with phase("Fetching", lambda: fetcher.fetched) as step:
            fetcher.take_all(_missing(outline, addresses, fetcher.folder), step)
        report.fetched, report.refused = fetcher.fetched, fetcher.refused
    with phase("Files", lambda: len(uploads.known)) as step:
        for number, address in enumerate(outline.files.values(), 1):
            uploads.take(address)
            step(number, len(outline.files))
    pieces = Pieces(job, known, outline)
    with phase("Articles", report.pieces.total) as step:
        for piece in source.pieces(step):
            pieces.take(piece)
        pieces.end()
    _lead(job, addresses.tags(outline, pieces.named))
    with phase("Comments", report.letters.total) as step:
        under = letters.Letters(job, pieces.ours, same)
        for letter in source.letters(step):
            under.take(letter)
        under.end()
    _finish(job)
    return report


def _lead(job: Job, pairs: dict[str, str]) -> None:
    """Lead former addresses on that are no piece's."""
    pairs = pairs | job.uploads.led
    if job.dry_run:
        job.report.redirects += len(pairs)
        return
    with writing() as session:
        job.report.redirects += site.lead_all(session, pairs)


def _missing(outline: Outline, addresses: Addresses, folder: Path) -> Iterator[tuple[str, str]]:
    """The files of the site itself that are not in the folder: their addresses, and where they belong there."""
    for address in outline.files.values():
        if key := addresses.key(address):
            with suppress(Outside):  # which is told when it is looked for once more
                if locate(folder, key) is None:
                    yield address, place(key)


def _finish(job: Job) -> None:
    report = job.report
    report.pictures, report.refused = len(job.uploads.shelf.new), report.refused + job.uploads.refused
    letters.tell_waiting(job)

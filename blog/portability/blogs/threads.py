"""Taking letters in that another service kept, under the pieces that are here already."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from ...db import db
from .homes import Home, Homes
from .letters import Job, Letters, tell_waiting
from .moving import Phase
from .records import Discussion, Outline
from .records import Letters as Source
from .report import Report

NOWHERE = "no address"


def import_letters(source: Source, now: datetime, phase: Phase, *, dry_run: bool = False) -> Report:
    """Take the letters of a source in, each under its piece. Raises Unusable, and then nothing was written."""
    report = Report(source.unit)
    with phase("Looking", lambda: 0) as step:
        outline = source.outline(step)
    report.notes, report.left = list(outline.notes), outline.left
    homes = Homes()
    found = {each.id: homes.of(each) for each in outline.discussions}
    named = {each.id: _shown(each) for each in outline.discussions}
    db.session.rollback()  # what was read is known, and no read is to last while letters are written
    job = Job(source.key, _leads(outline, homes), report, now, dry_run)
    under = Letters(job, {id: home.id for id, home in found.items() if home})
    with phase("Comments", report.letters.total) as step:
        for letter in source.letters(step):
            home = found.get(letter.piece)
            if home is None:
                report.letters[letter.status, "left"] += 1
                report.homeless[named.get(letter.piece, NOWHERE)] += 1
                continue
            _tell_guess(report, home, named[letter.piece])
            under.take(letter)
        under.end()
    tell_waiting(job)
    return report


def _leads(outline: Outline, homes: Homes) -> Callable[[str], str | None]:
    """Where a link in a letter leads here, if it led to a page of the same site."""

    def find(address: str) -> str | None:
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            return None
        is_own = host.removeprefix("www.") in outline.hosts if host else address.startswith("/")
        return homes.path(address) if is_own else None

    return find


def _tell_guess(report: Report, home: Home, address: str) -> None:
    if not home.is_sure:
        report.guessed[f"{address} is {home.path}"] += 1


def _shown(discussion: Discussion) -> str:
    return next((address for address in discussion.addresses if address), NOWHERE)[:200]

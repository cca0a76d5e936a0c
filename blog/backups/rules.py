"""When a backup is due, which are kept, and what has room. Knows no Flask and no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

EVERY, AGAIN = timedelta(days=1), timedelta(hours=1)
OVERDUE = EVERY + 2 * AGAIN
PERIODS = ((7, "%Y-%m-%d"), (4, "%G-%V"), (12, "%Y-%m"))  # so many days, weeks and months, each with its newest
RESERVE = 200_000_000  # bytes of the disk that a backup leaves to the rest of the machine

REASONS = {
    "cap": "it needs %(needs)s of disk, and of the %(cap)s that backups may take the last good one holds %(held)s",
    "disk": "it needs %(needs)s of disk while it is made, and only %(free)s are free that the machine can spare",
    "unfit": "it was not what it should be when it was checked: %(what)s",
    "failed": "it could not be written: %(what)s",
    "program": "%(program)s is missing, one of PostgreSQL's own programs (install postgresql-client)",
    "older": "%(program)s is of PostgreSQL %(here)s, the server of %(server)s (install postgresql-client-%(server)s)",
}


class Refused(Exception):
    """A backup that is not made; `code` is a key of REASONS, and the text says the same in English."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(REASONS[code] % values)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Stored:
    """A backup that counts: when it was made, how long its archive is, and the bytes of the files that only backups
    still hold, by their hashes.
    """

    made_at: datetime
    size: int
    files: Mapping[str, int] = field(default_factory=dict)


def is_due(last_good: datetime | None, last_try: datetime | None, now: datetime) -> bool:
    """Whether one is to be made; a time that lies ahead, because the clock was set back, holds nothing up."""
    return not _is_within(EVERY, last_good, now) and not (last_try != last_good and _is_within(AGAIN, last_try, now))


def is_overdue(last_good: datetime | None, now: datetime) -> bool:
    """Whether the last good one is so old that somebody should look."""
    return last_good is None or now - last_good > OVERDUE


def kept(times: Iterable[datetime]) -> set[datetime]:
    """Those of these backups that are kept."""
    newest_first, found = sorted(times, reverse=True), set[datetime]()
    for count, period in PERIODS:
        newest: dict[str, datetime] = {}
        for time in newest_first:
            newest.setdefault(time.strftime(period), time)
        found.update(list(newest.values())[:count])
    return found


def taken(stored: Iterable[Stored]) -> int:
    """The bytes of disk that these backups take; what several of them hold is there once."""
    stored = list(stored)
    files = {name: size for each in stored for name, size in each.files.items()}
    return sum(each.size for each in stored) + sum(files.values())


def making_room(stored: Sequence[Stored], needs: int, cap: int) -> list[datetime]:
    """Which go so that another one has room: first those that are not kept, then the oldest; never the last good one.

    Raises Refused, before any goes in vain.
    """
    stays, goes = sorted(stored, key=lambda each: each.made_at), []
    if (held := taken(stays[-1:])) + needs > cap:
        raise Refused("cap", needs=in_words(needs), cap=in_words(cap), held=in_words(held))
    keep = kept(each.made_at for each in stays)
    for each in sorted(stays[:-1], key=lambda each: (each.made_at in keep, each.made_at)):
        if taken(stays) + needs <= cap:
            break
        stays.remove(each)
        goes.append(each.made_at)
    return goes


def check_disk(needs: int, free: int) -> None:
    """Refuse what would leave the machine too little. Raises Refused."""
    spare = max(0, free - RESERVE)
    if needs > spare:
        raise Refused("disk", needs=in_words(needs), free=in_words(spare))


def in_words(count: int) -> str:
    """Bytes as people read them."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 1000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def _is_within(length: timedelta, since: datetime | None, now: datetime) -> bool:
    return since is not None and timedelta() <= now - since < length

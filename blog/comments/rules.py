"""What may happen to a comment, and by what a person is known again. Knows no Flask and no database."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network
from statistics import median

from .texts import letters_only, look

NAME_LENGTH = 80
WEBSITE_LENGTH = 300
BODY_LENGTH = 5_000
WORD_LENGTH = 500
MOST_LINKS = 20
# More than any letter needs, and no more than is read and cleaned soon (bench/markup.py).
MOST_BRACKETS = 200
MOST_ADDRESSES = 100  # links or not
MOST_MARKS = 500  # tags, and half as much for each escape
SAME_SUBMISSION = timedelta(minutes=10)
VISIBLE_DEPTH = 3
MOST_WAITING = 10_000  # from which no more are taken in until some are read
LEAST_WAITS = 5  # from which something can be said of how long comments wait
DAY = 24 * 60  # minutes
ROUND_MINUTES = (60, 120, 180, 360, 720)


class Status(StrEnum):
    """Where a comment is; the contract's words."""

    PENDING = "pending"
    APPROVED = "approved"
    SPAM = "spam"
    BIN = "bin"


# What the admin may decide from each status; only an undo leads back to pending.
MOVES: Mapping[Status, tuple[Status, ...]] = {
    Status.PENDING: (Status.APPROVED, Status.SPAM, Status.BIN),
    Status.APPROVED: (Status.SPAM, Status.BIN),
    Status.SPAM: (Status.APPROVED, Status.BIN),
    Status.BIN: (Status.APPROVED, Status.SPAM),
}


class MoveRefused(Exception):
    """A decision that this status does not allow, because somebody decided first."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"the comment is {status}")
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a reader sent. `address` is the network address; it is stored shortened and as keyed hashes only."""

    article_id: int
    name: str
    email: str
    body: str
    website: str = ""
    parent_id: int | None = None
    address: str = ""
    trapped: bool = False
    notify: bool = False  # whether its writer wants to be told by mail


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days what is no longer needed is kept; 0: for good."""

    spam_days: int = 30  # comments in the spam and in the bin
    address_days: int = 30  # network addresses, and all that is derived from them


def check_move(current: Status, to: Status, seen: Status | None = None) -> None:
    """Raise MoveRefused when a comment cannot be decided so (any more); `seen` is what the admin took it for."""
    if to not in MOVES[current] or seen not in (None, current):
        raise MoveRefused(current)


def usual_minutes(waits: Sequence[timedelta]) -> int:
    """Within how many minutes comments were lately read: the median wait, rounded up to what one would say.

    That is one of a few numbers of hours, or whole days; 0 where there are too few to tell.
    """
    if len(waits) < LEAST_WAITS:
        return 0
    minutes = median(wait.total_seconds() for wait in waits) / 60
    return next((most for most in ROUND_MINUTES if minutes <= most), math.ceil(minutes / DAY) * DAY)


def can_be_changed(status: Status) -> bool:
    """Whether its writer may give a comment other words."""
    return status in (Status.PENDING, Status.APPROVED)


def writers_state(status: Status, *, is_withdrawn: bool) -> str:
    """Where a comment is, as its writer is told: why it was not printed is nobody's to know but the editor's."""
    if is_withdrawn:
        return "withdrawn"
    return {Status.PENDING: "waiting", Status.APPROVED: "printed"}.get(status, "not printed")


def is_same_submission(submitted_at: datetime, status: Status, now: datetime) -> bool:
    """Whether sending the same again is a double click or a retry, which may see the first one's receipt."""
    return status == Status.PENDING and now - submitted_at <= SAME_SUBMISSION


def is_editors_name(name: str, editors: list[str]) -> bool:
    """Whether a reader signs as the editor: a name that looks the same, in any width, case, spacing or alphabet."""
    return _name(name) in map(_name, editors)


def contains_name(name: str, editor: str) -> bool:
    """Whether a name goes on about the editor's own, as in "Meera Thomas, editor"."""
    return bool(_name(editor)) and _name(editor) in _name(name)


def shortened(address: str) -> str:
    """A network address for the eye: the /24 of IPv4, the /48 of IPv6; empty for what is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ip_network(f"{mapped}/{24 if mapped.version == 4 else 48}", strict=False))


def _name(name: str) -> str:
    return letters_only(look(name))

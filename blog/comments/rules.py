"""What may happen to a comment, and why it waits. Knows no Flask and no database.

Every comment waits to be read, always: a rule yields a reason, never a decision. To add a rule, write a function here
and list it in RULES, word its code in `moderation/words.py`, and test it in `tests/comments/test_rules.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Any

from .texts import letters_only, look

NAME_LENGTH = 80
EMAIL_LENGTH = 254
WEBSITE_LENGTH = 300
BODY_LENGTH = 5_000
WORD_LENGTH = 500
MOST_LINKS = 20
SAME_SUBMISSION = timedelta(minutes=10)
VISIBLE_DEPTH = 3


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


@dataclass(frozen=True, slots=True)
class Facts:
    """What the site knows when a comment comes in."""

    links: int
    approved_before: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment waits: a code and its data; the words are chosen when it is shown."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a new comment goes, and why."""

    status: Status
    reasons: tuple[Reason, ...]


def triage(submission: Submission, facts: Facts) -> Verdict:
    """Judge a new comment."""
    return Verdict(Status.PENDING, tuple(reason for rule in RULES for reason in rule(submission, facts)))


def _first_comment(_submission: Submission, facts: Facts) -> Iterator[Reason]:
    if not facts.approved_before:
        yield Reason("first_comment")


def _links(_submission: Submission, facts: Facts) -> Iterator[Reason]:
    if facts.links:
        yield Reason("links", {"count": facts.links}, weight=facts.links)


def _honeypot(submission: Submission, _facts: Facts) -> Iterator[Reason]:
    """Nobody sees that field; a program that fills in all of them does."""
    if submission.trapped:
        yield Reason("honeypot", weight=5)


RULES: tuple[Callable[[Submission, Facts], Iterator[Reason]], ...] = (_first_comment, _links, _honeypot)


def check_move(current: Status, to: Status) -> None:
    """Raise MoveRefused when a comment cannot be decided so (any more)."""
    if to not in MOVES[current]:
        raise MoveRefused(current)


def is_same_submission(submitted_at: datetime, status: Status, now: datetime) -> bool:
    """Whether sending the same again is a double click or a retry, which may see the first one's receipt."""
    return status == Status.PENDING and now - submitted_at <= SAME_SUBMISSION


def same_email(email: str) -> str:
    """The form of an e-mail address by which a person is known again; a name alone never counts."""
    return email.strip().casefold()


def is_editors_name(name: str, editors: list[str]) -> bool:
    """Whether a reader signs as the editor: a name that looks the same, in any width, case, spacing or alphabet."""
    return _name(name) in map(_name, editors)


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

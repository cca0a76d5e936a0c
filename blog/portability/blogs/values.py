"""What sources say in a word: names, web addresses and times."""

from datetime import UTC, datetime
from html import unescape

from ... import plaintext

FIRST, LAST = 1970, 2200  # years in which something can have been written for the web


def one_line(text: str) -> str:
    """The words of HTML on one line."""
    return " ".join(words(text).split())


def words(text: str) -> str:
    """The words of HTML."""
    return plaintext.plain(unescape(plaintext.TAG.sub("", text)))


def website(text: str) -> str:
    """What somebody gave; what the form had in it before is nothing."""
    return "" if text.strip() in ("http://", "https://") else text.strip()


def moment(found: datetime) -> datetime | None:
    """A time with its zone, in UTC; None for one that cannot be."""
    return found.astimezone(UTC) if FIRST <= found.year <= LAST else None

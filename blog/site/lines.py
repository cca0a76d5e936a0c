"""What the admin adds to the masthead and the foot: lines of words, and where these lead."""

from dataclasses import dataclass

from ..links import is_web_address
from ..markup.boundary import is_article_link

WORDS = 80  # characters
ADDRESS = 500
MOST = 20  # lines of a list
PROFILES = 10  # of them


@dataclass(frozen=True, slots=True)
class Line:
    """Words, and the address that they lead to; empty where they lead nowhere."""

    words: str
    address: str


def line(text: str) -> Line:
    """A line as it is stored, `Words | address`; an address may hold a bar of its own, and words may not."""
    words, _, address = text.partition("|")
    return Line(words.strip(), address.strip())


def is_link(text: str) -> bool:
    """Whether it has words, and leads to a place of this site, to the web or to a mailbox."""
    found = line(text)
    return bool(found.words) and _leads(found.address)


def is_words(text: str) -> bool:
    """The same, or only words."""
    return "|" not in text or is_link(text)


def is_short(text: str) -> bool:
    """Whether the words have room on the page."""
    found = line(text)
    return len(found.words) <= WORDS and len(found.address) <= ADDRESS


def is_profile(text: str) -> bool:
    """Whether it is an address of the web that nobody on the way can change."""
    return is_web_address(text) and text.casefold().startswith("https:")


def _leads(address: str) -> bool:
    """A place on the page itself (`#main`) would be another one on every page."""
    return not address.startswith("#") and is_article_link(address)

"""What an article's address and length are. Knows no Flask and no database."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..plaintext import SLUG_LENGTH

DAY = timedelta(days=1)
WORDS_A_MINUTE = 220
TITLE, BODY = 200, 500_000  # characters at most
LEAST_PARTS, LONG_MINUTES = 3, 6  # of a piece that gets a list of its parts
SEEN = re.compile(r"[0-9a-f]{12}(\.[0-9]{1,10}){1,100}")
FAR_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Kind(StrEnum):
    """What a piece of writing is."""

    ARTICLE = "article"
    PAGE = "page"


class State(StrEnum):
    """Whether readers see it: derived from the published time, and from whether it is live or was withdrawn."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LIVE = "live"
    WITHDRAWN = "withdrawn"  # readers find a sentence in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """All that an editor says of an article. `published_at` is None for a draft; `slug` empty takes the title's."""

    title: str
    body: str
    kind: Kind = Kind.ARTICLE
    slug: str = ""
    standfirst: str = ""
    summary: str = ""
    author: str = ""
    language: str = "en"
    tags: tuple[str, ...] = ()
    source_name: str = ""
    source_url: str = ""
    disclaimer: str = ""
    also_read: str = ""
    comments_open: bool = True
    published_at: datetime | None = None
    menu_place: int = 1
    picture_id: int | None = None
    picture_alt: str = ""
    picture_caption: str = ""
    picture_credit: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What an editor began from: the edition of a piece (all that a form says of it, and its state), and the number of
    a working copy (0: there was none). Several, when it sent some whose answers were lost: one of them is there.
    """

    edition: str
    copies: tuple[int, ...]

    @classmethod
    def read(cls, text: str) -> "Seen":
        """The same from its text; what is none was never seen."""
        if not SEEN.fullmatch(text):
            return cls("", ())
        edition, *copies = text.split(".")
        return cls(edition, tuple(map(int, copies)))

    def covers(self, now: "Seen") -> bool:
        """Whether nothing is there now that it has not seen."""
        return self.edition == now.edition and now.copies[-1] in self.copies

    def __str__(self) -> str:
        return ".".join([self.edition, *map(str, self.copies)])


def can_be_shown(title: str, body: str) -> bool:
    """Whether a piece has what every piece needs, and no more than it may have."""
    return 0 < len(title) <= TITLE and bool(body.strip()) and len(body) <= BODY


def has_contents(parts: int, minutes: int) -> bool:
    """Whether a piece is so long that a list of its parts helps."""
    return parts >= LEAST_PARTS and minutes >= LONG_MINUTES


def spared(revisions: Sequence[tuple[int, datetime, bool]], now: datetime) -> set[int]:
    """Which revisions are kept, of (number, when, whether readers saw it), the newest first.

    All of the last day, the last of each hour of the last thirty days, the last of each day before that; those that
    readers saw always, and the newest.
    """
    kept: set[int] = set()
    seen: set[object] = set()
    for number, made_at, is_public in revisions:
        age = now - made_at
        period: object = number if age <= DAY else made_at.strftime("%Y-%m-%d %H" if age <= 30 * DAY else "%Y-%m-%d")
        if is_public or period not in seen or not kept:
            kept.add(number)
        seen.add(period)
    return kept


def path(kind: Kind, slug: str) -> str:
    """The address of a piece on this site (docs: the contract's addresses)."""
    return f"/{'pages' if kind == Kind.PAGE else 'articles'}/{slug}"


def typed_slug(text: str) -> str:
    """A slug as somebody typed it, composed as ours are; what is far longer than any of ours is not even looked at."""
    return unicodedata.normalize("NFC", text) if len(text) <= 4 * SLUG_LENGTH else ""


def state(published_at: datetime | None, is_live: bool, withdrawn_at: datetime | None) -> State:
    """The state that readers and the desk speak of."""
    if withdrawn_at is not None:
        return State.WITHDRAWN
    if published_at is None:
        return State.DRAFT
    return State.LIVE if is_live else State.SCHEDULED


def reading_minutes(text: str) -> int:
    """How long a reader needs, at least one minute; two characters of Chinese, Japanese or Korean count as a word."""
    far_east = len(FAR_EAST.findall(text))
    return max(1, math.ceil((len(FAR_EAST.sub(" ", text).split()) + far_east / 2) / WORDS_A_MINUTE))

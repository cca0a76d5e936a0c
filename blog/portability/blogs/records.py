"""What every source tells of a blog: its pieces and their letters, as neutral records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Protocol

from ...articles.rules import Kind
from ...comments.rules import Status
from ..own import Own
from ..phrases import Refusal

Step = Callable[[int, int], None]  # how much is done, and of how much


class Unusable(Refusal):
    """A source of which nothing is taken in; its text is `LINE: what is wrong`, or only that where it is no line's."""

    def __init__(self, words: str, line: int = 0) -> None:
        super().__init__(words)
        self.line = line

    def __str__(self) -> str:
        return f"{self.line}: {self.words}" if self.line else self.words


@dataclass(frozen=True, slots=True)
class Named:
    """A category or tag: its name and description, and the addresses of its page there."""

    name: str
    description: str = ""
    old: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What has to be known of a piece before any of them is written: which it is, and where it stands there."""

    id: str
    kind: Kind
    slugs: tuple[str, ...]  # what its address may be made of, the best first
    old: tuple[str, ...]
    name: str = ""  # by which a blog like this one knows what it wrote, with when it was made
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Discussion:
    """What letters stand under where only letters come: the addresses of its page there, the surest first."""

    id: str
    addresses: tuple[str, ...]


@dataclass(slots=True)
class Outline:
    """A whole source in short, after it was looked at from its beginning to its end."""

    pieces: list[Sketch] = field(default_factory=list)
    discussions: list[Discussion] = field(default_factory=list)
    names: list[Named] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  # addresses of files there, by their ids
    hosts: set[str] = field(default_factory=set)  # by which the site was called
    pinned: str = ""  # the piece that leads its first page
    notes: list[tuple[int, str]] = field(default_factory=list)  # with the line
    left: dict[str, int] = field(default_factory=dict)  # what is none of a blog's words, and how much of it


@dataclass(slots=True)
class Piece:
    """An article or page. `html` is plain HTML; in it and in `picture` stand addresses as they were there."""

    id: str
    line: int
    kind: Kind
    title: str
    html: str
    summary: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    is_public: bool = True  # or will be, once its time has come
    published_at: datetime | None = None  # None also where nobody knows
    created_at: datetime | None = None
    updated_at: datetime | None = None
    takes_comments: bool = True
    picture: str = ""
    picture_alt: str = ""
    is_pinned: bool = False  # to the top of the first page, where more than one can be there
    own: Own | None = None  # what a blog like this one said of it
    notes: list[str] = field(default_factory=list)
    shortcodes: dict[str, int] = field(default_factory=dict)  # that stay in the text

    @property
    def checksum(self) -> str:
        """What tells one state of it at the source from another."""
        return checksum(self.title, self.html, self.summary, self.is_public, self.published_at, self.tags)


@dataclass(slots=True)
class Letter:
    """A comment under a piece; `html` is what its writer sent, with what tags there were."""

    id: str
    line: int
    piece: str
    parent: str
    name: str
    email: str
    website: str
    address: str
    html: str
    status: Status
    sent_at: datetime | None
    by_editor: bool = False
    is_mention: bool = False  # of another site that links here
    own: str = ""  # its Markdown, where a blog like this one said it
    notes: list[str] = field(default_factory=list)

    @property
    def checksum(self) -> str:
        """The same of a letter."""
        return checksum(self.name, self.html, self.status)


class Letters(Protocol):
    """Comments that are somewhere else. They can be read as often as is needed, and are the same each time."""

    key: str  # by which they are known again, like `wordpress example.org`
    unit: str  # what a `line` of theirs is called

    def outline(self, step: Step) -> Outline:
        """Look at all of it. Raises Unusable where it is damaged anywhere."""

    def letters(self, step: Step) -> Iterator[Letter]:
        """Each letter; those of one piece follow one another, in any order."""


class Source(Letters, Protocol):
    """A whole blog that is somewhere else."""

    def pieces(self, step: Step) -> Iterator[Piece]:
        """Each piece, as they come."""


def checksum(*said: object) -> str:
    """A short hash of values."""
    return blake2b(repr(said).encode(errors="surrogatepass"), digest_size=8).hexdigest()

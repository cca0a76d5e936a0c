"""Cards as files: drawn when one is first asked for, and anew when a word, a face or a colour of it became another."""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore, Lock

from ..media import folder as files
from ..trouble import Busy
from . import drawing
from .words import Words, words

# Who draws them is part of their names, so that a release which draws them in another way makes them anew.
DRAWN_BY = sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.*")))).hexdigest()
FILE = re.compile(r"([0-9]{1,18})-[0-9a-f]{12}\.png")
_one_at_a_time = Lock()  # a small machine has something else to do
_places = BoundedSemaphore(3)  # of whoever draws or waits for it: the other threads are the readers'


@dataclass(frozen=True, slots=True)
class Card:
    """What is drawn for a piece; `digest` is another one whenever the picture is."""

    id: int
    headline: Words
    name: Words | None
    accent: str
    digest: str

    @property
    def file(self) -> str:
        """What it is called."""
        return f"{self.id}-{self.digest}.png"


@lru_cache(maxsize=64)
def card(id: int, title: str, language: str, name: str, language_of_name: str, accent: str) -> Card | None:
    """The card of a piece; None where its headline has a letter that no face here has."""
    headline, set_name = words(title, language), words(name, language_of_name)
    if headline is None:
        return None
    drawn = (DRAWN_BY, headline, set_name, accent)  # with their faces: one that is installed later makes a difference
    return Card(id, headline, set_name, accent, sha256(repr(drawn).encode()).hexdigest()[:12])


def png(card: Card, folder: Path) -> bytes:
    """Its file, which is drawn where it is missing and takes the place of former ones. Raises Busy and OSError."""
    path = folder / card.file
    with suppress(FileNotFoundError):
        return path.read_bytes()
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        with _one_at_a_time:
            return _drawn(card, path)
    finally:
        _places.release()


def sweep(folder: Path, ids: Collection[int]) -> None:
    """Remove the cards of all other pieces than these."""
    for path in folder.glob("*.png"):
        if (found := FILE.fullmatch(path.name)) and int(found[1]) not in ids:
            path.unlink(missing_ok=True)


def _drawn(card: Card, path: Path) -> bytes:
    with suppress(FileNotFoundError):  # somebody waited for the same one
        return path.read_bytes()
    data = drawing.draw(card.headline, card.name, card.accent)
    files.write({path: data})
    for former in path.parent.glob(f"{card.id}-*.png"):
        if former != path:
            former.unlink(missing_ok=True)
    return data

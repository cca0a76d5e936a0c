"""What of this site an article may speak of: its pictures, and its other pieces."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture's largest file that every browser draws, its size in pixels, and the `srcset` of all such: empty when
    there is one; the (mimetype, srcset) of better formats, best first; and what it shows, where a piece says nothing.
    """

    src: str
    srcset: str
    width: int
    height: int
    sources: tuple[tuple[str, str], ...] = ()
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """How to find a picture by its address, and the path and headline of a piece by a path that it has or had."""

    picture: Callable[[str], Shown | None]
    piece: Callable[[str], tuple[str, str] | None]


NOTHING = Here(lambda address: None, lambda path: None)

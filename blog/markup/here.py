"""What of this site an article may speak of: its pictures, and its other pieces."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture's largest file, its size in pixels, and the `srcset` of all its files: empty when there is one."""

    src: str
    srcset: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Here:
    """How to find a picture by its address, and the path and headline of a piece by a path that it has or had."""

    picture: Callable[[str], Shown | None]
    piece: Callable[[str], tuple[str, str] | None]


NOTHING = Here(lambda address: None, lambda path: None)

"""How the threads of an article are laid out on pages. Pure: places and sizes in, pages out.

A thread keeps its place (`rank`), and always the same places belong together, whether what stood there is printed or
not. So what comes and goes moves no other thread to another page.
"""

from bisect import bisect
from collections.abc import Sequence
from typing import NamedTuple

THREADS = 25  # places that belong together
MOST = 100  # comments on a page; where they are more, those that belong together take several pages


class Span(NamedTuple):
    """Places that belong together: the first and the last one in the order in which they are read."""

    first: int
    last: int


class Place(NamedTuple):
    """Where a page begins: with a thread, or with a later part of one that is too long for a page."""

    rank: int
    part: int = 1

    def __str__(self) -> str:
        return f"{self.rank}-{self.part}" if self.part > 1 else str(self.rank)


class Leaf(NamedTuple):
    """One page: where it begins, and which of the comments in its span it holds."""

    begins: Place
    start: int
    stop: int


def span(rank: int, front: int, *, newest_first: bool) -> Span:
    """The places that belong together with this one; `front` is the very first that is read.

    Newest first, the first page is as full as any other, and the second has what it leaves of the places below.
    """
    low = rank - (rank - 1) % THREADS
    if not newest_first:
        return Span(low, low + THREADS - 1)
    if rank > front - THREADS:
        return Span(front, front - THREADS + 1)
    return Span(min(low + THREADS - 1, front - THREADS), low)


class Layout:
    """The threads of a span, in the order in which they are read, on as many pages as they need.

    A page holds whole threads. Only one that is too long for a page goes on over several, and begins on a new one.
    """

    def __init__(self, span: Span, threads: Sequence[tuple[int, int]]) -> None:
        """`threads` are the places that are taken, each with how many comments stand there; at least one."""
        self.span = span
        self.threads = dict(threads)
        self.count = sum(self.threads.values())
        begins = self._begins()
        stops = [*(start for _, start in begins[1:]), self.count]
        self.leaves = [Leaf(place, start, stop) for (place, start), stop in zip(begins, stops, strict=True)]
        # Named by what never changes, whichever of its threads happens to be the first that is printed.
        self.leaves[0] = self.leaves[0]._replace(begins=Place(span.first))

    def at(self, rank: int, earlier: int = 0) -> int:
        """Which leaf holds the comment of a thread before which `earlier` others stand in it."""
        position = earlier
        for other, size in self.threads.items():
            if other == rank:
                break
            position += size
        return bisect([leaf.start for leaf in self.leaves], position) - 1

    def _begins(self) -> list[tuple[Place, int]]:
        found: list[tuple[Place, int]] = []
        room = position = 0
        for rank, size in self.threads.items():
            if size <= room:
                room -= size
            else:
                found += [(Place(rank, 1 + done // MOST), position + done) for done in range(0, size, MOST)]
                room = -size % MOST
            position += size
        return found

"""What an import did, or would do: counted as in the source, with a line for what somebody should look at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..phrases import kept

SHOWN = 40  # lines of a kind
ADDRESSES = 1_000  # of pages without a piece, as each may need somebody's hand
COUNTS = ("mentions", "orphans", "cycles", "fetched", "pictures", "redirects")
WORDS = {"new": "new", "there": "there already", "left": "left out"}


@dataclass(slots=True)
class Report:
    """Counts of pieces by their state and of comments by their status, each by what became of them."""

    unit: str = "line"  # what the number of a note counts
    pieces: Counter[tuple[str, str]] = field(default_factory=Counter)
    letters: Counter[tuple[str, str]] = field(default_factory=Counter)
    depths: Counter[int] = field(default_factory=Counter)  # 1: begins a thread
    mentions: int = 0
    orphans: int = 0
    cycles: int = 0
    changed: list[str] = field(default_factory=list)
    fetched: int = 0
    pictures: int = 0
    redirects: int = 0
    waiting: int = 0
    is_full: bool = False
    notes: list[tuple[int, str]] = field(default_factory=list)
    gone: Counter[str] = field(default_factory=Counter)
    shortcodes: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    homeless: Counter[str] = field(default_factory=Counter)  # addresses under which comments stood, and no piece stands
    guessed: Counter[str] = field(default_factory=Counter)  # which piece such an address was taken for, by its end
    refused: Counter[str] = field(default_factory=Counter)
    left: dict[str, int] = field(default_factory=dict)

    def lines(self, *, is_rehearsal: bool) -> Iterator[str]:
        """The same as lines for a terminal."""
        yield "Nothing was written; this is what would be done:" if is_rehearsal else "Done:"
        yield f"{'':<24}{'in the file':>12}{'new':>12}{'there already':>15}{'left out':>12}"
        yield from _table(self.pieces)
        yield from _table(self.letters)
        yield f"Comments: {', '.join(_depth(*each) for each in sorted(self.depths.items())) or 'none'}"
        for count, words in (
            (self.mentions, "comments are mentions of other sites (pingbacks and trackbacks)"),
            (self.orphans, "comments answer one that is not in the file, and begin threads"),
            (self.cycles, "comments answered one another in a circle, which was cut"),
            (self.fetched, "files were fetched from the old site"),
            (self.pictures, "pictures and other files came into the library"),
            (self.redirects, "former addresses lead on"),
        ):
            if count:
                yield f"{count:,} {words}"
        if self.is_full:
            yield f"{self.waiting:,} comments wait to be read: readers can send no others until some are decided"
        yield from self._more()

    def told(self) -> dict[str, Any]:
        """The same as plain values, for whoever words it differently."""
        lists = {"left": self.left, "gone": self.gone, "shortcodes": self.shortcodes, "refused": self.refused,
                 "lost": self.lost, "homeless": self.homeless, "guessed": self.guessed}  # fmt: skip
        return {
            "rows": [
                [name, *(counts[name, what] for what in WORDS)]
                for counts in (self.pieces, self.letters)
                for name in dict.fromkeys(name for name, _what in sorted(counts))
            ],
            "depths": sorted(self.depths.items()),
            "counts": {
                name: getattr(self, name)
                for name in ("mentions", "orphans", "cycles", "fetched", "pictures", "redirects")
            },
            "waiting": self.waiting if self.is_full else 0,
            "changed": _cut(list(map(kept, self.changed))),
            "lists": {
                name: _cut([[kept(what), count] for what, count in _most(counts)], _shown(name))
                for name, counts in lists.items()
                if counts
            },
            "unit": self.unit,
            "notes": _cut([[line, kept(words)] for line, words in sorted(self.notes)]),
        }

    def _more(self) -> Iterator[str]:
        if self.changed:
            yield f"Changed there since they came in, and left as they are here: {_some(self.changed)}"
        for counts, words in (
            (self.left, "Left out"),
            (self.gone, "Taken out of texts"),
            (self.shortcodes, "Shortcodes that stay in texts"),
            (self.refused, "Files that were not taken"),
            (self.lost, "Pictures that are not here, to which texts link"),
        ):
            if counts:
                yield f"{words}: {_some([f'{name} ({count:,})' for name, count in _most(counts)])}"
        for address, count in _most(self.homeless)[:ADDRESSES]:
            yield f"no piece for {count:,} comments under {address}"
        for words, count in _most(self.guessed)[:ADDRESSES]:
            yield f"by the end of its address, for {count:,} comments: {words}"
        yield from (f"{self.unit} {line:,}: {words}" for line, words in sorted(self.notes)[:SHOWN])
        if len(self.notes) > SHOWN:
            yield f"and {len(self.notes) - SHOWN:,} more such things"


def _table(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    for name in dict.fromkeys(name for name, _what in sorted(counts)):
        each = [counts[name, what] for what in WORDS]
        yield f"{name:<24}{sum(each):>12,}{each[0]:>12,}{each[1]:>15,}{each[2]:>12,}"


def _depth(depth: int, count: int) -> str:
    """How many begin threads, answer those, or stand still deeper."""
    place = {1: "at the top", 2: "below these"}.get(depth, f"on level {depth}")
    return f"{count:,} {place}"


def _cut(things: list[Any], most: int = SHOWN) -> list[Any]:
    """The first of them, and how many more there are."""
    return [things[:most], max(0, len(things) - most)]


def _shown(name: str) -> int:
    return ADDRESSES if name in ("homeless", "guessed") else SHOWN


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _some(names: list[str]) -> str:
    rest = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + rest

"""Words as they are set: in runs of one face and direction, in lines, and in a size in which they have room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from PIL import features

from ..language import direction
from . import bidi, lines
from .faces import FULL, Face, dressed

LEADING, GAP = 1.14, 0.1  # from line to line at least, and between the ink of two lines, of the size
MORE = "…"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one face and one level, in a language."""

    text: str
    face: Face
    level: int
    language: str

    @property
    def how(self) -> dict[str, Any]:
        """What Pillow needs to shape it; without Raqm it takes nothing, and only our own face is used."""
        if not features.check("raqm"):
            return {}
        return {"direction": "rtl" if self.level % 2 else "ltr", "language": self.language}

    def length(self, size: int) -> float:
        """How far it goes on."""
        return self.face.font(size).getlength(self.text, **self.how) * self.face.scale(size)


@dataclass(frozen=True, slots=True)
class Part:
    """What stays in one line: its place, its width, the space after it, and its ink (negative above the line)."""

    start: int
    end: int
    width: float
    space: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Block:
    """Lines, as runs from left to right, in a size; the first is `above` under the top, each further a `pitch` on."""

    size: int
    lines: list[list[Run]]
    above: float
    pitch: float
    height: float


@dataclass(frozen=True)
class Words:
    """Characters with their faces, in a language."""

    characters: Sequence[tuple[str, Face]]
    language: str

    @cached_property
    def text(self) -> str:
        """Without the faces."""
        return "".join(character for character, _ in self.characters)

    @cached_property
    def levels(self) -> list[int]:
        """Of each character, for bidi."""
        return bidi.levels(self.text, direction(self.language))

    def runs(self, start: int, end: int) -> list[Run]:
        """What stands between two places, from left to right, but for a space at its end."""
        end = start + len(self.text[start:end].rstrip(" "))
        places = groupby(range(start, end), lambda at: (self.characters[at][1], self.levels[at]))
        runs = [Run("".join(self.characters[at][0] for at in them), *key, self.language) for key, them in places]
        return bidi.as_seen([(run, run.level) for run in runs])

    def parts(self, room: float) -> list[Part]:
        """All of it, measured in the full size; what is wider than the room is cut into what fits in."""
        return [
            part
            for whole in self._measured(lines.parts(self.text), 0)
            for part in (
                [whole]
                if whole.width <= room
                else self._measured(lines.clusters(self.text[whole.start : whole.end]), whole.start)
            )
        ]

    def shortened(self, end: int) -> "Words":
        """Up to there, and the sign that there is more."""
        while end and not self.text[end - 1].isalnum() and self.text[end - 1] in " ,.;:-–—":
            end -= 1
        return Words((*self.characters[:end], *dressed(MORE, self.language)), self.language)

    def _measured(self, texts: list[str], start: int) -> Iterator[Part]:
        for text in texts:
            end = start + len(text)
            runs, face = self.runs(start, end), self.characters[end - 1][1]
            boxes = [run.face.font(FULL).getbbox(run.text, anchor="ls", **run.how) for run in runs]
            top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
            space = face.font(FULL).getlength(" ") if text.endswith(" ") else 0.0
            yield Part(start, end, sum(run.length(FULL) for run in runs), space, top, bottom)
            start = end


def words(text: str, language: str) -> Words | None:
    """Words that can be drawn here; None where a letter has no face."""
    characters = dressed(text, language)
    return Words(characters, language) if characters else None


def fit(words: Words, sizes: Sequence[int], width: float, height: float, most: int = 99) -> Block:
    """The words in the first of these sizes, largest first, that has room for them in `most` lines; else cut off."""
    parts = words.parts(width * FULL / sizes[-1])
    for size in sizes:
        layout = _Layout(parts, size, width)
        room = min(most, layout.room(height))
        if len(layout.lines) <= room and layout.is_narrow:
            return layout.block(words)
    ends = [part.end for part in parts[: layout.lines[:room][-1].stop]]
    while len(layout.lines) > room and ends:
        words = words.shortened(ends.pop())
        layout = _Layout(words.parts(width * FULL / size), size, width)
    return layout.block(words)


class _Layout:
    """Parts in lines, in one size."""

    def __init__(self, parts: list[Part], size: int, width: float) -> None:
        self.parts, self.size, self.scale = parts, size, size / FULL
        self.lines = lines.balanced([(part.width, part.space) for part in parts], width / self.scale)
        self.is_narrow = max(part.width for part in parts) * self.scale <= width
        ink = max(part.bottom for part in parts) - min(part.top for part in parts)
        self.pitch = max(LEADING * size, self.scale * ink + GAP * size)
        self.above = -self.scale * min(part.top for part in self._of(0))
        self.below = self.scale * max(part.bottom for part in self._of(-1))
        self.height = self.above + (len(self.lines) - 1) * self.pitch + self.below

    def _of(self, line: int) -> list[Part]:
        return self.parts[self.lines[line].start : self.lines[line].stop]

    def room(self, height: float) -> int:
        """How many such lines there is room for."""
        return max(1, int((height - self.above - self.below) // self.pitch) + 1)

    def block(self, words: Words) -> Block:
        """As it is drawn."""
        ends = [self._of(line)[-1].end for line in range(len(self.lines))]
        runs = [words.runs(start, end) for start, end in zip([0, *ends], ends, strict=False)]
        return Block(self.size, runs, self.above, self.pitch, self.height)

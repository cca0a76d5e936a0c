"""In which order the characters of a line stand from left to right. Pure.

The Unicode Bidirectional Algorithm (https://www.unicode.org/reports/tr9/), without the signs that embed and isolate, as
no headline holds any; its rules are named where they are carried out. HarfBuzz sees to mirrored brackets.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

# Each class as one letter; all others are neutral. Marks are as what they stand on (W1).
LETTERS = {"L": "L", "R": "R", "AL": "R", "EN": "E", "AN": "A", "ES": "+", "CS": "+", "ET": "%", "NSM": "m", "BN": "m"}


def levels(text: str, direction: str) -> list[int]:
    """The level of each character where words run `ltr` or `rtl`: even from left to right, odd the other way."""
    base = "R" if direction == "rtl" else "L"
    kinds = "".join(LETTERS.get(unicodedata.bidirectional(character), "N") for character in text)
    kinds = re.sub("^m+", lambda found: base * len(found[0]), kinds)
    kinds = re.sub("(.)(m+)", lambda found: found[1] * len(found[0]), kinds)  # W1
    kinds = re.sub(r"(?<=E)\+(?=E)", "E", kinds)  # W4
    kinds = re.sub("%+(?=E)|(?<=E)%+", lambda found: "E" * len(found[0]), kinds)  # W5
    kinds = re.sub("[+%]", "N", kinds)  # W6
    kinds = _numbers(kinds, base)
    kinds = re.sub("N+", lambda found: _neutral(kinds, found, base) * len(found[0]), kinds)
    if base == "R":
        return [1 if kind == "R" else 2 for kind in kinds]  # I2
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]  # I1


def as_seen(parts: Sequence[tuple[T, int]]) -> list[T]:
    """Parts with their levels, from left to right (L2)."""
    seen = list(parts)
    for level in range(max((level for _, level in parts), default=0), 0, -1):
        start = 0
        while start < len(seen):
            end = start
            while end < len(seen) and seen[end][1] >= level:
                end += 1
            seen[start:end] = reversed(seen[start:end])
            start = end + 1
    return [part for part, _ in seen]


def _numbers(kinds: str, base: str) -> str:
    """A number after a word that runs from left to right belongs to it (W7)."""
    strong, found = base, []
    for kind in kinds:
        strong = kind if kind in "LR" else strong
        found.append("L" if kind == "E" and strong == "L" else kind)
    return "".join(found)


def _neutral(kinds: str, found: re.Match[str], base: str) -> str:
    """What stands between two words of one direction goes their way, and else the paragraph's (N1, N2)."""
    before = kinds[found.start() - 1] if found.start() else base
    after = kinds[found.end()] if found.end() < len(kinds) else base
    sides = {"L" if kind == "L" else "R" for kind in (before, after)}
    return sides.pop() if len(sides) == 1 else base

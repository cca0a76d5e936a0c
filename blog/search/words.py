"""Words as the index knows them, in every script: as a reader may type them, and where they stand in a text.

Pure. What is folded away is what readers leave out or write in two ways: capitals, accents, vowel points, joiners, the
letters that Arabic, Persian and Urdu keyboards each have of their own. Scripts that put no space between words are cut
into pairs of letters, so that any part of a run of them is found (as CJKV full-text indexes do).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

VERSION = 1  # of these rules; an index made by others is made anew
LONGEST = 64  # letters of a word that are told apart
# Canonical combining classes (UAX #44) of what is folded away: overlays, nuktas, Hebrew and Arabic points, accents.
# Vowel signs, viramas, tone marks and voicing marks stay: without them it would be another word.
_POINTS = {1, 7, *range(10, 37), *range(200, 241)}
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
    "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ە": "ہ", "ـ": "",
}  # fmt: skip
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)


class Word(NamedTuple):
    """A word of a text: how the index knows it, and the characters of the text that it stands for."""

    key: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text in their order; of a run without spaces its pairs of letters, then its last letter."""
    word, unspaced, _ = _patterns()
    for found in word.finditer(text):
        start = found.start()
        if found[0].isascii():
            yield Word(found[0].lower()[:LONGEST], start, found.end())
            continue
        for part in unspaced.finditer(found[0]):
            here = start + part.start()
            if part.lastgroup == "run":
                yield from _pairs(part[0], here)
            elif key := fold(part[0])[:LONGEST]:
                yield Word(key, here, start + part.end())


def keys(text: str) -> str:
    """The words of a text as they are put into the index."""
    return " ".join(word.key for word in words(text))


def fold(word: str) -> str:
    """A word without what its readers may leave out."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKD", word).casefold().translate(_table())
    return unicodedata.normalize("NFC", folded)


def is_unspaced(key: str) -> bool:
    """Whether it is of a script that puts no space between words."""
    found = _patterns().unspaced.match(key)
    return found is not None and found.lastgroup == "run"


def _pairs(run: str, start: int) -> Iterator[Word]:
    """Each letter with its marks, and the one after it."""
    letters = [(found.start(), found.end()) for found in _patterns().letter.finditer(run)]
    for at, (begin, end) in enumerate(letters):
        last = letters[at + 1][1] if at + 1 < len(letters) else end
        if key := fold(run[begin:last]):
            yield Word(key, start + begin, start + last)


class _Patterns(NamedTuple):
    word: re.Pattern[str]
    unspaced: re.Pattern[str]
    letter: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Python's `\\w` knows no marks, without which Hindi, Tamil or Thai words fall apart."""
    marks = "".join(_ranges("M")) + "\u00ad\u200c\u200d"
    one = rf"[^\W_{marks}][{marks}]*"
    return _Patterns(
        word=re.compile(rf"(?:{one})+(?:\+\+|#(?!\w))?"),
        unspaced=re.compile(rf"(?P<run>(?:[{_UNSPACED}][{marks}]*)+)|[^{_UNSPACED}]+"),
        letter=re.compile(rf".[{marks}]*", re.DOTALL),
    )


@cache
def _table() -> dict[int, str]:
    points = {
        code: ""
        for start, end in _spans("M")
        for code in range(start, end + 1)
        if unicodedata.combining(chr(code)) in _POINTS
    }
    digits = {code: str(unicodedata.digit(chr(code))) for start, end in _spans("Nd") for code in range(start, end + 1)}
    letters = {ord(letter): plain for letter, plain in _LETTERS.items()}
    return points | digits | letters | dict.fromkeys((0xAD, 0x200C, 0x200D), "")


def _ranges(category: str) -> Iterator[str]:
    return (f"{chr(start)}-{chr(end)}" for start, end in _spans(category))


@cache
def _spans(category: str) -> list[tuple[int, int]]:
    """The characters of a category, as spans of code points."""
    spans: list[tuple[int, int]] = []
    for code in range(0x20000):
        if unicodedata.category(chr(code)).startswith(category):
            if spans and spans[-1][1] == code - 1:
                spans[-1] = (spans[-1][0], code)
            else:
                spans.append((code, code))
    return spans

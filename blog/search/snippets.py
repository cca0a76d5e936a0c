"""What of a text shows why it was found: the paragraph that fits best, with what was looked for marked. Pure."""

from collections.abc import Iterator, Sequence

from .query import Term
from .words import Word, fold, words

LENGTH = 240  # characters
BEFORE = 80  # of these, at most, before what was found

Part = tuple[str, bool]  # some characters, and whether they are what was looked for


def marked(text: str, terms: Sequence[Term]) -> list[Part]:
    """The whole text, in parts."""
    parts: list[Part] = []
    at = 0
    for start, end in _spans(text, terms):
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [part for part in (*parts, (text[at:], False)) if part[0]]


def snippet(text: str, terms: Sequence[Term]) -> list[Part]:
    """Some of a text, a paragraph a line: of the first that has most of the terms, or nothing where none has any."""
    best, most = "", 0
    for line in text.split("\n"):
        folded = fold(line)
        has = sum(all(key in folded for key in term.keys) for term in terms)
        if has > most:
            best, most = line, has
            if has == len(terms):
                break
    spans = _spans(best, terms)
    return marked(_cut(best, spans[0][0]), terms) if spans else []


def _cut(text: str, found: int) -> str:
    """So much of a paragraph as fits, between spaces where it has any."""
    if len(text) <= LENGTH:
        return text
    start = max(0, min(found - BEFORE, len(text) - LENGTH))
    if start:
        start = text.find(" ", start, found) + 1 or start
    end = start + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", found, end), end - LENGTH // 4)
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"


def _spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the terms stand, as places that do not overlap."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(_all_spans(list(words(text)), terms)):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _all_spans(there: Sequence[Word], terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    for at, first in enumerate(there):
        for term in terms:
            stand = there[at : at + len(term.keys)]
            if term.fits([word.key for word in stand]):
                yield first.start, stand[-1].end

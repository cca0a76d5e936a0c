"""What was changed between two texts, word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

WORDS = re.compile(r"\s+|[^\s\w]|\w+")
MOST_PAIRS = 20_000  # of equal words in both; usual letters have a few thousand
PARAGRAPHS = re.compile(r"(?<=\n\n)")

Pieces = list[tuple[str, str]]


def changes(before: str, after: str, most_pairs: int | None = None) -> Pieces:
    """Pieces of both texts in the order of reading, each as ("same", "gone" or "new", the words).

    Texts of strangers with more than `most_pairs` are not compared, but shown whole: they could be made so that it
    takes half a minute. Long texts of our own are compared by paragraphs, and only those that differ by words.
    """
    if most_pairs is not None:
        return _by_words(before, after, most_pairs)
    return list(_merged(_by_paragraphs(PARAGRAPHS.split(before), PARAGRAPHS.split(after))))


def _by_paragraphs(old: list[str], new: list[str]) -> Pieces:
    pieces: Pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        gone, fresh = old[a:b], new[c:d]
        if tag == "equal":
            pieces.append(("same", "".join(gone)))
        elif len(gone) == len(fresh):  # most often each is another writing of the one in its place
            for one, other in zip(gone, fresh, strict=True):
                pieces += _by_words(one, other, MOST_PAIRS)
        else:
            pieces += _by_words("".join(gone), "".join(fresh), MOST_PAIRS)
    return pieces


def _by_words(before: str, after: str, most_pairs: int) -> Pieces:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if _pairs(old, new) > most_pairs:
        return [("gone", before), ("new", after)]
    pieces: Pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(old[a:b])))
            continue
        pieces += [(kind, words) for kind, words in (("gone", "".join(old[a:b])), ("new", "".join(new[c:d]))) if words]
    return pieces


def _merged(pieces: Pieces) -> Iterator[tuple[str, str]]:
    """Neighbours of one kind are one piece."""
    for kind, group in groupby(pieces, itemgetter(0)):
        yield kind, "".join(words for _kind, words in group)


def _pairs(old: list[str], new: list[str]) -> int:
    """How many pairs of equal words the matcher looks at; it leaves out those that are more than one in a hundred."""
    theirs, popular = Counter(old), len(new) // 100 + 1
    return sum(theirs[word] * count for word, count in Counter(new).items() if count <= popular or len(new) < 200)

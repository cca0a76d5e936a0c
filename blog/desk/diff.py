"""What was changed between two texts, word by word."""

import re
from collections import Counter
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|[^\s\w]|\w+")
MOST_PAIRS = 20_000  # of equal words in both; usual letters have a few thousand


def changes(before: str, after: str, most_pairs: int | None = None) -> list[tuple[str, str]]:
    """Pieces of both texts in the order of reading, each as ("same", "gone" or "new", the words).

    Texts of strangers with more than `most_pairs` are not compared, but shown whole: they could be made so that it
    takes half a minute.
    """
    old, new = WORDS.findall(before), WORDS.findall(after)
    if most_pairs is not None and _pairs(old, new) > most_pairs:
        return [("gone", before), ("new", after)]
    pieces: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(old[a:b])))
            continue
        pieces += [(kind, words) for kind, words in (("gone", "".join(old[a:b])), ("new", "".join(new[c:d]))) if words]
    return pieces


def _pairs(old: list[str], new: list[str]) -> int:
    """How many pairs of equal words the matcher looks at; it leaves out those that are more than one in a hundred."""
    theirs, popular = Counter(old), len(new) // 100 + 1
    return sum(theirs[word] * count for word, count in Counter(new).items() if count <= popular or len(new) < 200)

"""Which words tell a piece apart from others, and which other pieces have most in common with it.

Pure. A word counts the more, the more often the piece has it and the fewer others do (tf-idf, Salton and Buckley 1988).
"""

from collections import Counter
from collections.abc import Mapping
from math import log

MOST = 20  # words that tell a piece apart
LEAST = 0.2  # in common, of 2: half of it are words, half tags; whoever has less is a stranger


def widest(pieces: int) -> int:
    """In how many of a site's pieces a word may stand and still tell one apart."""
    return min(200, pieces // 3)


def distinctive(counts: Counter[str], spread: Mapping[str, int], pieces: int) -> list[str]:
    """The words that tell a piece apart, the best first: `spread` says in how many pieces each stands."""
    weights = {
        word: (1 + log(count)) * log(1 + pieces / spread[word])
        for word, count in counts.items()
        if 1 < spread.get(word, 0) <= widest(pieces)
    }
    return sorted(weights, key=lambda word: (-weights[word], word))[:MOST]


def kinship(
    words: Mapping[int, float], tags: Mapping[int, list[int]], spread: Mapping[int, int], pieces: int
) -> dict[int, float]:
    """How much others have in common with a piece, of 2, by their ids.

    `words` is how well each fits its words, as the index ranks, where less is more. `tags` has, by each tag of the
    piece, who else has it, and `spread` how many that are. Whoever has less than LEAST is left out.
    """
    best = min(words.values(), default=0)
    weights = {tag: log(1 + pieces / max(1, spread[tag])) for tag in tags}
    shares = {id: rank / best for id, rank in words.items()} if best else {}
    for tag, ids in tags.items():
        for id in ids:
            shares[id] = shares.get(id, 0) + weights[tag] / sum(weights.values())
    return {id: share for id, share in shares.items() if share >= LEAST}

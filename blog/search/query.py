"""What somebody looks for: any text becomes a few terms, each a word or words that stand side by side. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .words import is_unspaced, words

LONGEST = 200  # characters
MOST = 16  # terms
FEW = 2  # letters
QUOTED = re.compile(r'"([^"]*)"|\S+')


@dataclass(frozen=True, slots=True)
class Term:
    """Keys of words that stand side by side; the last one may go on, where it `is_open`."""

    keys: tuple[str, ...]
    is_open: bool = False

    def fits(self, keys: Sequence[str]) -> bool:
        """Whether these words, one after another, are what is looked for."""
        *before, last = self.keys
        *those, end = keys
        return those == before and (end == last or (self.is_open and end.startswith(last)))


def parse(text: str) -> tuple[Term, ...]:
    """The terms of what was typed; none of a text without words."""
    found = (_term(part[1] or part[0], is_quoted=bool(part[1])) for part in QUOTED.finditer(text[:LONGEST]))
    return tuple(term for term in dict.fromkeys(found) if term.keys)[:MOST]


def _term(text: str, *, is_quoted: bool) -> Term:
    """Of a run without spaces its pairs say it all: the last letter stands in a pair already.

    A letter or two of an alphabet do not go on: too many words begin with them.
    """
    keys: list[str] = []
    end = 0
    for word in words(text):
        if word.end > end:
            keys.append(word.key)
        end = word.end
    return Term(tuple(keys), is_open=bool(keys) and not is_quoted and (len(keys[-1]) > FEW or is_unspaced(keys[-1])))

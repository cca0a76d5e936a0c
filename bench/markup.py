"""How long the worst comments take, from the form's check to clean HTML, against ordinary prose of the same length.

`python -m bench.markup` prints a line a shape: repeated to 5,000 characters, which the form mostly refuses, and as much
of it as the form takes, filled up with prose. `python -m bench.markup search 300` looks for five minutes for a worse
shape, by changing short ones; with `taken` behind it, for a worse one that is taken. Measured once: prose 2.4 ms; the
worst that is refused 36 ms, ten list items a line; the worst that seven minutes found among what is taken 36 ms, square
brackets before so many escapes as there may be (without these counts 329 ms, and 152 for `tp://`).
"""

import sys
from collections.abc import Callable
from itertools import product
from random import Random
from time import monotonic, process_time
from types import SimpleNamespace
from typing import Any

from wtforms import ValidationError

from blog import markup
from blog.comments.rules import BODY_LENGTH, WORD_LENGTH
from blog.letters import Printable
from blog.plaintext import plain

PROSE = "The quick brown fox jumps over the lazy dog. "
SHAPES = {
    "stars": "*", "pairs of stars": "**", "underlines": "_", "ticks": "`", "odd ticks": "`a``b", "brackets": "[",
    "pictures": "![", "closing": "](", "nested links": "[a](", "empty links": "[]()", "less": "<", "and": "&",
    "entities": "&#", "whole entities": "&amp;", "inches": '"', "tildes": "~", "backslashes": "\\", "escapes": "\\*",
    "tags": "<b>", "comments": "<!--", "words in italics": "_a ", "letters in italics": "*a*", "in bold": "**a**",
    "bold in italics": "**a *b ", "marks in a word": "_[", "code": "`a` ", "fences": "```\na\n```\n",
    "quotes": "> ", "quoted lines": ">\n", "quotes of letters": "> a\n\n", "lists": "- ", "lists of nothing": "+\n",
    "nested stars": "* *\n", "ten items a line": "- - - - - - - - - -\n", "numbers": "1. 1.\n", "lines": "a\n",
    "paragraphs": "a\n\n", "table rows": "|a|\n|-|\n", "links": "http://a.b ", "one address": "http://a.",
    "schemes": "http://", "named links": "[a](http://b.c) ", "mail": "a@a ", "autolinks": "<http://a.b>",
    "autolinked mail": "<a@b.c>", "marks on a letter": "\u0301", "marked letters": "e\u0301", "homoglyphs": "аaοо ",
    "a label of signs": "[()=<!--b>-- @<", "short lines in brackets": "!\na]]'",
    "emoji": "👩‍👩‍👧 ", "Hangul": "\u1100\u1161\u11a8",
}  # fmt: skip
SIGNS = "*_[]()!`<>&~\\-+1.\"' \na:/@#=|"
PIECES = (*SIGNS, "\n\n", "> ", "- ", "1. ", "](", "http://", "https://a.b", "mailto:", "a@b.c", "www.", "&amp;",
          "&#1;", "**", "```\n", "<b>", "<!--", "é", "ا", "字")  # fmt: skip
KEPT = 30  # of which each round of the search changes one


def fill(unit: str) -> str:
    """So much of it that no form finds it too long, broken up where one word would be."""
    text, word = "", 0
    for character in (unit * BODY_LENGTH)[:BODY_LENGTH]:
        word = 0 if character.isspace() else word + 1
        text += character if word < WORD_LENGTH else f" {character}"
        word = word if word < WORD_LENGTH else 1
    return plain(text[:BODY_LENGTH])


def trip(source: str) -> str:
    """What is done with a comment before it is stored, but for the database; `refused` or nothing."""
    markup.comment.cache_clear()
    markup.draw.cache_clear()
    field: Any = SimpleNamespace(data=source)
    try:
        Printable()(field, field)
    except ValidationError:
        return "refused"
    markup.comment(source)
    return ""


def most_of(unit: str) -> str:
    """As much of it as the form takes, and prose behind that."""
    text, least, most = fill(unit), 0, BODY_LENGTH
    while least < most:
        middle = (least + most + 1) // 2
        if trip(_with_prose(text[:middle])):
            most = middle - 1
        else:
            least = middle
    return _with_prose(text[:least])


def _with_prose(text: str) -> str:
    return plain(f"{text}\n\n{PROSE * BODY_LENGTH}"[:BODY_LENGTH])


def milliseconds(source: str, what: Callable[[str], object] = trip, times: int = 5) -> float:
    """The least of some tries, of this process alone."""
    found = []
    for _ in range(times):
        start = process_time()
        what(source)
        found.append(process_time() - start)
    return min(found) * 1000


def search(seconds: float, made: Callable[[str], str]) -> list[tuple[float, str]]:
    """The worst units: all of one and two signs, then whatever changes of the worst ones are worse."""
    dice, until, tried = Random(1), monotonic() + seconds, set[str]()
    worst: list[tuple[float, str]] = []

    def attempt(unit: str) -> None:
        if unit.strip() and unit not in tried:
            tried.add(unit)
            worst.append((milliseconds(made(unit), times=1), unit))

    for pair in product(("", *SIGNS), SIGNS):
        attempt("".join(pair))
    while monotonic() < until:
        worst = sorted(worst, reverse=True)[:KEPT]
        unit = list(dice.choice(worst)[1])
        at = dice.randrange(len(unit) + 1)
        unit[at : at + dice.randrange(2)] = dice.choices(PIECES, k=dice.randrange(3))
        attempt("".join(unit)[:40])
    return sorted(((milliseconds(made(unit)), unit) for _, unit in worst), reverse=True)


if __name__ == "__main__":
    prose = milliseconds(fill(PROSE))
    print(f"{'prose':20} {prose:7.1f} ms")
    if sys.argv[1:2] == ["search"]:
        made = most_of if "taken" in sys.argv else fill
        for taken, unit in search(float(sys.argv[2]), made):
            print(f"{unit!r:42} {taken:7.1f} ms  {taken / prose:6.1f} x prose  {trip(made(unit))}")
    else:
        for name, unit in SHAPES.items():
            whole, some = milliseconds(fill(unit)), milliseconds(most_of(unit))
            print(f"{name:20} {whole:7.1f} ms {whole / prose:6.1f} x prose  {trip(fill(unit)):8}"
                  f"  as much as is taken {some:6.1f} ms {some / prose:5.1f} x")  # fmt: skip

"""What was changed between two texts."""

from itertools import pairwise

import pytest

from blog.desk.diff import MOST_PAIRS, changes

LONG = "\n\n".join(f"Paragraph {number} says that the clock was right." for number in range(3_000))


def together(pieces: list[tuple[str, str]], *kinds: str) -> str:
    return "".join(words for kind, words in pieces if kind in kinds)


@pytest.mark.parametrize(("before", "after"), [
    ("", ""), ("a", ""), ("", "a"), ("a b c", "a x c"), ("a\n\nb\n\nc", "a\n\nc"), ("a\n\nb", "c\n\na\n\nb\n\nd"),
    ("one\n\ntwo three", "one\n\ntwo four\n\nfive"),
    (LONG, LONG.replace("Paragraph 7 ", "Chapter 7 ")), (LONG, LONG[::-1]),
])  # fmt: skip
def test_both_texts_are_in_it_whole(before: str, after: str) -> None:
    pieces = changes(before, after)
    assert together(pieces, "same", "gone") == before
    assert together(pieces, "same", "new") == after
    assert all(one[0] != other[0] for one, other in pairwise(pieces))


def test_of_a_long_text_only_the_word_that_was_changed_is_marked() -> None:
    pieces = changes(LONG, LONG.replace("Paragraph 7 ", "Chapter 7 "))
    assert [piece for piece in pieces if piece[0] != "same"] == [("gone", "Paragraph"), ("new", "Chapter")]


def test_one_paragraph_made_of_one_word_is_shown_whole_instead_of_compared_for_minutes() -> None:
    before, after = "a " * 100_000 + "b", "c " + "a " * 100_000
    assert len(changes(before, after)) == 2
    assert changes(before, after, MOST_PAIRS) == [("gone", before), ("new", after)]

"""Which words tell a piece apart, and what that makes of others."""

from collections import Counter

import pytest

from blog.search.distinctive import MOST, distinctive, kinship


def test_a_word_counts_that_a_piece_has_often_and_few_others_have() -> None:
    counts = Counter({"ferry": 3, "estuary": 1, "the": 20, "alone": 9})
    assert distinctive(counts, {"ferry": 4, "estuary": 4, "the": 60, "alone": 1}, 60) == ["ferry", "estuary"]


def test_the_rarer_of_two_words_comes_first() -> None:
    assert distinctive(Counter(("road", "mayor")), {"road": 9, "mayor": 2}, 60) == ["mayor", "road"]


def test_some_words_are_enough() -> None:
    words = [f"w{n}" for n in range(100)]
    assert distinctive(Counter(words), dict.fromkeys(words, 2), 60) == sorted(words)[:MOST]


def test_on_a_site_of_few_pieces_no_word_tells_one_apart() -> None:
    assert distinctive(Counter(("ferry",)), {"ferry": 2}, 5) == []


def test_what_has_neither_words_nor_tags_has_nothing_in_common_with_anybody() -> None:
    assert kinship({}, {}, {}, 10) == {}


def test_words_are_compared_with_what_fits_best_and_tags_with_all_that_the_piece_has() -> None:
    shares = kinship({1: -20.0, 2: -10.0}, {7: [1, 3], 8: [1]}, {7: 2, 8: 2}, 10)
    assert shares == pytest.approx({1: 2.0, 2: 0.5, 3: 0.5})


def test_a_tag_that_few_have_says_more_than_one_that_many_have() -> None:
    shares = kinship({}, {7: [1], 8: [2]}, {7: 2, 8: 30}, 100)
    assert shares[1] > shares[2]


def test_a_stranger_is_not_related() -> None:
    assert kinship({1: -20.0, 2: -3.0}, {}, {}, 10).keys() == {1}

"""Which way the words of a line stand. The right-to-left letters are Hebrew, in the order of reading."""

import pytest

from blog.cards import bidi

ALEF, BET, GIMEL = "\u05d0", "\u05d1", "\u05d2"


def seen(text: str, direction: str) -> str:
    """The characters as they stand from left to right."""
    return "".join(bidi.as_seen(list(zip(text, bidi.levels(text, direction), strict=True))))


def test_words_from_left_to_right_stay_as_they_are() -> None:
    assert seen("The post, 2026", "ltr") == "The post, 2026"


def test_words_from_right_to_left_are_turned_around() -> None:
    assert seen(f"{ALEF}{BET} {GIMEL}", "rtl") == f"{GIMEL} {BET}{ALEF}"


@pytest.mark.parametrize("number", ["2026", "10,000", "3.5", "50%", "$12"])
def test_a_number_is_read_from_left_to_right_wherever_it_stands(number: str) -> None:
    assert seen(f"{ALEF} {number} {BET}", "rtl") == f"{BET} {number} {ALEF}"


def test_a_number_after_a_latin_word_stands_behind_it() -> None:
    assert seen(f"{ALEF} iPhone 15 {BET}", "rtl") == f"{BET} iPhone 15 {ALEF}"


def test_a_foreign_word_keeps_its_own_direction_in_either_paragraph() -> None:
    assert seen(f"{ALEF} BBC News {BET}", "rtl") == f"{BET} BBC News {ALEF}"
    assert seen(f"The {ALEF}{BET} {GIMEL} letters", "ltr") == f"The {GIMEL} {BET}{ALEF} letters"


def test_what_ends_a_headline_stands_at_its_end() -> None:
    assert seen(f"{ALEF} BBC!", "rtl") == f"!BBC {ALEF}"
    assert seen(f"a {ALEF}!", "ltr") == f"a {ALEF}!"


def test_a_mark_goes_where_its_letter_goes() -> None:
    point = "\u05b7"
    assert bidi.levels(f"a{ALEF}{point}\u0301", "ltr") == [0, 1, 1, 1]


def test_no_words_are_no_trouble() -> None:
    assert seen("", "rtl") == ""

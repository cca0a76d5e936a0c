"""What an article's address and length are: pure, without an app."""

from datetime import UTC, datetime

import pytest

from blog.articles import rules
from blog.articles.rules import State
from blog.language import direction, is_language


@pytest.mark.parametrize(
    ("language", "runs"),
    [
        ("en", "ltr"),
        ("ur", "rtl"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("pa", "ltr"),
        ("pa-Arab", "rtl"),
        ("hi", "ltr"),
        ("xx", "ltr"),
    ],
)
def test_a_language_says_which_way_its_words_run(language: str, runs: str) -> None:
    assert direction(language) == runs


@pytest.mark.parametrize(
    ("tag", "good"), [("en", True), ("pt-BR", True), ("e", False), ("en_US", False), ('en" x', False), ("", False)]
)
def test_a_language_tag_has_a_form(tag: str, good: bool) -> None:
    assert is_language(tag) is good


def test_reading_takes_at_least_a_minute() -> None:
    assert rules.reading_minutes("few words") == 1
    assert rules.reading_minutes("word " * 900) == 5
    assert rules.reading_minutes("字" * 880) == 2


def test_the_state_is_derived() -> None:
    now = datetime(2026, 3, 14, tzinfo=UTC)
    assert rules.state(None, False, None) == State.DRAFT
    assert rules.state(now, False, None) == State.SCHEDULED
    assert rules.state(now, True, None) == State.LIVE
    assert rules.state(now, False, now) == State.WITHDRAWN


@pytest.mark.parametrize(("parts", "minutes", "has"), [(3, 6, True), (2, 60, False), (30, 5, False)])
def test_a_long_piece_of_several_parts_has_a_list_of_them(parts: int, minutes: int, has: bool) -> None:
    assert rules.has_contents(parts, minutes) is has

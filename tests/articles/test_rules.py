"""What an article's address and length are: pure, without an app."""

from datetime import UTC, datetime

import pytest

from blog.articles import rules
from blog.articles.rules import State
from blog.language import direction, is_language


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("The river’s edge", "the-rivers-edge"),
        ("वह नदी जिसे शहर भूल गया", "वह-नदी-जिसे-शहर-भूल-गया"),
        ("தமிழ் மொழி", "தமிழ்-மொழி"),
        ("وہ دریا جسے شہر بھول گیا", "وہ-دریا-جسے-شہر-بھول-گیا"),
        ("Ｆｕｌｌ width", "full-width"),
        ("C++ & Rust", "c-rust"),
        ("🎉🎉", ""),
        ("---", ""),
    ],
)
def test_a_slug_keeps_the_words_of_every_script_whole(title: str, slug: str) -> None:
    assert rules.slug(title) == slug


def test_a_long_slug_is_cut_between_words() -> None:
    slug = rules.slug("word " * 40)
    assert len(slug) <= rules.SLUG_LENGTH
    assert slug.endswith("word")
    assert len(rules.slug("x" * 200)) == rules.SLUG_LENGTH


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
    assert [rules.state(None, False), rules.state(now, False), rules.state(now, True)] == [
        State.DRAFT,
        State.SCHEDULED,
        State.LIVE,
    ]

"""A letter is drawn once, and again as soon as anything else is to be seen of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g

from blog.comments.threads import Letter
from blog.reading import letters
from blog.site.actions import change
from tests.factories import NOW

LETTER = Letter(
    id=7, name="Asha", website="", body_html="<p>One.</p>", by_editor=False, is_sample=False, edit_shown=False,
    submitted_at=NOW,
)  # fmt: skip
OTHERS: list[dict[str, Any]] = [
    {"id": 8}, {"name": "Bela"}, {"website": "https://a.example"}, {"body_html": "<p>Two.</p>"}, {"by_editor": True},
    {"is_sample": True}, {"edit_shown": True}, {"submitted_at": NOW.replace(hour=11)}, {"depth": 2},
    {"in_reply_to": "Chitra"}, {"in_reply_to": "Chitra", "elsewhere": 3},
]  # fmt: skip


@pytest.fixture(autouse=True)
def request_of_a_page(app: Flask) -> Iterator[None]:
    letters._kept.cache_clear()
    with app.test_request_context("/"):
        yield


def anew() -> int:
    """How many letters were drawn so far and kept."""
    return letters._kept.cache_info().misses


def test_a_letter_that_is_shown_as_before_is_not_drawn_again() -> None:
    first = letters.drawer("hello", is_open=True)(LETTER)
    change(title="Another title")
    answered = replace(LETTER, replies=[replace(LETTER, id=8)])
    assert letters.drawer("hello", is_open=True)(answered) == first
    assert anew() == 1


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_a_letter_of_which_something_else_is_to_be_seen_is_drawn_anew(other: dict[str, Any]) -> None:
    before = letters.drawer("hello", is_open=True)(LETTER)
    assert letters.drawer("hello", is_open=True)(replace(LETTER, **other)) != before
    assert letters.drawer("hello", is_open=True)(LETTER) == before


def test_so_it_is_where_it_cannot_be_answered_any_more_and_at_another_address() -> None:
    assert "Reply" in letters.drawer("hello", is_open=True)(LETTER)
    assert "Reply" not in letters.drawer("hello", is_open=False)(LETTER)
    assert "/articles/other" in letters.drawer("other", is_open=True)(LETTER)


@pytest.mark.parametrize(
    ("setting", "value", "shown"),
    [("language", "hi", "मार्च"), ("time_zone", "Asia/Kolkata", "15:30"), ("newest_first", True, "/comments/7#")],
)
def test_so_it_is_where_the_site_speaks_or_counts_otherwise(setting: str, value: Any, shown: str) -> None:
    assert shown not in letters.drawer("hello", is_open=True)(LETTER)
    change(**{setting: value})
    g.pop("site")
    g.pop("translations", None)
    assert shown in letters.drawer("hello", is_open=True)(LETTER)


def test_a_draft_is_not_kept() -> None:
    assert "One." in letters.drawer("hello", is_open=True)(replace(LETTER, id=0))
    assert anew() == 0

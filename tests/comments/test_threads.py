"""Letters in their threads: pure, without an app."""

from datetime import UTC, datetime
from types import SimpleNamespace

from blog.comments.threads import Letter, threads

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)


def row(id: int, parent: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(
        id=id, parent_id=parent, name=f"N{id}", website="", body="b", body_html="<p>b</p>", by_editor=False,
        is_sample=False, edit_shown=False, submitted_at=NOW,
    )  # fmt: skip


def shape(letters: list[Letter]) -> list:
    return [(letter.id, shape(letter.replies)) for letter in letters]


def test_replies_stand_under_their_parents() -> None:
    assert shape(threads([row(1), row(2, 1), row(3), row(4, 2)])) == [(1, [(2, [(4, [])])]), (3, [])]


def test_a_fourth_level_is_flattened_and_says_whom_it_answers() -> None:
    top = threads([row(1), row(2, 1), row(3, 2), row(4, 3), row(5, 4)])
    assert shape(top) == [(1, [(2, [(3, []), (4, []), (5, [])])])]
    third = top[0].replies[0].replies
    assert [letter.in_reply_to for letter in third] == [None, "N3", "N4"]
    assert [letter.depth for letter in third] == [3, 3, 3]


def test_a_reply_to_what_is_no_longer_printed_stays_on_the_page() -> None:
    assert shape(threads([row(2, 1), row(3, 2)])) == [(2, [(3, [])])]


def test_a_reply_to_a_letter_of_another_page_stays_on_its_own_and_says_whom_it_answers() -> None:
    top = threads([row(2, 1), row(3, 2), row(4, 5)], {1: "N1"})
    assert shape(top) == [(2, [(3, [])]), (4, [])]
    assert [(letter.in_reply_to, letter.elsewhere) for letter in top] == [("N1", 1), (None, None)]


def test_an_empty_page_has_no_threads() -> None:
    assert threads([]) == []

"""Keyset paging, on a real list."""

from datetime import UTC, datetime, timedelta

import pytest

from blog.articles import queries
from blog.paging import BadCursor, Page
from tests.factories import NOW, make_article

pytestmark = pytest.mark.usefixtures("app_context")

FIRST = datetime(1931, 5, 1, tzinfo=UTC)  # a paper may print what is older than computers


def titles(page: Page) -> list[str]:
    return [row.title for row in page.rows]


@pytest.mark.parametrize("first", [NOW - timedelta(days=1), FIRST])
def test_every_row_is_seen_once_on_the_way_down_and_on_the_way_back(first: datetime) -> None:
    for number in range(25):
        make_article(f"{number}", published_at=first + timedelta(minutes=number // 2))  # two of each moment
    expected = [f"{number}" for number in reversed(range(25))]
    pages = [queries.newest(None, None)]
    while pages[-1].after:
        pages.append(queries.newest(None, pages[-1].after))
    assert [title for page in pages for title in titles(page)] == expected
    back = [pages[-1]]
    while back[-1].before:
        back.append(queries.newest(back[-1].before, None))
    assert [title for page in reversed(back) for title in titles(page)] == expected
    assert [len(page.rows) for page in pages] == [10, 10, 5]


def test_a_row_that_comes_meanwhile_moves_nothing() -> None:
    for number in range(15):
        make_article(f"{number}", published_at=NOW + timedelta(minutes=number) - timedelta(days=1))
    first = queries.newest(None, None)
    make_article("new", published_at=NOW)
    assert titles(queries.newest(None, first.after)) == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1-", "-1", "1-2-3", "1--2", "１-1", "9" * 18 + "-1", "-" + "9" * 18 + "-1", "1-" + "9" * 19]
)
def test_a_place_that_we_never_gave_is_refused(cursor: str) -> None:
    for before, after in ((cursor, None), (None, cursor)):
        with pytest.raises(BadCursor):
            queries.newest(before, after)

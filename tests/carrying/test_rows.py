"""A row is told alike, whatever database it stands in, and a sum is that of all of them in their order."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from blog.carrying.rows import Sum


def checksum(*rows: list[object]) -> str:
    sum = Sum()
    sum.add(rows)
    return sum.checksum


def test_a_sum_says_how_many_rows_there_are() -> None:
    sum = Sum()
    sum.add([[1], [2]])
    sum.add([[3]])
    assert sum.rows == 3
    assert sum.checksum == checksum([1], [2], [3])


def test_a_moment_is_the_same_in_whatever_zone_it_is_given() -> None:
    at = datetime(2026, 3, 14, 10, 0, 0, 1, UTC)
    assert checksum([at]) == checksum([at.astimezone(timezone(timedelta(hours=5, minutes=30)))])


def test_what_no_text_of_postgresql_can_hold_is_taken_for_its_mark() -> None:
    assert checksum(["a\0b"]) == checksum(["a\ufffdb"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([[1], [2]], [[2], [1]]),
        ([["a", "b"]], [["ab", ""]]),
        ([["a"], ["b"]], [["a", "b"]]),
        ([[None]], [["null"]]),
        ([[None]], [[""]]),
        ([[True]], [[1]]),
        ([[1]], [["1"]]),
        ([[0.1]], [[0.10000000000000002]]),
        ([[b"a"]], [["a"]]),
        ([[b"a"]], [[b"b"]]),
        ([[datetime(2026, 3, 14, tzinfo=UTC)]], [[datetime(2026, 3, 14, 0, 0, 0, 1, UTC)]]),
        ([[date(2026, 3, 14)]], [[datetime(2026, 3, 14, tzinfo=UTC)]]),
        ([["é"]], [["e\u0301"]]),
    ],
)
def test_what_differs_has_another_sum(one: list[list[object]], other: list[list[object]]) -> None:
    assert checksum(*one) != checksum(*other)

"""When a backup is due, which are kept, and what has room."""

from datetime import UTC, datetime, timedelta

import pytest

from blog.backups.rules import Refused, Stored, check_disk, in_words, is_due, is_overdue, kept, making_room, taken

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("good", "tried", "due"),
    [
        (None, None, True),
        (NOW - HOUR, NOW - HOUR, False),
        (NOW - DAY, NOW - DAY, True),
        (NOW - 30 * DAY, NOW - 30 * DAY, True),  # the server was off for a month
        (NOW - DAY, NOW - HOUR / 2, False),  # it failed just now
        (NOW - DAY, NOW - HOUR, True),
        (None, NOW - HOUR / 2, False),
        (NOW + DAY, NOW + DAY, True),  # the clock was set back
    ],
)
def test_one_is_due_a_day_after_the_last_good_one_and_an_hour_after_a_failed_one(
    good: datetime | None, tried: datetime | None, due: bool
) -> None:
    assert is_due(good, tried, NOW) is due


def test_one_that_is_two_hours_late_is_overdue() -> None:
    assert is_overdue(None, NOW)
    assert is_overdue(NOW - DAY - 2 * HOUR - timedelta(seconds=1), NOW)
    assert not is_overdue(NOW - DAY - HOUR, NOW)


def test_of_daily_ones_over_two_years_seven_days_four_weeks_and_twelve_months_are_kept() -> None:
    days = [NOW - number * DAY for number in range(730)]
    there: set[datetime] = set()
    for day in reversed(days):  # one after another, as time goes by
        there = kept({*there, day})
    assert sorted(there, reverse=True)[:7] == days[:7]
    assert {f"{day:%G-%V}" for day in days[:28]} >= {f"{day:%G-%V}" for day in there if NOW - day < 21 * DAY}
    months = sorted({f"{day:%Y-%m}" for day in days}, reverse=True)[:12]
    assert sorted({f"{day:%Y-%m}" for day in there}, reverse=True) == months
    assert len(there) <= 7 + 4 + 12


def test_of_many_in_one_day_the_newest_is_kept() -> None:
    hours = [NOW - number * HOUR for number in range(5)]
    assert kept(hours) == {NOW}


def test_what_several_backups_hold_takes_room_once() -> None:
    assert taken([Stored(NOW, 10, {"a": 5, "b": 1}), Stored(NOW - DAY, 10, {"a": 5})]) == 26


def test_where_there_is_room_nothing_goes() -> None:
    assert making_room([Stored(NOW - DAY * n, 10) for n in range(3)], 10, 40) == []
    assert making_room([], 10, 10) == []


def test_those_that_no_rule_keeps_go_first_then_the_oldest_and_never_the_last_good_one() -> None:
    stored = [Stored(NOW - HOUR, 10), Stored(NOW - 2 * HOUR, 10), Stored(NOW - DAY, 10), Stored(NOW - 2 * DAY, 10)]
    assert making_room(stored, 10, 40) == [NOW - 2 * HOUR]
    assert making_room(stored, 10, 20) == [NOW - 2 * HOUR, NOW - 2 * DAY, NOW - DAY]
    with pytest.raises(Refused) as refused:
        making_room(stored, 10, 19)
    assert refused.value.code == "cap"


def test_what_would_fill_the_disk_is_refused_in_numbers() -> None:
    check_disk(1_000_000, 300_000_000)
    with pytest.raises(Refused, match=r"150\.0 MB .* 100\.0 MB are free"):
        check_disk(150_000_000, 300_000_000)


def test_bytes_are_told_as_people_read_them() -> None:
    assert [in_words(count) for count in (0, 999, 1000, 2_500_000, 2 * 10**9)] == [
        "0 B", "999 B", "1.0 kB", "2.5 MB", "2.0 GB",
    ]  # fmt: skip

"""Months and years as moments, in the time zone of a site."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from blog.articles import calendar

KOLKATA, LONDON = ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/London")


def test_a_month_begins_and_ends_at_midnight_of_the_site() -> None:
    span = calendar.month(2026, 3, KOLKATA)
    assert span == (datetime(2026, 2, 28, 18, 30, tzinfo=UTC), datetime(2026, 3, 31, 18, 30, tzinfo=UTC))


def test_a_month_in_which_the_clocks_change_is_an_hour_shorter() -> None:
    span = calendar.month(2026, 3, LONDON)
    assert span == (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 23, tzinfo=UTC))


def test_december_ends_with_its_year() -> None:
    year, december = calendar.year(2025, KOLKATA), calendar.month(2025, 12, KOLKATA)
    assert year
    assert december
    assert year.until == december.until == datetime(2025, 12, 31, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize("number", [-1, 0, 1, 9998, 9999, 10000, 10**30])
def test_a_year_that_no_calendar_has_is_none(number: int) -> None:
    assert calendar.year(number, KOLKATA) is None
    assert calendar.month(number, 1, KOLKATA) is None


@pytest.mark.parametrize("number", [-1, 0, 13, 10**30])
def test_nor_is_a_month(number: int) -> None:
    assert calendar.month(2026, number, KOLKATA) is None


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def test_the_first_and_last_years_have_both_their_ends_in_every_zone(zone: str) -> None:
    assert calendar.year(calendar.FIRST, ZoneInfo(zone))
    assert calendar.month(calendar.LAST - 1, 12, ZoneInfo(zone))


def test_a_moment_lies_in_the_month_of_the_sites_clock() -> None:
    moment = datetime(2026, 2, 28, 18, 30, tzinfo=UTC)
    assert calendar.month_of(moment, KOLKATA) == date(2026, 3, 1)
    assert calendar.month_of(moment, LONDON) == date(2026, 2, 1)

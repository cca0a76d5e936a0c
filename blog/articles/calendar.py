"""The months and years of a site's calendar, as moments. Knows no Flask and no database."""

from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

FIRST, LAST = 2, 9998  # of the years whose ends are moments in every time zone


class Span(NamedTuple):
    """From a moment until just before another one, both in UTC."""

    since: datetime
    until: datetime


ALWAYS = Span(datetime(FIRST, 1, 1, tzinfo=UTC), datetime(LAST, 1, 1, tzinfo=UTC))


def year(number: int, zone: tzinfo) -> Span | None:
    """A whole year; None for one that no calendar of ours has."""
    return Span(_start(number, 1, zone), _start(number + 1, 1, zone)) if FIRST <= number < LAST else None


def month(year: int, number: int, zone: tzinfo) -> Span | None:
    """A whole month, the first being 1; None for one that is none."""
    if not (FIRST <= year < LAST and 1 <= number <= 12):
        return None
    return Span(_start(year, number, zone), _start(year + number // 12, number % 12 + 1, zone))


def month_of(moment: datetime, zone: tzinfo) -> date:
    """The first day of the month in which a moment lies there."""
    return moment.astimezone(zone).date().replace(day=1)


def start(first: date, zone: tzinfo) -> datetime:
    """The moment, in UTC, at which a month begins there."""
    return _start(first.year, first.month, zone)


def _start(year: int, month: int, zone: tzinfo) -> datetime:
    return datetime(year, month, 1, tzinfo=zone).astimezone(UTC)

"""What was published when: months counted, and the articles of a month or a year. Only the index is read to count."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from ..db import UTCDateTime, db
from ..paging import Keyset, Page
from . import calendar, counts
from .calendar import ALWAYS, Span
from .models import Article, LiveMonth
from .queries import ENTRIES, LIVE

_since, _until = (bindparam(name, type_=UTCDateTime()) for name in Span._fields)
WITHIN = (Article.published_at >= _since, Article.published_at < _until)
MONTHS = (
    select(LiveMonth.month, LiveMonth.articles)
    .where(LiveMonth.articles > 0, LiveMonth.month.between(bindparam("first"), bindparam("last")))
    .order_by(LiveMonth.month)
)
EARLIER = select(func.max(Article.published_at)).where(*LIVE, Article.published_at < _since)
LATER = select(func.min(Article.published_at)).where(*LIVE, Article.published_at >= _until)
AROUND = select(EARLIER.scalar_subquery().label("earlier"), LATER.scalar_subquery().label("later"))
PUBLISHED = Keyset(ENTRIES.where(*WITHIN), Article.published_at, Article.id, size=25)


class Month(NamedTuple):
    """How many articles readers see of a month, which is named by its first day."""

    first: date
    articles: int


def months(zone: tzinfo, within: Span = ALWAYS) -> list[Month]:
    """The months of a span of whole ones that have live articles, the latest first."""
    by_month = _by_utc(within)
    for first, moved in _moved(zone, sorted({month for known in by_month for month in (known, _next(known))})):
        by_month[first] += moved
        by_month[_former(first)] -= moved
    found = [Month(first, by_month[first]) for first in sorted(by_month, reverse=True) if by_month[first]]
    return [month for month in found if _is_within(month.first, zone, within)]


def published(within: Span, before: str | None, after: str | None) -> Page:
    """25 live articles of a span, newest first. Raises BadCursor."""
    return PUBLISHED.page(before=before, after=after, **within._asdict())


def around(within: Span) -> tuple[datetime | None, datetime | None]:
    """When the last live article before a span, and the first one after it, were published."""
    row = db.session.execute(AROUND, within._asdict()).one()
    return row.earlier, row.later


def _by_utc(within: Span) -> Counter[date]:
    """How many articles each month has by the clock of UTC, also of the ones beside the span."""
    values = {
        "first": _former(within.since.date()).isoformat()[:7],
        "last": _next(within.until.date()).isoformat()[:7],
    }
    return Counter({date.fromisoformat(f"{month}-01"): count for month, count in db.session.execute(MONTHS, values)})


def _moved(zone: tzinfo, firsts: list[date]) -> Iterator[tuple[date, int]]:
    """How many articles belong to each of these months there, and by the clock of UTC to the one before it.

    Less than none, where the zone is behind UTC: these belong to the one before.
    """
    starts = [(first, calendar.start(first, zone), calendar.start(first, UTC)) for first in firsts]
    spans = [[_stored(moment) for moment in sorted((here, there))] for _, here, there in starts]
    for at, count in counts.within(db.session(), spans):
        first, here, there = starts[at]
        yield first, count if here < there else -count


def _is_within(first: date, zone: tzinfo, within: Span) -> bool:
    return within.since <= calendar.start(first, zone) < within.until


def _stored(moment: datetime) -> str:
    """As SQLite has it, and PostgreSQL takes it."""
    return moment.replace(tzinfo=None).isoformat(" ", timespec="microseconds")


def _former(first: date) -> date:
    return (first.replace(day=1) - timedelta(days=1)).replace(day=1)


def _next(first: date) -> date:
    return (first.replace(day=1) + timedelta(days=31)).replace(day=1)

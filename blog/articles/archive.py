"""What was published when: months counted, and the articles of a month or a year. Only the index is read to count."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from ..db import UTCDateTime, db
from ..paging import Keyset, Page
from . import calendar
from .calendar import ALWAYS, Span
from .models import Article
from .queries import ENTRIES, LIVE

_since, _until = (bindparam(name, type_=UTCDateTime()) for name in Span._fields)
WITHIN = (Article.published_at >= _since, Article.published_at < _until)
COUNT = select(func.count(Article.published_at)).where(*LIVE, *WITHIN)
EARLIER = select(func.max(Article.published_at)).where(*LIVE, Article.published_at < _since)
LATER = select(func.min(Article.published_at)).where(*LIVE, Article.published_at >= _until)
# A month and the way to the one before it: there are as many steps as months, however many pieces these have.
STEP = select(COUNT.scalar_subquery().label("count"), EARLIER.scalar_subquery().label("earlier"))
AROUND = select(EARLIER.scalar_subquery().label("earlier"), LATER.scalar_subquery().label("later"))
PUBLISHED = Keyset(ENTRIES.where(*WITHIN), Article.published_at, Article.id, size=25)


class Month(NamedTuple):
    """How many articles readers see of a month, which is named by its first day."""

    first: date
    articles: int


def months(zone: tzinfo, within: Span = ALWAYS) -> list[Month]:
    """The months of a span of whole ones that have live articles, the latest first."""
    return list(_months(zone, within))


def published(within: Span, before: str | None, after: str | None) -> Page:
    """25 live articles of a span, newest first. Raises BadCursor."""
    return PUBLISHED.page(before=before, after=after, **within._asdict())


def around(within: Span) -> tuple[datetime | None, datetime | None]:
    """When the last live article before a span, and the first one after it, were published."""
    row = db.session.execute(AROUND, within._asdict()).one()
    return row.earlier, row.later


def _months(zone: tzinfo, within: Span) -> Iterator[Month]:
    latest = Span(within.until, within.until)
    moment = db.session.execute(AROUND, latest._asdict()).one().earlier
    while moment is not None and moment >= within.since:
        first = calendar.month_of(moment, zone)
        span = calendar.month(first.year, first.month, zone)
        if span is None:
            return
        count, moment = db.session.execute(STEP, span._asdict()).one()
        yield Month(first, count)

"""What was published when, on a real database."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from blog.articles import archive, calendar, life
from blog.articles.rules import Kind
from blog.articles.sqlite import WITHIN
from blog.db import db
from tests.factories import NOW, make_article

pytestmark = pytest.mark.usefixtures("app_context")
ZONE = ZoneInfo("Asia/Kolkata")


def plan(statement: object, values: dict[str, object]) -> str:
    """How the database goes about a statement."""
    compiled = statement.compile(db.engine)  # type: ignore[attr-defined]
    given = compiled.construct_params(values)
    rows = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {compiled}", tuple(str(given[name]) for name in compiled.positiontup or ())
    )
    return "\n".join(str(row[3]) for row in rows)


def test_months_are_counted_as_the_sites_clock_has_them_the_latest_first() -> None:
    for at in (datetime(2026, 2, 28, 18, 29, tzinfo=UTC), datetime(2026, 2, 28, 18, 30, tzinfo=UTC), NOW):
        make_article(published_at=at)
    make_article(published_at=datetime(2019, 7, 1, tzinfo=UTC))
    assert archive.months(ZONE) == [(date(2026, 3, 1), 2), (date(2026, 2, 1), 1), (date(2019, 7, 1), 1)]
    assert archive.months(ZoneInfo("UTC"))[:2] == [(date(2026, 3, 1), 1), (date(2026, 2, 1), 2)]


def test_only_articles_that_readers_see_count() -> None:
    make_article("Draft", published_at=None)
    make_article("Later", published_at=NOW + timedelta(days=1))
    make_article("About", kind=Kind.PAGE)
    life.withdraw(make_article("Withdrawn"), "", NOW)
    assert archive.months(ZONE) == []


def test_the_months_of_a_year_stay_within_it() -> None:
    for year in (2024, 2025, 2026):
        make_article(published_at=datetime(year, 1, 15, tzinfo=UTC))
    span = calendar.year(2025, ZONE)
    assert span
    assert archive.months(ZONE, span) == [(date(2025, 1, 1), 1)]
    earlier, later = archive.around(span)
    assert (earlier and earlier.year, later and later.year) == (2024, 2026)


def test_what_readers_do_not_see_is_neither_before_nor_after_a_span() -> None:
    make_article("Draft", published_at=None)
    make_article("Later", published_at=NOW + timedelta(days=60))
    life.withdraw(make_article("Withdrawn", published_at=NOW - timedelta(days=60)), "", NOW)
    span = calendar.month(2026, 3, ZONE)
    assert span
    assert archive.around(span) == (None, None)


def test_a_year_without_end_in_every_zone_counts_as_none() -> None:
    make_article(published_at=datetime(1, 1, 2, tzinfo=UTC))
    make_article(published_at=datetime(2, 1, 1, 0, 30, tzinfo=UTC))
    assert archive.months(ZoneInfo("America/New_York")) == []


@pytest.mark.parametrize("name", ["UTC", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_months_are_what_counting_all_that_there_is_gives(name: str) -> None:
    zone, dice = ZoneInfo(name), Random(name)  # noqa: S311
    edges = [datetime(year, month, 1, tzinfo=UTC) for year in (2023, 2024) for month in (1, 2, 3, 12)]
    moments = [edge + timedelta(hours=dice.randint(-20, 20), minutes=dice.choice((0, 15, 30))) for edge in edges * 4]
    for at in moments:
        make_article(published_at=at)
    counted = Counter(calendar.month_of(at, zone) for at in moments)
    assert archive.months(zone) == sorted(counted.items(), reverse=True)
    span = calendar.year(2024, zone)
    assert span
    assert archive.months(zone, span) == [each for each in archive.months(zone) if each.first.year == 2024]


@pytest.mark.sqlite
def test_counting_reads_nothing_but_the_index_and_only_what_lies_between_two_starts_of_a_month() -> None:
    steps = [row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {WITHIN}"), {"spans": "[]"})]
    here = "USING COVERING INDEX ix_article_live (kind=? AND is_live=? AND published_at>? AND published_at<?)"
    assert [step for step in steps if "article" in step] == [f"SEARCH article {here}"]


@pytest.mark.sqlite
def test_a_list_walks_the_index_and_sorts_nothing() -> None:
    span = calendar.month(2026, 3, ZONE)
    assert span
    steps = plan(archive.PUBLISHED._after, span._asdict() | {"moment": NOW, "id": 1})
    assert "INDEX ix_article_live (kind=? AND is_live=? AND published_at" in steps
    assert "TEMP B-TREE" not in steps

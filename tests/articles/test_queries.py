"""What readers read of articles, on a real database."""

from datetime import timedelta

import pytest

from blog.articles import queries
from blog.db import db
from tests.factories import NOW, make_article

pytestmark = pytest.mark.usefixtures("app_context")


def titles(page: object) -> list[str]:
    return [row.title for row in page.rows]  # type: ignore[attr-defined]


@pytest.mark.sqlite
def test_a_deep_page_walks_the_index_and_sorts_nothing() -> None:
    compiled = queries.NEWEST._after.compile(db.engine)
    values = compiled.construct_params({"moment": NOW, "id": 1})
    place = tuple(str(values[name]) for name in compiled.positiontup or ())
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", place)
    steps = "\n".join(str(row[3]) for row in plan)
    assert "SEARCH article USING INDEX ix_article_live (kind=? AND is_live=? AND published_at<?)" in steps
    assert "TEMP B-TREE" not in steps


def test_drafts_and_scheduled_ones_are_not_listed() -> None:
    make_article("Draft", published_at=None)
    make_article("Later", published_at=NOW + timedelta(days=1))
    make_article("Live")
    assert titles(queries.newest(None, None)) == ["Live"]


def test_the_summary_falls_back_to_the_standfirst() -> None:
    make_article("One", standfirst="Standfirst.")
    make_article("Two", standfirst="Standfirst.", summary="Summary.")
    assert {row.title: row.summary for row in queries.newest(None, None).rows} == {
        "One": "Standfirst.",
        "Two": "Summary.",
    }


def test_the_first_tag_is_the_kicker() -> None:
    make_article(tags=("Town", "Hall"))
    assert queries.newest(None, None).rows[0].kicker_name == "Town"


def test_a_chosen_piece_that_is_no_longer_live_is_not_shown() -> None:
    hidden = make_article("Hidden", published_at=None)
    assert queries.also_read(make_article("One"), hidden) == []


def test_an_address_typed_in_decomposed_letters_is_found() -> None:
    make_article("Café")
    assert queries.live_by_slug("cafe\u0301") is not None


def test_a_tag_that_only_drafts_have_is_not_there_for_readers() -> None:
    make_article("Secret", tags=("Scandal",), published_at=None)
    make_article("Hello", tags=("Town",))
    assert queries.tag_by_slug("scandal") is None
    assert queries.tag_by_slug("town").name == "Town"  # type: ignore[union-attr]


@pytest.mark.parametrize("few", [0, 200])
def test_a_tag_lists_the_same_pieces_whether_it_has_few_or_many(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    for number in range(23):
        at = None if number == 20 else NOW + timedelta(hours=number - 21)
        make_article(f"A{number}", published_at=at, tags=("Town",) if number % 2 == 0 else ("Hall",))
    make_article("About", kind="page", tags=("Town",))
    town = queries.tag_by_slug("town")
    assert town is not None
    first = queries.tagged(town, None, None)
    assert titles(first) == [f"A{number}" for number in range(18, -2, -2)]
    assert town.articles == 10


@pytest.mark.sqlite
def test_a_tag_of_few_is_found_by_itself_and_not_among_all_that_is_live() -> None:
    plans = {}
    for are_few, pieces in queries.NEWEST_TAGGED.items():
        compiled = pieces._first.compile(db.engine)
        values = compiled.construct_params({"tag_id": 1})
        place = tuple(values[name] for name in compiled.positiontup or ())
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", place)
        plans[are_few] = "\n".join(str(row[3]) for row in plan)
    assert "SEARCH article USING INTEGER PRIMARY KEY (rowid=?)" in plans[True]
    assert "SEARCH article USING INDEX ix_article_live" in plans[False]


def test_an_address_that_is_far_too_long_is_not_composed_for_minutes() -> None:
    assert queries.live_by_slug("e" + "\u0301\u0316" * 500_000) is None
    assert queries.tag_by_slug("e" + "\u0301\u0316" * 500_000) is None

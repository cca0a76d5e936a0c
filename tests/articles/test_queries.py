"""What readers read of articles, on a real database."""

from datetime import timedelta

import pytest

from blog.articles import queries
from blog.db import db
from blog.paging import BadCursor
from tests.factories import NOW, make_article

pytestmark = pytest.mark.usefixtures("app_context")


def titles(page: object) -> list[str]:
    return [row.title for row in page.rows]  # type: ignore[attr-defined]


def test_ten_a_page_newest_first_forth_and_back() -> None:
    for number in range(25):
        make_article(f"A{number}", published_at=NOW - timedelta(hours=number))
    first = queries.newest(None, None)
    assert titles(first) == [f"A{n}" for n in range(10)]
    assert first.before is None
    second = queries.newest(None, first.after)
    third = queries.newest(None, second.after)
    assert titles(second) == [f"A{n}" for n in range(10, 20)]
    assert titles(third) == [f"A{n}" for n in range(20, 25)]
    assert third.after is None
    assert titles(queries.newest(third.before, None)) == titles(second)
    back = queries.newest(second.before, None)
    assert titles(back) == titles(first)
    assert back.before is None


def test_two_of_the_same_moment_are_both_shown() -> None:
    for number in range(11):
        make_article(f"A{number}")
    first = queries.newest(None, None)
    assert len(titles(first) + titles(queries.newest(None, first.after))) == 11


def test_a_new_article_meanwhile_moves_nothing_between_pages() -> None:
    for number in range(15):
        make_article(f"A{number}", published_at=NOW - timedelta(hours=number))
    first = queries.newest(None, None)
    make_article("New", published_at=NOW + timedelta(seconds=0))
    assert titles(queries.newest(None, first.after)) == [f"A{n}" for n in range(10, 15)]


@pytest.mark.parametrize("cursor", ["x", "1", "1-", "-1", "1-2-3", "9" * 30 + "-1", "1-" + "9" * 30, "１-２"])
def test_a_place_that_we_never_gave_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        queries.newest(None, cursor)


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


def test_also_read_is_the_chosen_piece_or_the_one_with_most_tags_in_common() -> None:
    one = make_article("One", tags=("a", "b", "c"))
    make_article("Near", tags=("a", "b"))
    make_article("Nearer", tags=("a", "b", "c"))
    chosen = make_article("Chosen")
    assert queries.also_read(one, None).title == "Nearer"  # type: ignore[union-attr]
    assert queries.also_read(one, chosen).title == "Chosen"  # type: ignore[union-attr]


def test_without_anything_in_common_nothing_is_recommended() -> None:
    make_article("Other", tags=("x",))
    assert queries.also_read(make_article("One", tags=("a",)), None) is None


def test_a_chosen_piece_that_is_no_longer_live_is_not_shown() -> None:
    hidden = make_article("Hidden", published_at=None)
    assert queries.also_read(make_article("One"), hidden) is None


def test_neighbours_are_the_ones_before_and_after() -> None:
    for number in range(3):
        make_article(f"A{number}", published_at=NOW + timedelta(hours=number - 3))
    middle = queries.live_by_slug("a1")
    assert middle is not None
    previous, following = queries.neighbours(middle)
    assert (previous.title, following.title) == ("A0", "A2")  # type: ignore[union-attr]


def test_an_address_typed_in_decomposed_letters_is_found() -> None:
    make_article("Café")
    assert queries.live_by_slug("cafe\u0301") is not None

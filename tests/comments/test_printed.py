"""The pages of an article's printed comments, on a real database: what is on them, what stays put, and their cost."""

from typing import Any

import pytest
from sqlalchemy import Select

from blog.comments import actions, decisions, printed
from blog.comments.models import Comment
from blog.comments.rules import Status
from blog.db import db, writing
from blog.paging import BadCursor
from tests.factories import NOW, make_article, make_thousands

pytestmark = pytest.mark.usefixtures("app_context")

BOTH = pytest.mark.parametrize("newest_first", [False, True], ids=["oldest", "newest"])


def pages(article: int, *, newest_first: bool = False) -> dict[str, list[int]]:
    """The comments of each page, by its name, from the first to the last as the pages themselves lead on."""
    db.session.rollback()
    found: dict[str, list[int]] = {}
    name: str | None = ""
    while name is not None:
        sheet = printed.sheet(article, name or None, newest_first=newest_first)
        assert sheet.here == name
        assert sheet.before == next(reversed(found), None)
        found[name] = [row.id for row in sheet.rows]
        name = sheet.after
    return found


def where(article: int, comment_id: int, *, newest_first: bool = False) -> str | None:
    db.session.rollback()
    return printed.page_of(article, comment_id, newest_first=newest_first)


def remove(*ids: int) -> None:
    with writing() as session:
        actions.remove(session, Comment.id.in_(ids))


def test_an_article_without_comments_has_one_empty_page() -> None:
    make_thousands(make_article(), [None])
    empty = make_article("Empty")
    assert pages(empty) == {"": []}


def test_a_page_has_25_threads_with_all_their_replies() -> None:
    article = make_article()
    make_thousands(article, [None] * 30 + [0, 30, 26])
    assert pages(article) == {"": [1, 31, 32, *range(2, 26)], "26": [26, 27, 33, 28, 29, 30]}


def test_newest_first_the_threads_are_turned_round_and_the_replies_are_not() -> None:
    article = make_article()
    make_thousands(article, [None] * 30 + [29, 30, 1])
    first = [30, 31, 32, *range(29, 5, -1)]
    assert pages(article, newest_first=True) == {"": first, "5": [5, 4, 3, 2, 33, 1]}


@BOTH
def test_a_thread_that_is_too_long_goes_on_over_several_pages(newest_first: bool) -> None:
    article = make_article()
    make_thousands(article, [None, *[0] * 250, None])
    found = pages(article, newest_first=newest_first)
    assert list(found) == (["", "1", "1-2", "1-3"] if newest_first else ["", "1-2", "1-3"])
    assert [len(ids) for ids in found.values()] == ([1, 100, 100, 51] if newest_first else [100, 100, 52])
    long = [id for ids in found.values() for id in ids if id != 252]
    assert long == list(range(1, 252))


def test_busy_threads_stand_whole_on_as_many_pages_as_they_need() -> None:
    article = make_article()
    make_thousands(article, [None] * 25 + [index % 25 for index in range(200)])
    found = pages(article)
    assert {name: len(ids) for name, ids in found.items()} == {"": 99, "12": 99, "23": 27}
    assert found["12"][:9] == [12, *range(25 + 12, 226, 25)]


def test_who_is_answered_on_another_page_is_named_and_who_is_not_printed_is_not() -> None:
    article = make_article()
    ids = make_thousands(article, [None, *[0] * 150, 150, None, 152])
    decisions.mark_spam(ids[152], None, NOW)
    assert printed.sheet(article, None, newest_first=False).elsewhere == {}
    assert printed.sheet(article, "1-2", newest_first=False).elsewhere == {1: "N1"}


@BOTH
def test_what_is_no_longer_printed_moves_nothing_to_another_page(newest_first: bool) -> None:
    article = make_article()
    ids = make_thousands(article, [None] * 80 + [0, 30, 31, 60])
    before = pages(article, newest_first=newest_first)
    decisions.mark_spam(ids[30], None, NOW)  # a thread, whose reply stays where it is
    decisions.put_in_bin(ids[5], None, NOW)
    remove(ids[31], ids[59])  # for good; the reply becomes a thread, in the same place
    gone = {ids[30], ids[5], ids[31], ids[59]}
    after = pages(article, newest_first=newest_first)
    assert after == {name: [id for id in page if id not in gone] for name, page in before.items()}


@BOTH
def test_what_is_printed_again_stands_where_it_stood(newest_first: bool) -> None:
    article = make_article()
    ids = make_thousands(article, [None] * 60 + [10])
    before = pages(article, newest_first=newest_first)
    for id in (ids[10], ids[40]):
        decisions.mark_spam(id, None, NOW)
        assert pages(article, newest_first=newest_first) != before
        decisions.approve(id, None, NOW)
    assert pages(article, newest_first=newest_first) == before


def test_what_comes_stands_at_the_end_and_an_answer_with_its_thread() -> None:
    article = make_article()
    make_thousands(article, [None] * 55)
    before = pages(article)
    thread, answer = make_thousands(article, [None, None])
    with writing() as session:
        session.get_one(Comment, answer).rank = 3
    after = pages(article)
    assert after.pop("51") == [*before.pop("51"), thread]
    assert after.pop("") == [1, 2, 3, answer, *before.pop("")[3:]]
    assert after == before


def test_newest_first_only_the_two_pages_in_front_change_with_what_comes() -> None:
    article = make_article()
    make_thousands(article, [None] * 80)
    before = pages(article, newest_first=True)
    assert list(before) == ["", "55", "50", "25"]
    make_thousands(article, [None])
    after = pages(article, newest_first=True)
    assert list(after) == ["", "56", "50", "25"]
    assert (after["50"], after["25"]) == (before["50"], before["25"])


@BOTH
def test_a_page_whose_beginning_moved_is_still_found_by_what_it_was_called(newest_first: bool) -> None:
    article = make_article()
    make_thousands(article, [None] * 80)
    names = list(pages(article, newest_first=newest_first))[1:]
    make_thousands(article, [None] * 13)
    for name in names:
        sheet = printed.sheet(article, name, newest_first=newest_first)
        assert int(name) in [row.id for row in sheet.rows]
        assert sheet.here == where(article, int(name), newest_first=newest_first)


def test_a_page_on_which_nothing_is_left_is_passed_over() -> None:
    article = make_article()
    ids = make_thousands(article, [None] * 80)
    decisions.decide_all(Comment.id.in_(ids[25:50]), Status.SPAM, None, NOW)
    assert list(pages(article)) == ["", "51", "76"]
    assert printed.sheet(article, "26", newest_first=False).here == "51"
    assert list(pages(article, newest_first=True)) == ["", "55", "25"]


def test_the_first_page_is_the_first_on_which_something_is_left() -> None:
    article = make_article()
    make_thousands(article, [None] * 30)
    remove(*range(1, 26))
    assert pages(article) == {"": [26, 27, 28, 29, 30]}
    assert printed.sheet(article, "26", newest_first=False).here == ""


@BOTH
@pytest.mark.parametrize(
    "name",
    [
        "",
        "0",
        "-1",
        "x",
        "1-0",
        "1-",
        "2-2",
        "31",
        "999",
        "01",
        "１",
        " 1",
        "1\n",
        "1-1-1",
        "9" * 18,
        pytest.param("9" * 5_000, id="endless"),
    ],
)
def test_what_names_no_page_is_refused(name: str, newest_first: bool) -> None:
    article = make_article()
    make_thousands(article, [None] * 30)
    with pytest.raises(BadCursor):
        printed.sheet(article, name, newest_first=newest_first)


def test_only_a_printed_comment_of_this_article_has_a_page() -> None:
    article, other = make_article(), make_article("Other")
    ids = make_thousands(article, [None, None])
    decisions.mark_spam(ids[1], None, NOW)
    assert where(article, ids[0]) == ""
    assert where(article, ids[1]) is None
    assert where(other, ids[0]) is None
    assert where(article, 999) is None


def plan(statement: Select[Any], **values: Any) -> list[str]:
    """What SQLite would do, step by step."""
    values = {"article_id": 1, "low": 1, "high": 25, "rank": 1, "id": 1, "most": 1, "skip": 1} | values
    compiled = statement.params(values).compile(db.engine, compile_kwargs={"literal_binds": True})
    return [row[-1] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]


PAGE = "USING COVERING INDEX ix_comment_page (article_id=? AND status=?"


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        (printed.SIZES, f"{PAGE} AND rank>? AND rank<?)"),
        (printed.NEXT_ABOVE, f"{PAGE} AND rank>?)"),
        (printed.NEXT_BELOW, f"{PAGE} AND rank<?)"),
        (printed.EARLIER, f"{PAGE} AND rank=? AND id<?)"),
        (printed.FRONT[False], f"{PAGE} AND rank>? AND rank<?)".replace("COVERING ", "")),
        (printed.FRONT[True], f"{PAGE} AND rank>? AND rank<?)".replace("COVERING ", "")),
        (printed.LETTERS[False], f"{PAGE} AND rank>? AND rank<?)"),
        (printed.LETTERS[True], f"{PAGE} AND rank>? AND rank<?)"),
    ],
)
@pytest.mark.sqlite
def test_no_page_reads_more_of_the_table_the_more_comments_there_are(statement: Select[Any], read: str) -> None:
    steps = plan(statement)
    assert any(read in step for step in steps), steps
    assert not any(step.startswith("SCAN comment") for step in steps), steps


@pytest.mark.sqlite
def test_only_the_count_goes_through_all_of_an_article_and_does_so_in_the_index() -> None:
    steps = [step for step in plan(printed.EXTENT) if "comment" in step]
    assert all("USING COVERING INDEX" in step and "article_id=? AND status=?" in step for step in steps)

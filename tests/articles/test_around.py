"""What stands around a piece on its page, on a real database."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert

from blog.articles import life, queries
from blog.articles.around import around
from blog.articles.models import Correction, Related
from blog.db import AnyRow, db, writing
from tests.factories import NOW, make_article

pytestmark = pytest.mark.usefixtures("app_context")


def found(slug: str) -> AnyRow:
    db.session.rollback()
    row = queries.live_by_slug(slug)
    assert row is not None
    return row


def relate(article: int, *others: int) -> None:
    with writing() as session:
        session.execute(delete(Related).where(Related.article_id == article))
        rows = [{"article_id": article, "place": place, "other_id": id} for place, id in enumerate(others)]
        session.execute(insert(Related), rows)


def test_it_is_all_that_the_statements_of_each_part_find() -> None:
    others = [make_article(f"A{number}", tags=("Town", "Hall", "Bridge")) for number in range(5)]
    hello = make_article("Hello", tags=("Bridge", "Town"), standfirst="First.")
    with writing() as session:
        for number in range(3):
            session.add(Correction(article_id=hello, made_at=NOW - timedelta(days=number), text=f"Correction {number}"))
    relate(others[0], hello, others[3], others[1], others[4])
    for slug in ("hello", "a0", "a3"):
        row, near = found(slug), around(found(slug))
        assert near.tags == [(tag.slug, tag.name) for tag in queries.tags_of(row.id)]
        assert near.corrections == [(each.made_at, each.text) for each in queries.corrections(row.id)]
        shown = [(piece.slug, piece.title, piece.summary, piece.language) for piece in near.also]
        assert shown == [tuple(piece) for piece in queries.also_read(row.id, row.also_read_id)]
    assert len(around(found("hello")).corrections) == 3
    assert [piece.slug for piece in around(found("a0")).also] == ["hello", "a3", "a1"]


def test_the_piece_that_its_editor_chose_comes_first_and_once() -> None:
    one, two, three, four = (make_article(f"A{number}") for number in range(4))
    hello = make_article("Hello", also_read="a2")
    relate(hello, one, three, two, four)
    assert [piece.slug for piece in around(found("hello")).also] == ["a2", "a0", "a1"]
    life.withdraw(three, "Wrong.", NOW)
    assert [piece.slug for piece in around(found("hello")).also] == ["a0", "a1", "a3"]


def test_of_pieces_of_the_same_moment_each_is_once_before_and_once_after() -> None:
    ids = [make_article(f"A{number}") for number in range(3)]
    make_article("Page", kind="page")
    make_article("Later", published_at=NOW + timedelta(days=1))
    seen = []
    row = queries.live_by_slug("a0")
    while row is not None:
        seen.append(row.id)
        near = around(row)
        assert row.slug not in {neighbour.slug for neighbour in (near.previous, near.next) if neighbour}
        following = near.next
        row = queries.live_by_slug(following.slug) if following else None
    assert seen == ids


def test_a_pinned_piece_keeps_its_place_among_its_neighbours() -> None:
    for number in range(3):
        make_article(f"A{number}", published_at=NOW + timedelta(hours=number - 3))
    middle = found("a1")
    life.pin(middle.id, NOW)
    near = around(middle)
    assert (near.previous.title, near.next.title) == ("A0", "A2")  # type: ignore[union-attr]


def test_neighbours_are_the_ones_before_and_after() -> None:
    for number in range(3):
        make_article(f"A{number}", published_at=NOW + timedelta(hours=number - 3))
    middle = found("a1")
    near = around(middle)
    assert (near.previous.title, near.next.title) == ("A0", "A2")  # type: ignore[union-attr]

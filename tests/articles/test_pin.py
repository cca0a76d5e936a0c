"""One piece can lead the first page."""

from datetime import timedelta

import pytest

from blog.articles import actions, life, queries
from blog.articles.models import Article
from blog.articles.rules import Kind
from blog.db import db
from blog.paging import Page
from blog.site import version
from tests.factories import NOW, make_article

pytestmark = pytest.mark.usefixtures("app_context")


def titles(page: Page) -> list[str]:
    return [row.title for row in page.rows]


def first() -> list[str]:
    db.session.rollback()
    return titles(queries.newest(None, None))


def pinned() -> list[int]:
    db.session.rollback()
    db.session.expire_all()
    return [row.id for row in db.session.query(Article).filter(Article.pinned_at.is_not(None))]


def some(count: int = 3) -> list[int]:
    """Articles, the newest first."""
    return [make_article(f"P{number}", published_at=NOW - timedelta(days=number)) for number in range(count)]


def test_the_pinned_one_comes_first_and_once() -> None:
    ids = some()
    life.pin(ids[2], NOW)
    assert first() == ["P2", "P0", "P1"]
    life.unpin(ids[2])
    assert first() == ["P0", "P1", "P2"]


def test_pinning_one_unpins_the_other() -> None:
    ids = some()
    life.pin(ids[2], NOW)
    life.pin(ids[1], NOW)
    assert pinned() == [ids[1]]
    assert first() == ["P1", "P0", "P2"]


def test_pinning_again_changes_nothing() -> None:
    ids = some()
    life.pin(ids[1], NOW)
    before = version.current()
    life.pin(ids[1], NOW + timedelta(days=1))
    assert version.current() == before


def test_pinning_changes_what_readers_see_and_is_no_update() -> None:
    ids = some()
    before, row = version.current(), queries.by_id(ids[1])
    assert row is not None
    life.pin(ids[1], NOW + timedelta(days=1))
    assert version.current() > before
    assert queries.by_id(ids[1]).updated_at == row.updated_at  # type: ignore[union-attr]


def test_no_page_leads() -> None:
    page = make_article("About", kind=Kind.PAGE)
    with pytest.raises(life.NotPinnable):
        life.pin(page, NOW)
    assert pinned() == []


def test_what_is_gone_is_not_pinned() -> None:
    for act in (lambda: life.pin(9, NOW), lambda: life.unpin(9)):
        with pytest.raises(actions.NoSuchArticle):
            act()


def test_a_pinned_draft_leads_once_it_is_live() -> None:
    some(2)
    draft = make_article("Draft", published_at=None)
    life.pin(draft, NOW)
    assert first() == ["P0", "P1"]
    life.publish(draft, NOW)
    assert first() == ["Draft", "P0", "P1"]


def test_the_pages_of_the_list_lack_nothing_and_have_nothing_twice() -> None:
    ids = some(25)
    life.pin(ids[12], NOW)
    pages = [queries.newest(None, None)]
    while pages[-1].after:
        pages.append(queries.newest(None, pages[-1].after))
    assert titles(pages[0]) == ["P12", *(f"P{number}" for number in range(9))]
    found = [title for page in pages for title in titles(page)]
    assert sorted(found) == sorted(f"P{number}" for number in range(25))
    back = queries.newest(pages[1].before, None)
    assert titles(back) == [f"P{number}" for number in range(9)]
    assert back.before is None


def test_as_many_as_a_page_holds_are_one_page() -> None:
    ids = some(10)
    life.pin(ids[9], NOW)
    page = queries.newest(None, None)
    assert (len(page.rows), page.after) == (10, None)
    make_article("P10", published_at=NOW - timedelta(days=10))
    db.session.rollback()
    assert titles(queries.newest(None, queries.newest(None, None).after)) == ["P10"]


def test_a_tag_lists_it_as_usual() -> None:
    make_article("New", tags=("Town",))
    old = make_article("Old", tags=("Town",), published_at=NOW - timedelta(days=1))
    life.pin(old, NOW)
    tag = queries.tag_by_slug("town")
    assert tag is not None
    assert titles(queries.tagged(tag, None, None)) == ["New", "Old"]

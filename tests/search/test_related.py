"""What stands as related below a piece follows each change, and is never looked for while somebody reads."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from blog.articles import actions, life, tags
from blog.articles.models import Article, Related, RelatedDue
from blog.articles.queries import also_read
from blog.articles.rules import ArticleText
from blog.db import db, writing
from blog.search import index, related
from blog.site.version import current
from tests.factories import NOW, make_article

pytestmark = pytest.mark.usefixtures("app_context")

FERRY = "The ferry crosses the estuary, and the pilot steers by the lighthouse to the harbour."
LIGHT = "From the lighthouse we saw the ferry on the estuary; the pilot waved to the harbour."
BREAD = "The baker kneads the dough: flour, water and old sourdough, until the oven is hot."


def named(title: str) -> int:
    return db.session.scalars(select(Article.id).where(Article.title == title)).one()


def titles(article_id: int, chosen_id: int | None = None) -> list[str]:
    return [row.title for row in also_read(article_id, chosen_id)]


@pytest.fixture
def ferry() -> int:
    """A piece among others, one of which has its words."""
    for number in range(20):
        make_article(
            f"Other {number}", body=f"The one{number} is by the two{number}, and three{number} to four{number}."
        )
    make_article("Bread", body=BREAD)
    make_article("Light", body=LIGHT)
    return make_article("Ferry", body=FERRY)


def test_a_piece_with_the_same_rare_words_is_related(ferry: int) -> None:
    assert titles(ferry) == ["Light"]


def test_one_with_the_same_tag_is_related_whatever_its_words(ferry: int) -> None:
    tags.add_to([ferry, make_article("Wool", body="Spun.")], "Weekends")
    related.catch_up()
    assert titles(ferry) == ["Wool", "Light"]


def test_those_that_a_new_piece_has_to_do_with_are_given_it_by_the_heartbeat(ferry: int) -> None:
    assert titles(named("Light")) == []
    version = current()
    assert related.catch_up() > 0
    assert titles(named("Light")) == ["Ferry"]
    assert current() > version
    assert related.catch_up() == 0


def test_a_changed_piece_is_related_to_others_and_the_former_ones_forget_it(ferry: int) -> None:
    related.catch_up()
    make_article("Oven", body=BREAD)
    actions.revise(ferry, ArticleText(title="Loaves", body=BREAD, published_at=NOW), NOW)
    assert set(titles(ferry)) == {"Bread", "Oven"}
    assert titles(named("Light")) == ["Loaves"]
    related.catch_up()
    assert titles(named("Light")) == []
    assert "Loaves" in titles(named("Bread"))


def test_one_that_is_withdrawn_or_a_draft_is_shown_nowhere_and_another_takes_its_place(ferry: int) -> None:
    for number in range(4):
        make_article(f"Light {number}", body=LIGHT, published_at=NOW - timedelta(days=number))
    related.catch_up()
    actions.revise(ferry, ArticleText(title="Ferry", body=FERRY, published_at=NOW), NOW)
    first, second, third = titles(ferry)
    life.withdraw(named(first), "", NOW)
    assert titles(ferry)[:2] == [second, third]
    assert first not in titles(ferry)
    assert len(titles(ferry)) == 3
    assert titles(make_article("Draft", body=FERRY, published_at=None)) == []


def test_drafts_with_the_same_tag_keep_no_live_piece_out() -> None:
    one = make_article("One", tags=("a",))
    make_article("Two", tags=("a",), published_at=NOW - timedelta(days=1))
    for number in range(related.KEPT):
        make_article(f"Draft {number}", tags=("a",), published_at=None)
    related.catch_up()
    assert titles(one) == ["Two"]


def test_what_is_deleted_leaves_nothing_behind(ferry: int) -> None:
    related.catch_up()
    actions.delete(ferry)
    naming = select(func.count()).where((Related.article_id == ferry) | (Related.other_id == ferry))
    assert db.session.scalar(naming) == 0
    related.catch_up()
    assert db.session.scalar(select(func.count()).select_from(RelatedDue)) == 0


def test_pages_of_the_masthead_are_not_related(ferry: int) -> None:
    page = make_article("About", body=FERRY, kind="page")
    related.catch_up()
    assert "About" not in titles(ferry)
    assert titles(page) == []


def test_without_anything_in_common_nothing_is_recommended() -> None:
    make_article("Other", tags=("x",))
    assert titles(make_article("One", tags=("a",))) == []


def test_three_are_shown_the_editors_choice_first_and_none_twice(ferry: int) -> None:
    for number in range(4):
        chosen = make_article(f"Light {number}", body=LIGHT)
    actions.revise(ferry, ArticleText(title="Ferry", body=FERRY, published_at=NOW), NOW)
    assert len(titles(ferry)) == 3
    shown = titles(ferry, chosen)
    assert (shown[0], len(shown), shown.count("Light 3")) == ("Light 3", 3, 1)


def test_pages_stay_the_same_where_nothing_else_is_related(ferry: int) -> None:
    related.catch_up()
    before = current()
    with writing() as session:
        related.mark(session, Article.is_live.is_(True))
    assert related.catch_up() > 20
    db.session.rollback()
    assert current() == before


def test_an_index_that_is_made_anew_looks_at_all_anew(ferry: int) -> None:
    with writing() as session:
        session.execute(delete(Related))
    index.rebuild()
    related.catch_up()
    assert titles(ferry) == ["Light"]


def test_one_word_no_words_and_a_hundred_thousand_are_all_looked_at(ferry: int) -> None:
    text = ArticleText(title="Short", body="Yes.", published_at=NOW)
    for body in ("Yes.", "…", "ferry estuary pilot lighthouse harbour " * 20_000):
        actions.add(replace(text, body=body), NOW)
    related.catch_up()
    assert "Light" in titles(ferry)

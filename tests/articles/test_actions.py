"""Writing articles, on a real database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from blog.articles import actions, life, queries
from blog.articles.models import Article, Tag
from blog.articles.rules import ArticleText, Kind
from blog.db import db
from blog.site import queries as site
from tests.factories import NOW, make_article

pytestmark = pytest.mark.usefixtures("app_context")
TEXT = ArticleText(title="The old bridge", body="Stones.", published_at=NOW)


def stored(article_id: int) -> Article:
    db.session.expire_all()
    return db.session.get_one(Article, article_id)


def slug(article_id: int) -> str:
    return queries.slug_of(article_id)


def test_an_article_keeps_its_source_and_its_clean_html() -> None:
    row = queries.by_id(make_article(body="**Bold** <script>x</script>"))
    assert row is not None
    assert row.body == "**Bold** <script>x</script>"
    assert "<strong>Bold</strong>" in row.body_html
    assert "<script" not in row.body_html


def test_two_articles_with_one_headline_have_two_addresses() -> None:
    assert [slug(make_article("Same")) for _ in range(3)] == ["same", "same-2", "same-3"]


def test_a_headline_without_letters_falls_back_to_the_id() -> None:
    article_id = make_article("🎉")
    assert slug(article_id) == str(article_id)


def test_a_former_address_leads_to_the_new_one_and_on() -> None:
    article_id = actions.add(TEXT, NOW)
    for new in ("the-new-bridge", "the-newest-bridge"):
        actions.revise(article_id, replace(TEXT, slug=new), NOW)
    assert site.redirect("/articles/the-old-bridge") == "/articles/the-newest-bridge"
    assert site.redirect("/articles/the-new-bridge") == "/articles/the-newest-bridge"


def test_an_article_may_take_its_own_former_address_back() -> None:
    article_id = actions.add(TEXT, NOW)
    actions.revise(article_id, replace(TEXT, slug="other"), NOW)
    actions.revise(article_id, replace(TEXT, slug="the-old-bridge"), NOW)
    assert slug(article_id) == "the-old-bridge"
    assert site.redirect("/articles/the-old-bridge") is None
    assert site.redirect("/articles/other") == "/articles/the-old-bridge"


def test_no_other_article_takes_a_former_address() -> None:
    article_id = actions.add(TEXT, NOW)
    actions.revise(article_id, replace(TEXT, slug="other"), NOW)
    assert slug(actions.add(TEXT, NOW)) == "the-old-bridge-2"


def test_a_draft_that_is_renamed_leaves_no_redirect() -> None:
    article_id = actions.add(replace(TEXT, published_at=None), NOW)
    actions.revise(article_id, replace(TEXT, slug="other"), NOW)
    assert site.redirect("/articles/the-old-bridge") is None


def test_revising_without_a_slug_keeps_the_address() -> None:
    article_id = actions.add(TEXT, NOW)
    actions.revise(article_id, replace(TEXT, title="Another headline"), NOW)
    assert slug(article_id) == "the-old-bridge"


def test_a_scheduled_article_goes_live_when_its_time_has_come() -> None:
    article_id = make_article("Later", published_at=NOW + timedelta(hours=1))
    assert queries.live_by_slug("later") is None
    assert life.release(NOW) == 0
    assert life.release(NOW + timedelta(hours=1)) == 1
    assert queries.live_by_slug("later") is not None
    assert queries.by_id(article_id).published_at == NOW + timedelta(hours=1)  # type: ignore[union-attr]


def test_publishing_a_scheduled_article_shows_it_now() -> None:
    article_id = make_article("Later", published_at=NOW + timedelta(hours=1))
    life.publish(article_id, NOW)
    live = queries.live_by_slug("later")
    assert live is not None
    assert live.published_at == NOW


def test_an_unpublished_article_is_a_draft_without_a_date() -> None:
    article_id = make_article()
    life.unpublish(article_id, NOW)
    assert queries.live_by_slug("hello") is None
    assert queries.by_id(article_id).published_at is None  # type: ignore[union-attr]


def test_what_is_gone_cannot_be_changed() -> None:
    for act in (
        lambda: life.publish(9, NOW),
        lambda: life.unpublish(9, NOW),
        lambda: actions.delete(9),
        lambda: actions.revise(9, TEXT, NOW),
    ):
        with pytest.raises(actions.NoSuchArticle):
            act()


def test_also_read_must_exist_and_is_forgotten_with_its_article() -> None:
    with pytest.raises(actions.NoSuchAlsoRead):
        make_article("One", also_read="nowhere")
    other = make_article("Other")
    one = make_article("One", also_read="other")
    actions.delete(other)
    assert queries.by_id(one).also_read_id is None  # type: ignore[union-attr]


def test_deleting_an_article_forgets_its_former_addresses_and_unused_tags() -> None:
    article_id = actions.add(replace(TEXT, tags=("Stone",)), NOW)
    actions.revise(article_id, replace(TEXT, slug="other", tags=("Stone",)), NOW)
    actions.delete(article_id)
    assert site.redirect("/articles/the-old-bridge") is None
    assert queries.tag_by_slug("stone") is None


def test_tags_keep_their_order_and_double_ones_are_one() -> None:
    article_id = make_article(tags=("Zebra", "Apple", "zebra"))
    assert [tag.name for tag in queries.tags_of(article_id)] == ["Zebra", "Apple"]


def test_a_page_and_an_article_live_under_their_own_paths() -> None:
    make_article("About", kind=Kind.PAGE)
    assert queries.live_by_slug("about") is None
    assert queries.live_by_slug("about", Kind.PAGE) is not None
    assert [row.slug for row in queries.pages()] == ["about"]
    assert queries.newest(None, None).rows == []


def test_publishing_what_is_public_keeps_its_date() -> None:
    article_id = make_article(published_at=NOW - timedelta(days=9))
    life.publish(article_id, NOW)
    assert queries.by_id(article_id).published_at == NOW - timedelta(days=9)  # type: ignore[union-attr]


def test_a_tag_that_the_last_article_dropped_is_gone() -> None:
    article_id = make_article(tags=("Town", "Stone"))
    actions.revise(article_id, ArticleText(title="Hello", body="x", tags=("Town",)), NOW)
    assert list(db.session.scalars(select(Tag.slug))) == ["town"]


def test_a_sample_that_the_owner_rewrote_is_no_sample_any_more() -> None:
    article_id = make_article(is_sample=True)
    actions.revise(article_id, replace(TEXT, is_sample=True), NOW)
    assert not queries.by_id(article_id).is_sample  # type: ignore[union-attr]


def test_comments_close_once_after_so_many_days_and_stay_open_when_opened_again() -> None:
    id = actions.add(replace(TEXT, published_at=NOW), NOW)
    later = NOW + timedelta(days=30)
    assert life.close_old(later, 0) == 0
    assert life.close_old(later - timedelta(seconds=1), 30) == 0
    assert life.close_old(later, 30) == 1
    assert (stored(id).comments_open, stored(id).comments_closed_at) == (False, later)
    actions.revise(id, replace(TEXT, published_at=NOW, comments_open=True), later)
    assert life.close_old(later + timedelta(days=99), 30) == 0
    assert stored(id).comments_open


def test_closing_by_hand_is_dated_too() -> None:
    id = actions.add(replace(TEXT, published_at=NOW), NOW)
    actions.revise(id, replace(TEXT, published_at=NOW, comments_open=False), NOW + timedelta(days=2))
    actions.revise(id, replace(TEXT, published_at=NOW, comments_open=False), NOW + timedelta(days=3))
    assert stored(id).comments_closed_at == NOW + timedelta(days=2)


def test_drafts_and_what_is_closed_already_are_left_alone() -> None:
    actions.add(replace(TEXT, published_at=None), NOW)
    actions.add(replace(TEXT, published_at=NOW, comments_open=False), NOW)
    assert life.close_old(NOW + timedelta(days=99), 1) == 0


@pytest.mark.parametrize("take_back", [life.unpublish, lambda id, now: life.withdraw(id, "", now)])
def test_what_was_taken_back_and_renamed_is_still_found_by_its_former_address(
    take_back: Callable[[int, datetime], None],
) -> None:
    article_id = actions.add(TEXT, NOW)
    take_back(article_id, NOW)
    actions.revise(article_id, replace(TEXT, slug="other", published_at=None), NOW)
    assert site.redirect("/articles/the-old-bridge") == "/articles/other"

"""What becomes of the words that articles share."""

import pytest

from blog.articles import life, queries, tags
from blog.articles.models import Tag
from blog.articles.rules import Kind
from blog.db import db
from blog.site import queries as site
from blog.site import version
from tests.factories import NOW, count, make_article

pytestmark = pytest.mark.usefixtures("app_context")


def of(article_id: int) -> list[str]:
    db.session.rollback()
    return [tag.name for tag in queries.tags_of(article_id)]


def id_of(name: str) -> int:
    db.session.rollback()
    return next(tag.id for tag in tags.names() if tag.name == name)


def test_an_added_tag_goes_to_the_end_and_none_is_there_twice() -> None:
    one, two = make_article("One", tags=("Town", "Stone")), make_article("Two")
    assert tags.add_to([one, two, 999], "River") == 2
    assert tags.add_to([one, two], "river") == 0
    assert (of(one), of(two)) == (["Town", "Stone", "River"], ["River"])


def test_an_added_tag_changes_what_readers_see_and_is_no_update() -> None:
    article_id = make_article()
    before, updated = version.current(), queries.by_id(article_id)
    tags.add_to([article_id], "River")
    after = queries.by_id(article_id)
    assert version.current() > before
    assert updated is not None
    assert after is not None
    assert (after.updated_at, after.revised_at) == (updated.updated_at, None)


def test_when_the_first_tag_is_taken_the_next_is_the_kicker() -> None:
    one, two = make_article("One", tags=("Town", "Stone", "River")), make_article("Two", tags=("Stone",))
    assert tags.take_from([one, two], "Town") == 1
    assert of(one) == ["Stone", "River"]
    assert {row.kicker_name for row in queries.newest(None, None).rows} == {"Stone"}


def test_taking_a_tag_that_nothing_has_makes_none() -> None:
    assert tags.take_from([make_article()], "River") == 0
    assert count(Tag) == 0


def test_adding_a_tag_to_nothing_makes_none() -> None:
    assert tags.add_to([999], "River") == 0
    assert count(Tag) == 0


def test_a_renamed_tag_keeps_its_pieces_and_its_former_address_leads_to_it() -> None:
    article_id = make_article(tags=("Town",))
    tags.describe(id_of("Town"), "The town", "")
    tags.describe(id_of("The town"), "Our town", "")
    assert of(article_id) == ["Our town"]
    assert site.redirect("/tags/town") == site.redirect("/tags/the-town") == "/tags/our-town"


def test_a_tag_renamed_back_leads_nowhere_else() -> None:
    make_article(tags=("Town",))
    tags.describe(id_of("Town"), "City", "")
    tags.describe(id_of("City"), "Town", "")
    assert site.redirect("/tags/town") is None
    assert site.redirect("/tags/city") == "/tags/town"


def test_a_name_that_another_tag_has_is_not_taken_from_it() -> None:
    make_article(tags=("Town", "City"))
    with pytest.raises(tags.NameTaken) as taken:
        tags.describe(id_of("Town"), "city", "Words.")
    assert taken.value.args == (id_of("City"),)
    assert tags.one(id_of("Town")).description == ""  # type: ignore[union-attr]


def test_the_former_word_still_gives_the_tag_that_has_it_now() -> None:
    make_article("One", tags=("Town",))
    tags.describe(id_of("Town"), "City", "")
    assert of(make_article("Two", tags=("Town", "City"))) == ["City"]
    three = make_article("Three", tags=("River",))
    tags.add_to([three], "Town")
    assert of(three) == ["River", "City"]
    assert count(Tag) == 2


def test_a_former_word_is_free_again_when_its_tag_is_gone() -> None:
    article_id = make_article(tags=("Town",))
    tags.describe(id_of("Town"), "City", "")
    tags.take_from([article_id], "City")
    assert site.redirect("/tags/town") is None
    assert of(make_article("Two", tags=("Town",))) == ["Town"]


def test_merged_tags_are_one_in_the_place_of_whichever_came_first() -> None:
    kicker, both, later, other = (
        make_article("A", tags=("Town", "Stone")),
        make_article("B", tags=("Town", "River", "City")),
        make_article("C", tags=("City", "River", "Town")),
        make_article("D", tags=("River",)),
    )
    assert tags.merge(id_of("Town"), id_of("City")) == 3
    assert of(kicker) == ["City", "Stone"]
    assert of(both) == ["City", "River"]
    assert of(later) == ["City", "River"]
    assert of(other) == ["River"]
    assert site.redirect("/tags/town") == "/tags/city"
    assert "Town" not in [tag.name for tag in tags.names()]


def test_a_tag_is_not_merged_into_itself_or_into_nothing() -> None:
    make_article(tags=("Town",))
    id = id_of("Town")
    for into in (id, 999):
        with pytest.raises(tags.NoSuchTag):
            tags.merge(id, into)
    assert id_of("Town") == id


def test_a_deleted_tag_is_in_no_piece_and_nothing_leads_to_it() -> None:
    one = make_article("One", tags=("Town", "Stone"))
    tags.describe(id_of("Town"), "City", "Where we live.")
    assert tags.remove(id_of("City")) == 1
    assert of(one) == ["Stone"]
    assert site.redirect("/tags/town") is None


def test_a_tag_that_says_what_it_is_outlives_its_pieces() -> None:
    article_id = make_article(tags=("Town", "Stone"))
    tags.describe(id_of("Town"), "Town", "Where we live.")
    tags.take_from([article_id], "Town")
    tags.take_from([article_id], "Stone")
    assert [tag.name for tag in tags.names()] == ["Town"]
    tags.describe(id_of("Town"), "Town", "")
    assert tags.names() == []


def test_tags_know_how_many_pieces_they_have_and_how_many_readers_see() -> None:
    make_article("One", tags=("Town",))
    make_article("Two", tags=("Town",), published_at=None)
    life.withdraw(make_article("Three", tags=("Town",)), "", NOW)
    make_article("Four", tags=("Town",), kind=Kind.PAGE)
    tag = tags.one(id_of("Town"))
    assert tag is not None
    assert (tag.all, tag.live) == (4, 1)


def test_a_name_without_a_letter_or_number_is_no_tag() -> None:
    with pytest.raises(tags.NoName):
        tags.add_to([make_article()], "!?")


@pytest.mark.parametrize("act", [lambda: tags.describe(9, "x", ""), lambda: tags.merge(9, 8), lambda: tags.remove(9)])
def test_what_is_gone_cannot_be_changed(act) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(tags.NoSuchTag):
        act()

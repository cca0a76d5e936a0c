"""What the desk's list holds, and what it finds."""

from datetime import timedelta

import pytest

from blog.articles import actions, life, listing, rules, tags
from blog.articles.listing import Wanted
from blog.articles.models import Article, WorkingCopy
from blog.articles.rules import Kind, State
from blog.db import db, writing
from tests.factories import NOW, make_article
from tests.statements import plan, reads

pytestmark = pytest.mark.usefixtures("app_context")


def titles(**wanted: object) -> list[str]:
    db.session.rollback()
    return sorted(row.title for row in listing.page(Wanted(**wanted)).rows)  # type: ignore[arg-type]


def one_of_each() -> None:
    make_article("Draft", published_at=None)
    make_article("Later", published_at=NOW + timedelta(days=1))
    make_article("Live")
    life.withdraw(make_article("Gone"), "", NOW)


@pytest.mark.parametrize(
    ("state", "title"),
    [(State.DRAFT, "Draft"), (State.SCHEDULED, "Later"), (State.LIVE, "Live"), (State.WITHDRAWN, "Gone")],
)
def test_each_state_has_its_own_pieces_and_count(state: State, title: str) -> None:
    one_of_each()
    assert titles(state=state) == [title]
    assert listing.counts(Wanted(state=state)) == {name.value: 1 for name in State}


def test_a_row_has_the_state_that_the_rules_speak_of() -> None:
    one_of_each()
    for row in listing.page().rows:
        article = db.session.get_one(Article, row.id)
        assert row.state == rules.state(article.published_at, article.is_live, article.withdrawn_at)


def test_filters_combine_and_the_counts_follow_all_but_the_state() -> None:
    make_article("One", tags=("Town",))
    make_article("Two", tags=("Town",), published_at=None)
    make_article("Three")
    make_article("About", kind=Kind.PAGE, tags=("Town",))
    assert titles(tag="town") == ["About", "One", "Two"]
    assert titles(tag="town", kind=Kind.ARTICLE) == ["One", "Two"]
    assert titles(tag="town", kind=Kind.ARTICLE, state=State.LIVE, words=("one",)) == ["One"]
    assert listing.counts(Wanted(tag="town", kind=Kind.ARTICLE, state=State.LIVE))[State.DRAFT] == 1


@pytest.mark.parametrize("kind", [None, *Kind])
@pytest.mark.parametrize("tag", ["", "town", "hall", "nowhere"])
def test_the_counts_are_what_the_list_has_whatever_narrows_it(kind: Kind | None, tag: str) -> None:
    for number, names in enumerate([(), ("Town",), ("Town", "Hall")]):
        for each in Kind:
            make_article(f"Live {number}", kind=each, tags=names)
            make_article(f"Draft {number}", kind=each, tags=names, published_at=None)
            make_article(f"Later {number}", kind=each, tags=names, published_at=NOW + timedelta(days=1))
            life.withdraw(make_article(f"Gone {number}", kind=each, tags=names), "", NOW)
    wanted = {"kind": kind, "tag": tag}
    counted = {state: len(titles(state=state, **wanted)) for state in State}
    assert listing.counts(Wanted(kind=kind, tag=tag)) == counted
    assert counted[State.LIVE] == (2 if kind is None else 1) * {"": 3, "town": 2, "hall": 1, "nowhere": 0}[tag]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("BRIDGE", ["The bridge"]),
        ("stands", ["The bridge"]),
        ("MORTAR", ["The bridge"]),
        ("ÉTÉ", ["L’été"]),
        ("100%", ["100% wool"]),
        ("0_", []),
        ("%", ["100% wool"]),
        ("\\", []),
    ],
)
def test_words_are_found_in_headline_standfirst_and_text_however_they_are_written(word: str, found: list[str]) -> None:
    make_article("The bridge", standfirst="It stands.", body="Old mortar.")
    make_article("L’été")
    make_article("100% wool")
    assert titles(words=(word,)) == found


def test_each_word_must_be_there() -> None:
    make_article("The bridge", body="Old mortar.")
    make_article("The river")
    assert titles(words=("the", "mortar")) == ["The bridge"]
    assert listing.counts(Wanted(words=("the", "mortar")))[State.LIVE] == 1


def test_what_stands_in_the_editor_is_known_and_found() -> None:
    article_id = make_article("Stored", published_at=None)
    with writing() as session:
        session.add(WorkingCopy(article_id=article_id, version=1, kept_at=NOW, fields={"title": "Unsaved ä"}))
    assert listing.counts(Wanted(words=("unsaved",))) == {state.value: int(state == State.DRAFT) for state in State}
    row = listing.page(Wanted(words=("unsaved",))).rows[0]
    assert (row.title, row.working_title, row.kept_at) == ("Stored", "Unsaved ä", NOW)


def test_pages_turn_without_skipping_though_a_tag_is_added_meanwhile() -> None:
    ids = [make_article(f"P{number}", tags=("Town",)) for number in range(60)]
    first = listing.page(Wanted(tag="town"))
    tags.add_to([row.id for row in first.rows], "River")
    second = listing.page(Wanted(tag="town"), after=first.after)
    assert sorted(row.id for row in (*first.rows, *second.rows)) == ids
    assert len(first.rows) == listing.SIZE
    assert second.after is None
    back = listing.page(Wanted(tag="town"), before=second.before)
    assert [row.id for row in back.rows] == [row.id for row in first.rows]


def test_tags_are_listed_in_the_order_of_each_piece() -> None:
    one, two = make_article("One", tags=("Zebra", "Apple")), make_article("Two")
    found = listing.tags([one, two])
    assert [tag.name for tag in found[one]] == ["Zebra", "Apple"]
    assert two not in found


def test_of_the_published_ones_articles_that_readers_see_count() -> None:
    make_article("Live")
    make_article("Old", published_at=NOW - timedelta(days=9))
    make_article("About", kind=Kind.PAGE)
    make_article("Draft", published_at=None)
    actions.delete(make_article("Gone"))
    assert listing.published_since(NOW - timedelta(days=1)) == [NOW]


@pytest.mark.sqlite
def test_the_list_walks_the_index_of_what_changed_last() -> None:
    listed, _counts, _values = listing._prepared(Wanted())
    compiled = listed._after.compile(db.engine)
    values = compiled.construct_params({"moment": NOW, "id": 1})
    place = tuple(str(values[name]) for name in compiled.positiontup or ())
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", place)
    steps = "\n".join(str(row[3]) for row in plan)
    assert "ix_article_updated" in steps
    assert "TEMP B-TREE" not in steps


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(state=State.DRAFT), Wanted(state=State.WITHDRAWN, tag="town")])
@pytest.mark.sqlite
def test_what_readers_do_not_see_is_found_and_counted_past_all_that_they_do(wanted: Wanted) -> None:
    steps = plan(reads(lambda: (wanted.state and listing.page(wanted), listing.counts(wanted))))
    assert {step for step in steps if step.startswith("SCAN article ")} <= {
        "SCAN article USING INDEX ix_article_uncounted",
        "SCAN article USING COVERING INDEX ix_article_uncounted",
    }
    assert "SCAN article USING COVERING INDEX ix_article_uncounted" in steps
    assert "SCAN article" not in steps


@pytest.mark.sqlite
def test_the_tags_count_past_all_that_readers_see() -> None:
    steps = plan(reads(tags.used))
    assert "SCAN article USING COVERING INDEX ix_article_uncounted" in steps
    assert not {step for step in steps if "ix_article_tag_tag" in step or "SCAN article_tag" in step}

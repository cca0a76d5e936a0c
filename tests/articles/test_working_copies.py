"""What stands in the editor and was not saved: kept, never overwritten unseen, and never lost when it is given up."""

from dataclasses import replace
from datetime import timedelta
from itertools import count as count_up
from typing import Any

import pytest
from flask import Flask

from blog.articles import actions, keeping, life, queries, revisions, working_copies
from blog.articles.models import Article, WorkingCopy
from blog.articles.rules import ArticleText, Seen
from blog.articles.working_copies import ChangedMeanwhile, seen_now
from blog.db import writing
from tests.factories import NOW, count, make_article

TEXT = ArticleText(title="The bridge", body="One.")
NUMBERS = count_up(1)
TYPED = {"title": "A bridge", "body": "Two.", "tags": "Town"}


@pytest.fixture
def draft(app_context: Flask) -> int:
    return actions.add(TEXT, NOW)


def keep(article_id: int, typed: dict[str, str], seen: Seen) -> Seen:
    return keeping.keep(article_id, typed, seen, next(NUMBERS), NOW)


def bodies(article_id: int) -> list[str]:
    """The words of its revisions, the newest first."""
    rows = (revisions.one(article_id, row.id) for row in revisions.of_article(article_id))
    return [row.body for row in rows if row is not None]


def test_what_is_kept_is_there_and_changes_nothing_else(draft: int) -> None:
    before = queries.by_id(draft)
    keep(draft, TYPED, seen_now(draft))
    copy = working_copies.of(draft)
    assert copy is not None
    assert copy.fields == TYPED
    assert queries.by_id(draft) == before
    assert bodies(draft) == ["One."]


def test_whoever_kept_it_keeps_on_and_whoever_did_not_see_it_is_refused(draft: int) -> None:
    stranger = seen_now(draft)
    seen = keep(draft, TYPED, stranger)
    seen = keep(draft, TYPED | {"body": "Three."}, seen)
    for late in (stranger, Seen(seen.edition, (seen.copies[0] + 1,)), Seen("0" * 12, seen.copies), Seen.read("x")):
        with pytest.raises(ChangedMeanwhile):
            keep(draft, {"body": "Overwritten."}, late)
        with pytest.raises(ChangedMeanwhile):
            actions.revise(draft, TEXT, NOW, late)
    copy = working_copies.of(draft)
    assert copy is not None
    assert copy.fields["body"] == "Three."


def test_saving_ends_it_and_a_later_one_is_another(draft: int) -> None:
    first = keep(draft, TYPED, seen_now(draft))
    actions.revise(draft, TEXT, NOW, first)
    assert count(WorkingCopy) == 0
    second = keep(draft, TYPED, seen_now(draft))
    assert second != first
    with pytest.raises(ChangedMeanwhile):
        keep(draft, TYPED, first)


def test_what_is_given_up_is_a_former_revision_and_what_was_saved_the_latest(draft: int) -> None:
    keep(draft, TYPED, seen_now(draft))
    keeping.discard(draft, NOW + timedelta(minutes=1))
    assert count(WorkingCopy) == 0
    assert bodies(draft) == ["One.", "Two.", "One."]


def test_giving_up_the_same_words_leaves_no_revision(draft: int) -> None:
    keep(draft, {"title": "The bridge", "standfirst": "", "body": "One.", "tags": "x"}, seen_now(draft))
    keeping.discard(draft, NOW)
    keeping.discard(draft, NOW)  # with nothing to give up
    assert bodies(draft) == ["One."]


def test_bringing_former_words_back_keeps_what_was_not_saved_among_them(draft: int) -> None:
    first = revisions.latest(draft) or 0
    actions.revise(draft, ArticleText(title="The bridge", body="Now."), NOW)
    keep(draft, TYPED, seen_now(draft))
    keeping.restore(draft, first, NOW)
    assert working_copies.of(draft) is None
    assert bodies(draft) == ["One.", "Two.", "Now.", "One."]


def test_it_goes_with_its_article_and_none_is_kept_of_one_that_is_gone(draft: int) -> None:
    keep(draft, TYPED, seen_now(draft))
    actions.delete(draft)
    assert count(WorkingCopy) == 0
    for act in (lambda: keep(draft, TYPED, Seen("", (0,))), lambda: keeping.discard(draft, NOW)):
        with pytest.raises(actions.NoSuchArticle):
            act()


@pytest.mark.parametrize("text", ["", "1", "0123456789ab", "0123456789ab.", "0123456789aB.1", "0123456789ab.²"])
def test_what_is_no_edition_of_ours_was_never_seen(text: str) -> None:
    assert Seen.read(text) == Seen("", ())
    assert not Seen.read(text).covers(Seen("", (0,)))
    assert Seen.read(str(Seen("0123456789ab", (3, 4)))) == Seen("0123456789ab", (3, 4))


def test_what_was_kept_though_its_answer_was_lost_is_known_again(draft: int) -> None:
    began = seen_now(draft)
    keeping.keep(draft, TYPED, began, 7, NOW)
    assert keeping.keep(draft, TYPED | {"body": "Three."}, Seen(began.edition, (0, 7)), 8, NOW).copies == (8,)
    with pytest.raises(ChangedMeanwhile):
        keeping.keep(draft, TYPED, Seen(began.edition, (0, 7)), 9, NOW)


@pytest.mark.parametrize("change", [
    {"tags": ("Town",)}, {"summary": "Other."}, {"published_at": NOW}, {"slug": "other"}, {"comments_open": False},
])  # fmt: skip
def test_whatever_else_was_saved_meanwhile_is_not_overwritten_either(draft: int, change: dict[str, Any]) -> None:
    seen = seen_now(draft)
    actions.revise(draft, TEXT, NOW + timedelta(days=1), seen)  # nothing but its time is new
    actions.revise(draft, replace(TEXT, **change), NOW, seen)
    with pytest.raises(ChangedMeanwhile):
        actions.revise(draft, TEXT, NOW, seen)


def test_whoever_began_with_a_draft_does_not_save_what_is_live_by_now(draft: int) -> None:
    seen = seen_now(draft)
    life.publish(draft, NOW)
    with pytest.raises(ChangedMeanwhile):
        actions.revise(draft, TEXT, NOW, seen)


# --- The address of what nobody has read yet follows its headline ---


def test_the_address_of_a_draft_follows_its_headline_until_readers_saw_it(draft: int) -> None:
    actions.revise(draft, ArticleText(title="A marmalade", body="One."), NOW)
    assert queries.slug_of(draft) == "a-marmalade"
    life.publish(draft, NOW)
    life.unpublish(draft, NOW)
    actions.revise(draft, ArticleText(title="Other", body="One."), NOW)
    assert queries.slug_of(draft) == "a-marmalade"


def test_the_address_of_a_live_piece_stays(app_context: Flask) -> None:
    article = make_article("The bridge")
    actions.revise(article, ArticleText(title="Other", body="One.", published_at=NOW), NOW)
    assert queries.slug_of(article) == "the-bridge"


def test_what_was_saved_instead_of_what_was_kept_leaves_no_revision_of_the_latter(draft: int) -> None:
    seen = keep(draft, TYPED, seen_now(draft))
    actions.revise(draft, replace(TEXT, body="Saved."), NOW, seen)
    assert bodies(draft) == ["Saved.", "One."]


def test_whoever_changes_a_piece_without_an_editor_puts_what_stands_there_aside(draft: int) -> None:
    keep(draft, TYPED, seen_now(draft))
    with writing() as session:
        actions.change(session, session.get_one(Article, draft), replace(TEXT, body="From a file."), NOW)
    assert working_copies.of(draft) is None
    assert bodies(draft) == ["From a file.", "Two.", "One."]

"""What stands in the editor and was not saved: kept, never overwritten unseen, and never lost when it is given up."""

from datetime import timedelta

import pytest
from flask import Flask

from blog.articles import actions, life, queries, revisions, working_copies
from blog.articles.models import WorkingCopy
from blog.articles.rules import ArticleText, Seen
from blog.articles.working_copies import ChangedMeanwhile, seen_now
from tests.factories import NOW, count, make_article

TEXT = ArticleText(title="The bridge", body="One.")
TYPED = {"title": "A bridge", "body": "Two.", "tags": "Town"}


@pytest.fixture
def draft(app_context: Flask) -> int:
    return actions.add(TEXT, NOW)


def bodies(article_id: int) -> list[str]:
    """The words of its revisions, the newest first."""
    rows = (revisions.one(article_id, row.id) for row in revisions.of_article(article_id))
    return [row.body for row in rows if row is not None]


def test_what_is_kept_is_there_and_changes_nothing_else(draft: int) -> None:
    before = queries.by_id(draft)
    actions.keep(draft, TYPED, seen_now(draft), NOW)
    copy = working_copies.of(draft)
    assert copy is not None
    assert copy.fields == TYPED
    assert queries.by_id(draft) == before
    assert bodies(draft) == ["One."]


def test_whoever_kept_it_keeps_on_and_whoever_did_not_see_it_is_refused(draft: int) -> None:
    stranger = seen_now(draft)
    seen = actions.keep(draft, TYPED, stranger, NOW)
    seen = actions.keep(draft, TYPED | {"body": "Three."}, seen, NOW)
    for late in (stranger, Seen(seen.revision, seen.copy + 1), Seen(seen.revision + 1, seen.copy), Seen.read("x")):
        with pytest.raises(ChangedMeanwhile):
            actions.keep(draft, {"body": "Overwritten."}, late, NOW)
        with pytest.raises(ChangedMeanwhile):
            actions.revise(draft, TEXT, NOW, late)
    copy = working_copies.of(draft)
    assert copy is not None
    assert copy.fields["body"] == "Three."


def test_saving_ends_it_and_a_later_one_is_another(draft: int) -> None:
    first = actions.keep(draft, TYPED, seen_now(draft), NOW)
    actions.revise(draft, TEXT, NOW, first)
    assert count(WorkingCopy) == 0
    second = actions.keep(draft, TYPED, seen_now(draft), NOW)
    assert second != first
    with pytest.raises(ChangedMeanwhile):
        actions.keep(draft, TYPED, first, NOW)


def test_what_is_given_up_is_a_former_revision_and_what_was_saved_the_latest(draft: int) -> None:
    actions.keep(draft, TYPED, seen_now(draft), NOW)
    actions.discard(draft, NOW + timedelta(minutes=1))
    assert count(WorkingCopy) == 0
    assert bodies(draft) == ["One.", "Two.", "One."]


def test_giving_up_the_same_words_leaves_no_revision(draft: int) -> None:
    actions.keep(draft, {"title": "The bridge", "standfirst": "", "body": "One.", "tags": "x"}, seen_now(draft), NOW)
    actions.discard(draft, NOW)
    actions.discard(draft, NOW)  # with nothing to give up
    assert bodies(draft) == ["One."]


def test_bringing_former_words_back_keeps_what_was_not_saved_among_them(draft: int) -> None:
    first = revisions.latest(draft) or 0
    actions.revise(draft, ArticleText(title="The bridge", body="Now."), NOW)
    actions.keep(draft, TYPED, seen_now(draft), NOW)
    actions.restore(draft, first, NOW)
    assert working_copies.of(draft) is None
    assert bodies(draft) == ["One.", "Two.", "Now.", "One."]


def test_it_goes_with_its_article_and_none_is_kept_of_one_that_is_gone(draft: int) -> None:
    actions.keep(draft, TYPED, seen_now(draft), NOW)
    actions.delete(draft)
    assert count(WorkingCopy) == 0
    for act in (lambda: actions.keep(draft, TYPED, Seen(0, 0), NOW), lambda: actions.discard(draft, NOW)):
        with pytest.raises(actions.NoSuchArticle):
            act()


@pytest.mark.parametrize("text", ["", "1", "1.2.3", "a.b", "-1.0", "1.²", f"{'9' * 30}.0"])
def test_what_is_no_number_of_ours_was_never_seen(text: str) -> None:
    assert Seen.read(text) == Seen(0, -1)
    assert Seen.read(str(Seen(12, 3))) == Seen(12, 3)


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

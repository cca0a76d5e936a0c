"""Changing a comment's words, and giving them back, on a real database."""

from datetime import timedelta

import pytest

from blog.comments import decisions, edits, moves
from blog.comments.models import Comment
from blog.db import db
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed, stored

pytestmark = pytest.mark.usefixtures("app_context")


def test_an_edit_keeps_what_was_first_sent_and_what_the_score_learnt() -> None:
    make_admin()
    comment_id = make_printed(make_article(), "First *words*.")
    keys = db.session.get_one(Comment, comment_id).word_keys
    edits.edit(comment_id, "Second https://a.example", NOW, is_shown=True)
    edits.edit(comment_id, "Third **words**.", NOW, is_shown=True)
    comment = db.session.get_one(Comment, comment_id)
    assert (comment.original_body, comment.body, comment.edit_shown) == ("First *words*.", "Third **words**.", True)
    assert comment.body_html == comment.inert_html == "<p>Third <strong>words</strong>.</p>\n"
    assert comment.word_keys == keys
    edits.restore(comment_id, NOW)
    assert (comment.original_body, comment.body, comment.edit_shown) == (None, "First *words*.", False)
    assert "<em>words</em>" in comment.body_html


def test_words_that_are_made_what_they_were_are_no_edit() -> None:
    comment_id = make_comment(make_article(), "Words.")
    edits.edit(comment_id, "Words.", NOW, is_shown=True)
    comment = db.session.get_one(Comment, comment_id)
    assert (comment.original_body, comment.edit_shown) == (None, False)
    edits.edit(comment_id, "Others.", NOW, is_shown=True)
    edits.edit(comment_id, "Words.", NOW, is_shown=True)
    assert (comment.original_body, comment.edit_shown) == (None, False)


def test_an_undo_after_an_edit_takes_away_exactly_what_was_taught() -> None:
    make_admin()
    comment_id = make_comment(make_article(), "Cheap pills.")
    done = decisions.mark_spam(comment_id, 1, NOW)
    edits.edit(comment_id, "Other words.", NOW, is_shown=False)
    decisions.undo(done, 1, NOW)
    assert db.session.connection().exec_driver_sql("SELECT count(*) FROM spam_word").scalar() == 0


def test_what_is_gone_cannot_be_edited() -> None:
    with pytest.raises(moves.NoSuchComment):
        edits.edit(999, "Words.", NOW, is_shown=False)
    with pytest.raises(moves.NoSuchComment):
        edits.restore(999, NOW)


def test_an_edit_is_news_of_what_is_printed_and_keeps_nothing_in_the_spam_for_longer() -> None:
    make_admin()
    article = make_article()
    printed, spam = make_printed(article, "One."), make_comment(article, "Two.")
    decisions.mark_spam(spam, 1, NOW)
    for comment_id in (printed, spam):
        edits.edit(comment_id, "Other words.", NOW + timedelta(days=1), is_shown=True)
    assert stored(printed).moved_at == NOW + timedelta(days=1)
    assert stored(spam).moved_at == NOW

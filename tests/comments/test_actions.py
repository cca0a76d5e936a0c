"""Comments come in, are answered and go, on a real database."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from blog.articles import actions as articles
from blog.comments import actions, decisions, listing, queries
from blog.comments.models import Comment, CommentReason, Decision
from blog.comments.rules import Status
from blog.db import writing
from blog.site import actions as site
from tests.factories import NOW, count, dump, make_admin, make_article, make_comment, make_printed, stored

pytestmark = pytest.mark.usefixtures("app_context")


def test_a_comment_waits_with_its_reasons_and_its_clean_html_beside_its_source() -> None:
    comment_id = make_comment(make_article(), "See **https://a.example** <script>")
    comment = stored(comment_id)
    assert comment.status == Status.PENDING
    assert comment.body == "See **https://a.example** <script>"
    assert "<script" not in comment.body_html
    assert "href" not in comment.inert_html
    assert {reason.code for reason in listing.reasons([comment_id])[comment_id]} == {"first_comment", "links"}


def test_the_whole_network_address_is_nowhere_in_the_database(app: Flask) -> None:
    make_comment(make_article(), address="203.0.113.77")
    assert stored(1).address_short == "203.0.113.0/24"
    assert "203.0.113.77" not in "\n".join(dump())


def test_the_same_comment_twice_is_one() -> None:
    article_id = make_article()
    assert make_comment(article_id) == make_comment(article_id, now=NOW + timedelta(minutes=9))
    assert count(Comment) == 1


def test_the_same_comment_after_ten_minutes_is_only_said_to_have_come() -> None:
    article_id = make_article()
    make_comment(article_id)
    with pytest.raises(actions.AlreadyReceived):
        make_comment(article_id, now=NOW + timedelta(minutes=11))
    assert count(Comment) == 1


def test_the_same_words_as_an_answer_are_another_comment_and_never_the_editors() -> None:
    make_admin()
    article_id = make_article()
    first = make_printed(article_id, "Hear, hear.")
    second = make_comment(article_id, "Hear, hear.", parent_id=first)
    assert second != first
    assert not stored(first).by_editor
    assert not stored(second).by_editor


def test_an_answer_whose_thread_was_removed_is_a_thread_of_its_own() -> None:
    make_admin()
    article_id = make_article()
    first = make_printed(article_id, "One.")
    answer = make_printed(article_id, "Two.", parent_id=first)
    with writing() as session:
        actions.remove(session, Comment.id == first)
    assert (stored(answer).parent_id, stored(answer).root_id) == (None, answer)
    assert count(Decision) == 1


def test_only_what_is_printed_counts_for_readers() -> None:
    make_admin()
    article_id = make_article()
    make_printed(article_id, "One.")
    make_comment(article_id, "Two.")
    assert queries.approved_counts([article_id]) == {article_id: 1}


def test_the_same_person_in_other_letters_is_the_same() -> None:
    article_id = make_article()
    assert make_comment(article_id, email="Asha@example.org") == make_comment(article_id, email="asha@Example.ORG")


def test_what_limits_count_by_is_stored_and_tells_nobody_the_address() -> None:
    article_id = make_article()
    first, second = make_comment(article_id, "One."), make_comment(article_id, "Two.")
    other = make_comment(article_id, "Three.", address="198.51.100.1")
    assert stored(first).address_key == stored(second).address_key != stored(other).address_key
    assert len(stored(first).address_key) == 64


def test_who_was_only_ever_marked_as_spam_is_new_here() -> None:
    make_admin()
    article_id = make_article()
    decisions.mark_spam(make_comment(article_id, "Bad."), 1, NOW)
    make_comment(article_id, "Good.")
    assert [reason.code for reason in listing.reasons([2])[2]] == ["first_comment"]
    make_printed(article_id, "Better.")
    make_comment(article_id, "Best.", now=NOW + timedelta(hours=1))
    assert 4 not in listing.reasons([4])


def test_the_same_words_from_another_address_or_to_another_article_are_another_comment() -> None:
    one, two = make_article(), make_article("Other")
    ids = {
        make_comment(one),
        make_comment(one, address="198.51.100.1"),
        make_comment(two),
        make_comment(one, email="x@example.org"),
    }
    assert len(ids) == 4


def test_the_same_comment_from_eight_connections_at_once_is_one(app: Flask) -> None:
    article_id, barrier, ids = make_article(), Barrier(8), []

    def send() -> None:
        with app.app_context():
            barrier.wait()
            ids.append(make_comment(article_id))

    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1
    assert count(Comment) == 1
    assert count(CommentReason) == 1


@pytest.mark.parametrize(
    "values", [{"comments_open": False}, {"published_at": None}, {"published_at": NOW + timedelta(days=1)}]
)
def test_an_article_that_is_closed_or_not_live_takes_no_comment(values: dict[str, Any]) -> None:
    with pytest.raises(actions.CommentsClosed):
        make_comment(make_article(**values))
    assert count(Comment) == 0


def test_a_site_that_is_closed_takes_no_comment() -> None:
    """Whatever the form saw: the admin may have closed it since."""
    article_id = make_article()
    site.change(comments_closed=True)
    with pytest.raises(actions.CommentsClosed):
        make_comment(article_id)
    assert count(Comment) == 0


def test_only_a_printed_comment_of_the_same_article_can_be_answered() -> None:
    make_admin()
    one, two = make_article(), make_article("Other")
    waiting, elsewhere = make_comment(one), make_printed(two)
    for parent_id in (waiting, elsewhere, 999):
        with pytest.raises(actions.ParentGone):
            make_comment(one, "An answer.", parent_id=parent_id)
    printed = make_printed(one, "Another.")
    assert make_comment(one, "An answer.", parent_id=printed)


def test_the_editors_answer_prints_both_and_carries_the_editors_name() -> None:
    make_admin("Meera Thomas")
    article_id = make_article()
    comment_id = make_comment(article_id)
    actions.reply(comment_id, "Thank *you*.", 1, NOW)
    answer = stored(comment_id + 1)
    assert stored(comment_id).status == answer.status == Status.APPROVED
    assert (answer.name, answer.by_editor, answer.parent_id) == ("Meera Thomas", True, comment_id)
    assert not answer.is_sample
    assert "<em>you</em>" in answer.body_html
    assert count(Decision) == 2


def test_the_same_answer_sent_twice_is_one_and_an_undone_one_can_be_sent_again() -> None:
    make_admin()
    comment_id = make_comment(make_article())
    decision = actions.reply(comment_id, "Thank you.", 1, NOW)
    assert actions.reply(comment_id, "Thank you.", 1, NOW) == decision
    assert count(Comment) == 2
    decisions.undo(decision, 1, NOW)
    assert stored(comment_id).status == stored(comment_id + 1).status == Status.PENDING
    actions.reply(comment_id, "Thank you.", 1, NOW)
    assert stored(comment_id).status == stored(comment_id + 1).status == Status.APPROVED
    actions.reply(comment_id, "Thank you, again.", 1, NOW)
    assert count(Comment) == 3


def test_a_listener_shares_the_transaction() -> None:
    def fail(_sender: Any, **_values: Any) -> None:
        raise RuntimeError("the outbox is full")

    actions.comments_submitted.connect(fail)
    try:
        article_id = make_article()
        with pytest.raises(RuntimeError):
            make_comment(article_id)
    finally:
        actions.comments_submitted.disconnect(fail)
    assert count(Comment) == count(CommentReason) == 0


def test_deleting_an_article_takes_its_comments_reasons_and_decisions_along() -> None:
    make_admin()
    gone, stays = make_article(), make_article("Other")
    first = make_printed(gone)
    make_comment(gone, "Answer.", parent_id=first)
    decisions.undo(decisions.mark_spam(first, 1, NOW), 1, NOW)
    make_printed(stays, "Elsewhere.", email="other@example.org", address="198.51.100.1")
    articles.delete(gone)
    assert (count(Comment), count(Decision), count(CommentReason)) == (1, 1, 1)


def test_an_id_is_never_given_twice() -> None:
    article_id = make_article()
    first = make_comment(article_id)
    articles.delete(article_id)
    assert make_comment(make_article("Other")) > first

"""Deciding comments and taking it back, on a real database."""

from datetime import timedelta
from typing import Any

import pytest

from blog.comments import actions, decisions, listing, moves
from blog.comments.models import Comment, Decision
from blog.comments.rules import MoveRefused, Status
from blog.db import db, writing
from tests.factories import NOW, count, make_admin, make_article, make_comment, make_printed, statuses, stored

pytestmark = pytest.mark.usefixtures("app_context")


def places(*ids: int) -> list[tuple[int | None, int | None]]:
    return [(comment.root_id, comment.rank) for comment in map(stored, ids)]


def test_a_decision_is_written_down_and_can_be_undone_once() -> None:
    make_admin()
    comment_id = make_comment(make_article())
    decision_id = decisions.approve(comment_id, 1, NOW)
    made = db.session.get_one(Decision, decision_id)
    assert (made.person_id, made.from_status, made.to_status, made.decided_at) == (1, "pending", "approved", NOW)
    undone = decisions.undo(decision_id, 1, NOW)
    assert stored(comment_id).status == Status.PENDING
    assert db.session.get_one(Decision, undone).undoes_id == decision_id
    with pytest.raises(MoveRefused):
        decisions.undo(decision_id, 1, NOW)
    with pytest.raises(MoveRefused):
        decisions.undo(undone, 1, NOW)


def test_a_decision_that_another_one_followed_is_not_undone() -> None:
    make_admin()
    comment_id = make_comment(make_article())
    first = decisions.approve(comment_id, 1, NOW)
    decisions.mark_spam(comment_id, 1, NOW)
    with pytest.raises(MoveRefused):
        decisions.undo(first, 1, NOW)
    assert stored(comment_id).status == Status.SPAM


def test_undoing_goes_back_step_by_step_to_the_first_decision() -> None:
    make_admin()
    article_id = make_article()
    comment_id, other = make_comment(article_id, "One."), make_comment(article_id, "Two.")
    first = decisions.decide_all(Comment.article_id == article_id, Status.SPAM, 1, NOW)
    assert first
    second = decisions.approve(comment_id, 1, NOW)
    third = decisions.put_in_bin(comment_id, 1, NOW)
    for decision_id, status in ((third, Status.APPROVED), (second, Status.SPAM)):
        assert listing.undoable([comment_id]) == {comment_id: decision_id}
        decisions.undo(decision_id, 1, NOW)
        assert stored(comment_id).status == status
    decisions.undo(first.decision_id, 1, NOW)
    assert statuses(comment_id, other) == ["pending", "pending"]
    assert listing.undoable([comment_id, other]) == {}
    assert {stored(id).taught for id in (comment_id, other)} == {None}


@pytest.mark.parametrize("act", [decisions.approve, decisions.mark_spam, decisions.put_in_bin])
def test_the_same_decision_twice_is_refused(act: Any) -> None:
    make_admin()
    comment_id = make_comment(make_article())
    act(comment_id, 1, NOW)
    with pytest.raises(MoveRefused):
        act(comment_id, 1, NOW)
    assert count(Decision) == 1


def test_what_is_gone_cannot_be_decided() -> None:
    for act in (decisions.approve, decisions.undo):
        with pytest.raises(moves.NoSuchComment):
            act(999, 1, NOW)


def test_a_thread_gets_its_place_at_the_first_approval_and_keeps_it() -> None:
    make_admin()
    article_id = make_article()
    first, second = make_printed(article_id, "One."), make_printed(article_id, "Two.")
    answer = make_printed(article_id, "Answer.", parent_id=first)
    assert places(first, second, answer) == [
        (first, 1),
        (second, 2),
        (first, 1),
    ]
    spam = decisions.mark_spam(first, 1, NOW)
    third = make_printed(article_id, "Three.")
    decisions.undo(spam, 1, NOW)
    assert (stored(first).rank, stored(third).rank) == (1, 3)
    elsewhere = make_printed(make_article("Other"), "Four.")
    assert stored(elsewhere).rank == 1


def test_decisions_that_were_made_together_are_undone_together_but_for_what_was_decided_since() -> None:
    make_admin()
    comment_id = make_comment(make_article())
    decision = actions.reply(comment_id, "Thank you.", 1, NOW)
    decisions.mark_spam(comment_id, 1, NOW)
    decisions.undo(decision, 1, NOW)
    assert (stored(comment_id).status, stored(comment_id + 1).status) == (Status.SPAM, Status.PENDING)
    with pytest.raises(MoveRefused):
        decisions.undo(decision, 1, NOW)


def test_a_decision_is_announced_inside_its_transaction() -> None:
    make_admin()
    heard: list[list[int]] = []

    def listen(_sender: Any, *, ids: list[int], **_: Any) -> None:
        heard.append(ids)
        if len(heard) > 1:
            raise RuntimeError("the outbox is full")

    moves.comments_moved.connect(listen)
    try:
        comment_id = make_printed(make_article())
        with pytest.raises(RuntimeError):
            decisions.mark_spam(comment_id, 1, NOW)
    finally:
        moves.comments_moved.disconnect(listen)
    assert heard == [[comment_id], [comment_id]]
    assert stored(comment_id).status == Status.APPROVED
    assert count(Decision) == 1


def test_the_last_approval_is_one_that_still_holds() -> None:
    make_admin()
    article_id = make_article()
    make_printed(article_id, "One.", name="First")
    second = make_comment(article_id, "Two.", name="Second")
    decisions.undo(decisions.approve(second, 1, NOW + timedelta(hours=1)), 1, NOW + timedelta(hours=2))
    assert listing.last_approval().name == "First"  # type: ignore[union-attr]


def test_many_are_decided_in_one_act_each_is_written_down_and_one_undo_restores_all_but_those_decided_since() -> None:
    make_admin()
    article_id = make_article()
    ids = [make_comment(article_id, f"Words {n}.", address=f"10.0.0.{n}", email=f"{n}@example.org") for n in range(7)]
    decisions.mark_spam(ids[0], 1, NOW)
    done = decisions.decide_all(Comment.article_id == article_id, Status.SPAM, 1, NOW)
    assert done
    assert {stored(id).status for id in ids} == {Status.SPAM}
    assert count(Decision) == 7
    decisions.approve(ids[3], 1, NOW)
    assert done.count == 6
    decisions.undo(done.decision_id, 1, NOW)
    assert statuses(*ids) == [
        "spam",
        "pending",
        "pending",
        "approved",
        "pending",
        "pending",
        "pending",
    ]
    assert decisions.decide_all(Comment.id == 999, Status.SPAM, 1, NOW) is None


def test_what_was_decided_after_the_admin_looked_is_not_overwritten() -> None:
    make_admin()
    article_id = make_article()
    first, second = make_comment(article_id, "One."), make_comment(article_id, "Two.")
    decisions.mark_spam(first, 1, NOW)
    with pytest.raises(MoveRefused) as refused:
        decisions.approve(first, 1, NOW, Status.PENDING)
    assert refused.value.status == Status.SPAM
    with pytest.raises(MoveRefused):
        actions.reply(first, "An answer.", 1, NOW, Status.PENDING)
    done = decisions.decide_all(Comment.id.in_([first, second]), Status.APPROVED, 1, NOW, seen=Status.PENDING)
    assert (done and done.count, stored(first).status, stored(second).status) == (1, Status.SPAM, Status.APPROVED)
    decisions.decide_all(Comment.id == first, Status.SPAM, 1, NOW, seen=Status.SPAM)
    decisions.approve(first, 1, NOW, Status.SPAM)
    assert count(Decision) == 3
    assert count(Comment) == 2


def test_a_group_that_has_grown_since_it_was_counted_is_left_alone() -> None:
    make_admin()
    article_id = make_article()
    ids = [make_comment(article_id, "One."), make_comment(article_id, "Two.")]
    with pytest.raises(decisions.MoreThanSeen):
        decisions.decide_all(Comment.article_id == article_id, Status.SPAM, 1, NOW, most=1)
    assert statuses(*ids) == ["pending", "pending"]
    assert decisions.decide_all(Comment.article_id == article_id, Status.SPAM, 1, NOW, most=2)


def test_an_act_on_many_can_be_undone_after_its_first_comment_was_removed() -> None:
    make_admin()
    article_id = make_article()
    first, second = make_comment(article_id, "One."), make_comment(article_id, "Two.")
    done = decisions.decide_all(Comment.article_id == article_id, Status.SPAM, 1, NOW)
    assert done
    batch_id = db.session.get_one(Decision, done.decision_id).batch_id
    with writing() as session:
        actions.remove(session, Comment.id == first)
    with pytest.raises(moves.NoSuchComment):
        decisions.undo(done.decision_id, 1, NOW)
    with pytest.raises(moves.NoSuchComment):
        decisions.undo(done.decision_id, 1, NOW, "none")
    decisions.undo(done.decision_id, 1, NOW, batch_id)
    assert stored(second).status == Status.PENDING


def test_an_answer_that_was_given_before_still_prints_the_comment_that_it_answers() -> None:
    make_admin()
    comment_id = make_comment(make_article())
    actions.reply(comment_id, "Thank you.", 1, NOW)
    decisions.mark_spam(comment_id, 1, NOW)
    actions.reply(comment_id, "Thank you.", 1, NOW, Status.SPAM)
    assert (stored(comment_id).status, count(Comment)) == (Status.APPROVED, 2)


def test_many_that_are_printed_in_one_act_get_their_places_in_order() -> None:
    make_admin()
    article_id = make_article()
    first = make_printed(article_id, "One.")
    answer = make_comment(article_id, "Two.", parent_id=first)
    second = make_comment(article_id, "Three.")
    decisions.decide_all(Comment.id.in_([answer, second]), Status.APPROVED, 1, NOW)
    assert places(first, answer, second) == [
        (first, 1),
        (first, 1),
        (second, 2),
    ]

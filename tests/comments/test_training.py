"""The spam score learns from decisions, and unlearns with their undo, on a real database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog import clock, heartbeat
from blog.articles import actions as articles
from blog.comments import actions, decisions, groups, listing, training
from blog.comments.models import Comment, SpamWord
from blog.comments.rules import Status
from blog.db import db
from tests.factories import NOW, dump, make_admin, make_article, make_comment

pytestmark = pytest.mark.usefixtures("app_context")
GOOD = (
    "I remember the {n}th regatta, and the rain that came with it.",
    "My aunt kept bees behind the chapel for {n} years.",
    "Could the council mend bench number {n} before the summer?",
)
SPAM = (
    "Win big at our casino tonight, {n} free spins for you",
    "Cheap casino bonus code {n}, buy now and win",
    "Best casino loans, approved in {n} minutes, buy now",
)


def words() -> dict[int, tuple[int, int]]:
    db.session.rollback()
    return {
        key: (spam, good) for key, spam, good in db.session.execute(select(SpamWord.key, SpamWord.spam, SpamWord.good))
    }


def write(article_id: int, text: str, number: int) -> int:
    at = NOW + timedelta(minutes=number)
    return make_comment(article_id, text, email=f"{number}@example.org", address=f"10.0.{number}.1", now=at)


def taught(article_id: int, count: int) -> None:
    for number in range(count):
        text = (SPAM if number % 2 else GOOD)[number // 2 % 3].format(n=number)
        act = decisions.mark_spam if number % 2 else decisions.approve
        act(write(article_id, text, number), 1, NOW)


def test_before_twenty_decisions_only_the_rules_speak_and_then_its_strongest_words_are_named() -> None:
    make_admin()
    article_id = make_article()
    taught(article_id, 19)
    early = write(article_id, "Casino bonus, buy now", 50)
    assert "resembles_spam" not in {reason.code for reason in listing.reasons([early])[early]}
    taught_more = write(article_id, SPAM[0].format(n=99), 51)
    decisions.mark_spam(taught_more, 1, NOW)
    late = write(article_id, "Win at the best casino, buy now", 52)
    reason = next(reason for reason in listing.reasons([late])[late] if reason.code == "resembles_spam")
    assert "casino" in reason.data["words"]
    assert 90 <= reason.data["percent"] <= 99
    assert db.session.get_one(Comment, late).is_suspect
    good = write(article_id, "The regatta and the chapel, I remember both", 53)
    assert not db.session.get_one(Comment, good).is_suspect
    assert db.session.get_one(Comment, good).score < 0.5  # type: ignore[operator]


def test_an_undo_leaves_the_counts_as_they_were_bit_for_bit() -> None:
    make_admin()
    article_id = make_article()
    taught(article_id, 6)
    before = words()
    comment_id = write(article_id, "Quite another casino", 60)
    approved = decisions.approve(comment_id, 1, NOW)
    assert words() != before
    spam = decisions.mark_spam(comment_id, 1, NOW)
    decisions.undo(spam, 1, NOW)
    assert words() != before
    decisions.undo(approved, 1, NOW)
    assert words() == before
    decisions.approve(comment_id, 1, NOW)
    decisions.put_in_bin(comment_id, 1, NOW)
    assert words() == before


def test_only_the_admins_own_decisions_about_readers_teach() -> None:
    make_admin()
    article_id = make_article()
    sample = actions.submit(
        actions.Submission(article_id=article_id, name="S", email="s@example.org", body="Sample."), NOW, is_sample=True
    )
    decisions.approve(sample, 1, NOW)
    decisions.approve(write(article_id, "By nobody.", 1), None, NOW)
    assert words() == {}
    actions.reply(write(article_id, "A question?", 2), "An answer.", 1, NOW)
    assert words()[0] == (0, 1)


def test_what_the_rules_sent_to_the_spam_teaches_only_when_it_is_decided() -> None:
    make_admin()
    article_id = make_article()
    from_rules = write(article_id, "Refused.", 1)
    db.session.get_one(Comment, from_rules).status = Status.SPAM
    db.session.commit()
    decision = decisions.approve(from_rules, 1, NOW)
    assert words()[0] == (0, 1)
    decisions.undo(decision, 1, NOW)
    assert db.session.get_one(Comment, from_rules).status == Status.SPAM
    assert words() == {}


def test_no_word_is_stored_in_the_counts_and_deleting_an_article_keeps_them() -> None:
    make_admin()
    article_id = make_article()
    decisions.mark_spam(write(article_id, "Xylophone", 1), 1, NOW)
    before = words()
    articles.delete(article_id)
    assert words() == before
    assert "ylophone" not in "\n".join(dump())


def test_it_is_known_how_right_the_score_was_lately() -> None:
    make_admin()
    article_id = make_article()
    taught(article_id, 20)
    assert groups.record() == groups.Record(0, 0, 0)
    wrong = write(article_id, "Win at the best casino, buy now", 60)
    right = write(article_id, "Cheap casino bonus, buy now and win", 61)
    quiet = write(article_id, "The regatta and the chapel, I remember both", 62)
    decisions.approve(wrong, 1, NOW)
    decisions.mark_spam(right, 1, NOW)
    decisions.approve(quiet, 1, NOW)
    assert groups.record() == groups.Record(3, 2, 1)


def test_what_came_before_the_score_could_speak_is_scored_when_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    make_admin()
    article_id = make_article()
    spam = write(article_id, "Win at the best casino, buy now", 60)
    good = write(article_id, "The regatta and the chapel, I remember both", 61)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert training.catch_up() == 0
    taught(article_id, 20)
    assert heartbeat.beat("one")
    db.session.expire_all()
    assert db.session.get_one(Comment, spam).is_suspect
    assert "resembles_spam" in {reason.code for reason in listing.reasons([spam])[spam]}
    assert not db.session.get_one(Comment, good).is_suspect
    assert db.session.get_one(Comment, good).score is not None
    assert training.catch_up() == 0

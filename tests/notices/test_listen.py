"""What comes in is told: at once to whoever had an empty queue, and else in one digest."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from blog import clock
from blog.comments import actions, decisions, own
from blog.comments.models import Comment
from blog.db import db
from blog.outbox.models import Mail
from blog.site import actions as site
from tests.factories import NOW, count, make_article, make_comment
from tests.notices.test_mails import minutes_later
from tests.post import PostOffice

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture(autouse=True)
def _at_ten_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10))


def waiting() -> list[tuple[datetime, int]]:
    return [(mail.due_at, mail.data["first_id"]) for mail in db.session.query(Mail).order_by(Mail.id)]


def test_the_first_comment_in_an_empty_queue_is_told_at_once_and_what_follows_in_one_digest() -> None:
    article_id = make_article()
    first = make_comment(article_id, "One.")
    make_comment(article_id, "Two.")
    assert waiting() == [(NOW + timedelta(minutes=10), first)]  # nobody has begun to write it, so it will tell both
    db.session.query(Mail).update({"attempts": 1})
    db.session.commit()
    third = make_comment(article_id, "Three.")
    make_comment(article_id, "Four.")
    assert waiting()[1:] == [(NOW + timedelta(hours=1), third)]


def test_a_daily_digest_waits_for_the_morning() -> None:
    site.change(mail_frequency="daily", time_zone="Asia/Kolkata")
    article_id = make_article()
    make_comment(article_id, "One.")
    db.session.query(Mail).delete()
    db.session.commit()
    make_comment(article_id, "Two.")
    assert waiting()[0][0] == datetime(2026, 3, 15, 1, 30, tzinfo=UTC)


def test_the_queue_is_empty_again_once_all_is_decided() -> None:
    article_id = make_article()
    decisions.mark_spam(make_comment(article_id, "One."), 1, NOW)
    db.session.query(Mail).delete()
    minutes_later()
    make_comment(article_id, "Two.")
    assert waiting()[0][0] == NOW + timedelta(minutes=10)


def test_a_writer_who_empties_the_queue_again_and_again_causes_one_mail_at_once() -> None:
    article_id = make_article()
    for number in range(3):
        comment_id = make_comment(article_id, f"Number {number}.")
        db.session.query(Mail).delete()  # it went
        db.session.commit()
        own.erase(comment_id)
    make_comment(article_id, "The last.")
    (mail,) = waiting()
    assert mail[0] == NOW + timedelta(hours=1)


@pytest.mark.parametrize("why", ["never", "off", "spam", "sample", "no admin"])
def test_nothing_is_told_where_there_is_nobody_to_tell_or_nothing_to_read(app_context: Flask, why: str) -> None:
    article_id = make_article()
    if why == "never":
        site.change(mail_frequency="never")
    elif why == "off":
        app_context.config["SMTP_URL"] = ""
    elif why == "spam":
        site.change(refused_words=["letter"])
    elif why == "no admin":
        db.session.execute(db.text("DELETE FROM event"))
        db.session.execute(db.text("DELETE FROM person"))
        db.session.commit()
    if why == "sample":
        sent = actions.Submission(article_id=article_id, name="A", email="a@example.org", body="A letter.")
        actions.submit(sent, NOW, is_sample=True)
    else:
        make_comment(article_id)
    assert count(Mail) == 0


def test_a_comment_that_is_not_stored_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    article_id = make_article()

    def fail(*_args: object, **_values: object) -> None:
        raise RuntimeError("the disk is full")

    actions.comments_submitted.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            make_comment(article_id)
    finally:
        actions.comments_submitted.disconnect(fail)
    assert (count(Comment), count(Mail)) == (0, 0)


def test_a_mail_holds_no_word_of_anybody(office: PostOffice) -> None:
    make_comment(make_article(), "Secret words.", name="Asha Menon")
    mail = db.session.query(Mail).one()
    assert mail.data == {"first_id": 1}
    assert "Secret" not in str(vars(mail))
    assert office.mails == []

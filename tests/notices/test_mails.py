"""The mail as it arrives: what it says, what it is bound to, and what it must not hold."""

import re
from datetime import timedelta
from email.message import EmailMessage

import justhtml
import pytest
from flask import Flask
from sqlalchemy import delete

from blog import clock, postman
from blog.comments import actions as comments
from blog.comments import decisions, edits
from blog.db import db
from blog.outbox.models import Lease, Mail
from blog.outbox.queries import given_up
from blog.site import actions as site
from tests.factories import NOW, count, make_article, make_comment, make_printed
from tests.post import PostOffice

HOSTILE = (
    "See https://casino.example/win, www.spin.example, ftp://files.example, shop.example and mail me@evil.example.\n\n"
    "Bcc: everybody@example.org\n\n<img src=https://pixel.example/x.gif> ![x](https://pixel.example/y.gif) [go](https://go.example)"
)


def text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


def minutes_later() -> None:
    """The next comment in an empty queue is told at once again."""
    db.session.execute(delete(Lease).where(Lease.name == "told at once"))
    db.session.commit()


def links(mail: EmailMessage) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:8000(/decide/\S+)", text(mail))


def test_a_mail_tells_all_of_a_comment_and_how_many_wait(office: PostOffice) -> None:
    article_id = make_article("The old bridge")
    parent = make_printed(article_id, "What is answered.", name="Joseph K.", email="j@example.org")
    make_comment(article_id, "First line.\n\nSecond line.", parent_id=parent)
    assert postman.deliver("me") == 1
    (mail,) = office.mails
    assert mail["To"] == "meera@example.com"
    assert mail["From"] == "Letterpress <letters@localhost>"
    assert mail["Subject"] == "[Letterpress] Asha Menon on The old bridge"
    for kind in ("plain", "html"):
        for words in (
            "Asha Menon", "first comment", "203.0.113.0/24", "The old bridge", "In reply to Joseph K.:",
            "What is answered.", "First comment from this address", "First line.", "Second line.",
            "1 comment waits in the queue", "/admin/",
        ):  # fmt: skip
            assert words in text(mail, kind), (kind, words)
    assert "On The old bridge\r\nIn reply to Joseph K.: What is answered.\r\n" in text(mail)
    assert len(links(mail)) == 1
    assert count(Mail) == 0


def test_no_link_of_a_visitor_is_live_nothing_is_loaded_and_no_header_is_made_up(office: PostOffice) -> None:
    name = "www.bad.example https://x.example"
    make_comment(make_article(), HOSTILE, name=name, website="https://asha.example", email="a@mail.example")
    postman.deliver("me")
    (mail,) = office.mails
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "In-Reply-To", "References", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    plain, html = text(mail), text(mail, "html")
    for line in (*plain.splitlines(), html, mail["Subject"]):
        own = re.sub(r"http://127\.0\.0\.1:8000/(decide/[\w.-]+|admin/)", "", line)
        assert not re.search(r"https?:|www\.\w|\w\.example|\w\.org", own.replace("meera@example.com", "")), line
    page = justhtml.JustHTML(html, sanitize=False)
    assert {node.attrs["href"].rpartition("/")[0] for node in page.query("a")} == {
        "http://127.0.0.1:8000/decide", "http://127.0.0.1:8000/admin"
    }  # fmt: skip
    assert page.query("img, script, link, iframe, form") == []


@pytest.mark.parametrize(
    "name", ["A\r\nBcc: x@example.org", "=?utf-8?q?x?=", '"<x@example.org>', "É" * 80, "\u202eevil"]
)
def test_no_name_and_no_headline_breaks_a_header(office: PostOffice, name: str) -> None:
    site.change(title=name.replace("\r\n", " "))
    make_comment(make_article(name.replace("\r\n", " ")), name=name.replace("\r\n", " "))
    assert postman.deliver("me") == 1
    (mail,) = office.mails
    assert "Bcc" not in mail
    assert mail["From"].addresses[0].addr_spec == "letters@localhost"


def test_mails_about_one_article_stand_together_and_digests_do(office: PostOffice) -> None:
    article_id = make_article()
    first = make_comment(article_id, "Zero.")
    postman.deliver("me")
    decisions.put_in_bin(first, 1, NOW)
    minutes_later()
    make_comment(article_id, "One.")
    make_comment(article_id, "Two.")
    postman.deliver("me")
    single, digest = office.mails[0], office.mails[-1]
    assert single["References"] == single["In-Reply-To"] == f"<article-{article_id}@localhost>"
    assert digest["References"] == "<queue@localhost>"
    assert digest["Subject"] == "[Letterpress] 2 comments wait"
    assert len({mail["Message-ID"] for mail in office.mails}) == len(office.mails)


def test_of_very_many_twenty_are_told_and_all_counted(office: PostOffice) -> None:
    article_id = make_article()
    for number in range(23):
        make_comment(article_id, f"Number {number}.", email=f"{number}@example.org", address=f"10.0.{number}.1")
    postman.deliver("me")
    (mail,) = office.mails
    assert len(links(mail)) == 20
    assert "23 comments wait in the queue" in text(mail)


def test_what_was_decided_before_the_mail_went_is_not_told(office: PostOffice) -> None:
    article_id = make_article()
    first, second = make_comment(article_id, "One."), make_comment(article_id, "Two.")
    decisions.approve(first, 1, NOW)
    postman.deliver("me")
    assert "Two." in text(office.mails[0])
    assert "One." not in text(office.mails[0])
    decisions.approve(second, 1, NOW)
    minutes_later()
    decisions.undo(decisions.mark_spam(make_comment(article_id, "Three."), 1, NOW), 1, NOW)
    decisions.put_in_bin(3, 1, NOW)
    assert postman.deliver("me") == 0
    assert count(Mail) == 0


def test_samples_are_not_told(office: PostOffice) -> None:
    article_id = make_article()
    make_comment(article_id, "A real one.")
    sent = comments.Submission(article_id=article_id, name="A", email="a@example.org", body="A sample.")
    comments.submit(sent, NOW, is_sample=True)
    postman.deliver("me")
    assert len(links(office.mails[0])) == 1
    assert "A sample." not in text(office.mails[0])


def test_an_edit_before_the_mail_goes_is_what_it_tells(office: PostOffice) -> None:
    comment_id = make_comment(make_article(), "One.")
    edits.edit(comment_id, "Other words.", NOW, is_shown=False)
    postman.deliver("me")
    assert "Other words." in text(office.mails[0])


def test_a_refused_mail_goes_later_under_the_same_id_and_one_for_nobody_is_given_up(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_comment(make_article())
    office.refusals["DATA"] = ["451 4.3.0 Busy"]
    assert postman.deliver("me") == 0
    key = db.session.query(Mail).one().key
    assert postman.deliver("me") == 0  # it is not due yet
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert postman.deliver("me") == 1
    assert office.mails[0]["Message-ID"] == f"<{key}@localhost>"
    make_comment(make_article("Other"), "Another.")
    db.session.query(Mail).update({"due_at": NOW})
    db.session.commit()
    office.refusals["RCPT"] = ["550 5.1.1 Nobody of that name"]
    assert postman.deliver("me") == 0
    assert [row.answer for row in given_up()] == ["550 5.1.1 Nobody of that name"]


def test_one_worker_at_a_time_sends(office: PostOffice) -> None:
    make_comment(make_article())
    with_lease = clock.now() + timedelta(minutes=1)
    db.session.add(Lease(name="mail", holder="another", until=with_lease))
    db.session.commit()
    assert postman.deliver("me") == 0
    assert postman.deliver("another") == 1


def test_a_mail_that_cannot_be_written_stops_no_other(
    office: PostOffice, app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_comment(make_article())
    db.session.query(Mail).update({"data": {}})
    db.session.commit()
    with pytest.raises(KeyError):
        postman.deliver("me")
    assert db.session.query(Mail).one().attempts == 1
    make_comment(make_article("Other"), "Another.")
    db.session.query(Mail).filter(Mail.attempts == 0).update({"due_at": NOW})
    db.session.commit()
    assert postman.deliver("me") == 1


def test_while_the_admin_is_away_mail_waits_and_then_tells_all_that_came(office: PostOffice) -> None:
    site.change(is_away=True)
    article_id = make_article()
    for number in range(3):
        make_comment(article_id, f"Letter {number}.", email=f"{number}@example.org")
    assert postman.deliver("me") == 0
    assert office.mails == []
    site.change(is_away=False)
    assert postman.deliver("me") == 1
    body = office.mails[0].get_body(("plain",))
    assert body is not None
    assert all(f"Letter {number}." in body.get_content() for number in range(3))

"""Whether mail works: the test mail, and what no server took."""

import pytest
from flask import Flask
from sqlalchemy import select

from blog.db import db
from blog.outbox.models import Mail
from tests.factories import EMAIL, NOW, Desk, count
from tests.post import PostOffice


@pytest.fixture
def desk(app: Flask, office: PostOffice) -> Desk:
    desk = Desk(app)
    db.session.query(Mail).delete()  # the one that tells of this sign-in
    db.session.commit()
    return desk


def dead(answer: str = "550 5.1.1 Nobody of that name") -> None:
    db.session.add(Mail(kind="queue", recipient=EMAIL, data={"first_id": 1}, due_at=NOW, dead_at=NOW, answer=answer))
    db.session.commit()


def test_a_test_mail_arrives_and_the_servers_answer_is_shown(desk: Desk, office: PostOffice) -> None:
    assert "Mail goes out through 127.0.0.1" in desk.get("/admin/settings").text
    answer = desk.post("/admin/mail/test")
    assert answer.status_code == 200
    assert "250 Taken as number 7" in answer.text
    assert [mail["To"] for mail in office.mails] == [EMAIL]
    assert "mail works" in office.mails[0].get_content()


def test_what_the_server_says_against_it_is_shown_too(desk: Desk, office: PostOffice) -> None:
    office.refusals["MAIL"] = ["553 5.7.1 You <b>may</b> not send as this"]
    answer = desk.post("/admin/mail/test")
    assert answer.status_code == 502
    assert "The test mail did not go" in answer.text
    assert "553 5.7.1 You &lt;b&gt;may&lt;/b&gt; not send as this" in answer.text


def test_without_a_server_there_is_nothing_to_test(desk: Desk, app: Flask) -> None:
    app.config["SMTP_URL"] = ""
    page = desk.get("/admin/settings").text
    assert "Mail is off" in page
    assert "test mail" not in page
    assert desk.post("/admin/mail/test").status_code == 404


def test_what_no_server_took_is_told_at_the_desk_and_tried_again_or_forgotten(desk: Desk) -> None:
    assert "desk__trouble" not in desk.get("/admin/").text
    assert "All mail that was due has gone." in desk.get("/admin/mail").text
    dead()
    dead("554 spam")
    assert 'Mail: 2 mails did not go. <a href="/admin/mail">' in desk.get("/admin/").text
    page = desk.get("/admin/mail").text
    assert "Nobody of that name" in page
    assert "554 spam" in page
    first, second = db.session.scalars(select(Mail.id).order_by(Mail.id))
    db.session.rollback()
    desk.post(f"/admin/mail/{first}/again")
    desk.post(f"/admin/mail/{second}/drop")
    assert count(Mail) == 1
    assert "All mail that was due has gone." in desk.get("/admin/mail").text
    for path in (f"/admin/mail/{first}/again", f"/admin/mail/{first}/drop", "/admin/mail/99/drop"):
        assert desk.post(path).status_code == 404

"""Readers are told what becomes of their comment, if they asked for it and confirmed it; an undo stops the mail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from blog import clock, postman, tokens
from blog.articles import life
from blog.comments import actions, decisions
from blog.comments.models import Comment
from blog.comments.rules import Status
from blog.db import db, writing
from blog.outbox.models import Mail
from blog.outbox.rules import HOLD
from blog.site import actions as site
from blog.subscriptions import actions as subscriptions
from blog.subscriptions.models import Subscription
from tests.factories import NOW, count, everything, make_article, make_comment
from tests.post import PostOffice

READER = "asha@example.org"


@pytest.fixture(autouse=True)
def _quiet(office: PostOffice) -> None:
    """The admin gets no mail here, so that all that goes goes to readers."""
    site.change(mail_frequency="never")


@pytest.fixture
def article() -> int:
    return make_article("The old bridge")


class Time:
    """What time it is, as the test says."""

    def __init__(self) -> None:
        self.now = NOW

    def later(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(clock, "now", lambda: time.now)
    return time


def confirmed(article_id: int, body: str = "A letter.", **values: Any) -> int:
    """A comment whose writer is told; its id."""
    comment_id = make_comment(article_id, body, **values)
    db.session.add(Subscription(comment_id=comment_id, asked_at=NOW, confirmed_at=NOW))
    db.session.commit()
    return comment_id


def arrived(office: PostOffice, time: Time) -> list[tuple[str, str]]:
    """The readers that mail went to by now, and its subjects."""
    time.later(HOLD)
    db.session.rollback()
    postman.deliver("me")
    return [(mail["To"].addresses[0].addr_spec, mail["Subject"].partition("] ")[2]) for mail in office.mails]


def text(office: PostOffice) -> str:
    body = office.mails[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link(office: PostOffice, path: str) -> str:
    """The path of a link in the last mail."""
    found = [line for line in text(office).splitlines() if f"/{path}/" in line]
    return found[0].removeprefix("http://127.0.0.1:8000")


def send(client: FlaskClient, **fields: str) -> None:
    typed = {"name": "Asha Menon", "email": READER, "body": "A letter.", "notify": "y", "stamp": tokens.stamp(1)}
    assert client.post("/articles/the-old-bridge/comments", data=typed | fields).status_code == 303


def test_whoever_ticks_the_box_is_asked_by_mail_and_told_only_after_a_press(
    office: PostOffice, article: int, client: FlaskClient, time: Time
) -> None:
    send(client)
    assert arrived(office, time) == [(READER, "Do you want to be told?")]
    assert "A letter." not in text(office)  # or anybody could send their words to anybody
    page = link(office, "confirm")
    for _time in range(2):
        assert "Do you want to be told?" in client.get(page).text
    decisions.approve(1, 1, time.now)
    assert len(arrived(office, time)) == 1
    for _time in range(2):
        answer = client.post(page, follow_redirects=True)
        assert "You will be told" in answer.text
    decisions.mark_spam(1, 1, time.now)
    assert arrived(office, time)[1:] == [(READER, "Your comment was not printed")]


def test_whoever_does_not_tick_it_is_not_asked(
    office: PostOffice, article: int, client: FlaskClient, time: Time
) -> None:
    send(client, notify="")
    assert arrived(office, time) == []
    assert count(Subscription) == 0


def test_what_is_probably_spam_sends_mail_to_nobody(
    office: PostOffice, article: int, client: FlaskClient, time: Time
) -> None:
    send(client, topic="filled in")
    site.change(refused_words=["casino"])
    send(client, body="Casino.", email="other@example.org")
    assert arrived(office, time) == []


def test_without_a_mail_server_nothing_is_offered_or_kept(
    office: PostOffice, app_context: Flask, article: int, client: FlaskClient
) -> None:
    app_context.config["SMTP_URL"] = ""
    assert 'name="notify"' not in client.get("/articles/the-old-bridge").text
    send(client)
    assert count(Subscription) == count(Mail) == 0


def test_an_approval_is_told_with_its_place_and_the_ways_out(
    office: PostOffice, article: int, client: FlaskClient, time: Time
) -> None:
    comment_id = confirmed(article)
    decisions.approve(comment_id, 1, time.now)
    assert arrived(office, time) == [(READER, "Your comment is printed")]
    place = client.get(link(office, "articles"))
    assert (place.status_code, place.location) == (303, f"/articles/the-old-bridge#comment-{comment_id}")
    assert client.get(link(office, "receipts")).status_code == 200
    mail = office.mails[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"] == f"<http://127.0.0.1:8000{link(office, 'unsubscribe')}>"


@pytest.mark.parametrize("act", [decisions.mark_spam, decisions.put_in_bin])
def test_spam_and_bin_are_told_alike(office: PostOffice, article: int, time: Time, act: Any) -> None:
    act(confirmed(article), 1, time.now)
    assert arrived(office, time) == [(READER, "Your comment was not printed")]
    assert "spam" not in text(office).lower()


def test_mail_about_a_decision_is_held_for_half_a_minute_and_an_undo_stops_it(
    office: PostOffice, article: int, time: Time
) -> None:
    decision = decisions.approve(confirmed(article), 1, time.now)
    time.later(HOLD - timedelta(seconds=1))
    assert postman.deliver("me") == 0
    decisions.undo(decision, 1, time.now)
    assert count(Mail) == 0
    time.later(HOLD)
    assert postman.deliver("me") == 0
    assert office.mails == []


def test_of_two_decisions_in_a_row_only_the_last_is_told(office: PostOffice, article: int, time: Time) -> None:
    comment_id = confirmed(article)
    decisions.mark_spam(comment_id, 1, time.now)
    decisions.approve(comment_id, 1, time.now)
    assert arrived(office, time) == [(READER, "Your comment is printed")]


def test_an_undo_after_the_mail_went_sends_nothing(office: PostOffice, article: int, time: Time) -> None:
    decision = decisions.approve(confirmed(article), 1, time.now)
    assert len(arrived(office, time)) == 1
    decisions.undo(decision, 1, time.now)
    assert count(Mail) == 0


def test_the_undo_of_many_stops_the_mail_of_all(office: PostOffice, article: int, time: Time) -> None:
    for number in range(3):
        confirmed(article, f"Letter {number}.", email=f"{number}@example.org")
    done = decisions.decide_all(Comment.article_id == article, Status.APPROVED, 1, time.now)
    assert done
    assert count(Mail) == 3
    decisions.undo(done.decision_id, 1, time.now)
    assert arrived(office, time) == []


@pytest.fixture
def parent(office: PostOffice, article: int, time: Time) -> int:
    """A printed comment whose writer was told so."""
    comment_id = confirmed(article)
    decisions.approve(comment_id, 1, time.now)
    arrived(office, time)
    return comment_id


def test_an_answer_is_told_once_it_is_printed_and_not_before(
    office: PostOffice, article: int, parent: int, client: FlaskClient, time: Time
) -> None:
    answer = make_comment(
        article, "I saw it at https://evil.example/.", name="Kofi of evil.example", email="k@example.org",
        parent_id=parent,
    )  # fmt: skip
    assert len(arrived(office, time)) == 1
    decisions.approve(answer, 1, time.now)
    assert arrived(office, time)[1:] == [(READER, "Kofi of evil[.]example answers you")]
    assert "I saw it at hxxps://evil[.]example/." in text(office)
    assert client.get(link(office, "articles")).location.endswith(f"#comment-{answer}")


def test_an_answer_that_is_undone_in_time_is_not_told(
    office: PostOffice, article: int, parent: int, time: Time
) -> None:
    decision = decisions.approve(make_comment(article, "Yes.", email="k@example.org", parent_id=parent), 1, time.now)
    decisions.undo(decision, 1, time.now)
    assert len(arrived(office, time)) == 1


def test_an_answer_that_went_meanwhile_is_not_told(office: PostOffice, article: int, parent: int, time: Time) -> None:
    answer = make_comment(article, "Yes.", email="k@example.org", parent_id=parent)
    decisions.approve(answer, 1, time.now)
    db.session.query(Mail).update({"attempts": 1})  # the first attempt failed, so that nothing recalls it
    db.session.commit()
    decisions.put_in_bin(answer, 1, time.now)
    assert len(arrived(office, time)) == 1


def test_nobody_is_told_of_their_own_answer(office: PostOffice, article: int, parent: int, time: Time) -> None:
    decisions.approve(make_comment(article, "I forgot:", parent_id=parent), 1, time.now)
    assert len(arrived(office, time)) == 1


def test_who_is_printed_and_answered_in_one_act_gets_one_mail(office: PostOffice, article: int, time: Time) -> None:
    actions.reply(confirmed(article), "The editor's answer.", 1, time.now)
    assert arrived(office, time) == [(READER, "Meera Thomas answers you")]


def test_the_one_click_of_a_mail_program_ends_all_and_the_page_each(
    office: PostOffice, article: int, client: FlaskClient, time: Time
) -> None:
    ids = [confirmed(article, f"Letter {number}.") for number in range(3)]
    confirmed(article, "Another's.", email="other@example.org")
    decisions.approve(ids[0], 1, time.now)
    arrived(office, time)
    page = link(office, "unsubscribe")
    for _time in range(2):
        assert client.get(page).text.count("End this") == 3
    first = db.session.query(Subscription.id).filter(Subscription.comment_id == ids[0]).scalar()
    answer = client.post(page, data={"only": str(first)}, follow_redirects=True)
    assert answer.text.count("End this") == 2
    page = answer.request.path
    click = client.post(page, data={"List-Unsubscribe": "One-Click"}, follow_redirects=True)
    assert "No mail comes any more" in click.text
    assert "No mail comes any more" in client.post(page, data={"List-Unsubscribe": "One-Click"}).text
    db.session.rollback()
    assert count(Subscription) == 1
    decisions.approve(ids[1], 1, time.now)
    assert len(arrived(office, time)) == 1


@pytest.mark.parametrize("path", ["confirm", "unsubscribe"])
@pytest.mark.parametrize("token", ["x", "WzEsMV0.x", "ü", "%00", "1" * 3_000])
def test_a_token_that_we_never_made_is_no_page(client: FlaskClient, path: str, token: str) -> None:
    assert client.get(f"/{path}/{token}").status_code == 404
    assert client.post(f"/{path}/{token}").status_code == 404


def test_no_token_opens_what_another_kind_opens(article: int, client: FlaskClient) -> None:
    confirmed(article)
    for token in (tokens.receipt_token(1), tokens.confirm_token(1, NOW)):
        assert client.get(f"/unsubscribe/{token}").status_code == 404
    for token in (tokens.receipt_token(1), tokens.unsubscribe_token(1)):
        assert client.get(f"/confirm/{token}").status_code == 404


def test_a_confirmation_works_for_seven_days(office: PostOffice, article: int, client: FlaskClient, time: Time) -> None:
    send(client)
    arrived(office, time)
    page = link(office, "confirm")
    time.now = NOW + timedelta(days=7)
    assert client.get(page).status_code == 200
    time.later(timedelta(seconds=1))
    assert client.get(page).status_code == 410
    assert client.post(page).status_code == 410
    time.now = NOW
    client.post(page)
    time.now = NOW + timedelta(days=400)
    assert "/unsubscribe/" in client.get(page).text  # who confirmed in time finds the way out behind the same link


def test_a_comment_that_is_gone_is_told_to_nobody(
    office: PostOffice, article: int, client: FlaskClient, time: Time
) -> None:
    comment_id = confirmed(article)
    decisions.approve(comment_id, 1, time.now)
    arrived(office, time)
    page = link(office, "unsubscribe")
    decisions.mark_spam(comment_id, 1, time.now)
    with writing() as session:
        actions.remove(session, Comment.id == comment_id)
    assert len(arrived(office, time)) == 1
    assert "No mail comes any more" in client.get(page).text
    assert client.get(f"/confirm/{tokens.confirm_token(1, time.now)}").status_code == 410


def test_one_address_is_asked_three_times_a_day_and_one_network_causes_ten(
    office: PostOffice, article: int, client: FlaskClient, time: Time
) -> None:
    for number in range(4):
        send(client, body=f"Letter {number}.")
    assert len(arrived(office, time)) == 3
    for word in ("apples", "bridges", "clocks", "doors", "eels", "ferries", "gates", "hills", "inns", "jars"):
        send(client, body=word, email=f"{word}@example.org")
    assert len(arrived(office, time)) == 10


PREFETCHES: dict[str, dict[str, Any]] = {
    "GET": {},
    "HEAD": {"method": "HEAD"},
    "OPTIONS": {"method": "OPTIONS"},
    "Purpose": {"headers": {"Purpose": "prefetch"}},
    "Sec-Purpose": {"headers": {"Sec-Purpose": "prefetch;prerender", "Sec-Fetch-Site": "none"}},
    "X-Moz": {"headers": {"X-Moz": "prefetch"}},
    "a scanner": {"headers": {"User-Agent": "BarracudaCentral"}},
    "a part": {"headers": {"Range": "bytes=0-99"}},
    "If-None-Match": {"headers": {"If-None-Match": "*"}},
    "arguments": {"query_string": {"act": "end", "only": "1", "_method": "POST"}},
    "overridden": {"headers": {"X-HTTP-Method-Override": "POST"}},
    "a body": {"data": {"List-Unsubscribe": "One-Click", "only": "1"}},
    "cookies": {"headers": {"Cookie": "letterpress=x"}},
    "PROPFIND": {"method": "PROPFIND"},
    "followed": {"follow_redirects": True},
}


def test_fifteen_kinds_of_prefetch_of_every_link_in_mails_to_readers_change_nothing(
    office: PostOffice, article: int, client: FlaskClient, time: Time
) -> None:
    send(client)
    arrived(office, time)
    confirm = link(office, "confirm")
    parent = confirmed(article, "Another letter.", email="k@example.org")
    actions.reply(parent, "The editor's answer.", 1, time.now)
    arrived(office, time)
    links = {confirm, *re.findall(r"http://127\.0\.0\.1:8000(/\S+)", text(office))}
    assert len(links) == 4  # confirm; and the place, the private page and the end of the mail
    before = everything()
    for page in links:
        for kind, how in PREFETCHES.items():
            client.open(page, **({"method": "GET"} | how))
            assert everything() == before, (page, kind)
        assert "<script" not in client.get(page).text  # so that no browser does what its reader did not


def test_who_confirmed_before_the_second_mail_went_does_not_get_it(
    office: PostOffice, article: int, time: Time
) -> None:
    comment_id = make_comment(article, "A letter.")
    subscriptions.ask_for(comment_id, "203.0.113.77", time.now)
    assert [subject for _to, subject in arrived(office, time)] == ["Do you want to be told?"]
    subscriptions.ask_for(comment_id, "203.0.113.77", time.now)
    subscriptions.confirm(db.session.scalars(select(Subscription.id)).one(), time.now)
    assert len(arrived(office, time)) == 1
    assert count(Mail) == 0


def test_an_address_that_no_mail_can_be_written_to_holds_up_nobody(
    office: PostOffice, article: int, time: Time
) -> None:
    for email in ("ü@example.org", "a@bücher.example", "good@example.org"):
        subscriptions.ask_for(make_comment(article, f"From {email}.", email=email), "203.0.113.77", time.now)
    postman.deliver("me")
    assert [mail["To"] for mail in office.mails if "told" in mail["Subject"]] == ["good@example.org"]
    assert count(Mail) >= 1  # given up, for the admin to see


def test_from_the_spam_to_the_bin_is_no_news_and_stops_none(office: PostOffice, article: int, time: Time) -> None:
    comment_id = confirmed(article)
    decisions.mark_spam(comment_id, 1, time.now)
    decisions.put_in_bin(comment_id, 1, time.now)
    assert arrived(office, time) == [(READER, "Your comment was not printed")]
    decisions.mark_spam(comment_id, 1, time.now)
    assert len(arrived(office, time)) == 1


def test_an_answer_where_readers_do_not_see_it_is_not_told(article: int, parent: int, time: Time) -> None:
    answer = make_comment(article, "Yes.", email="k@example.org", parent_id=parent)
    life.unpublish(article, time.now)
    decisions.approve(answer, 1, time.now)
    assert count(Mail) == 0

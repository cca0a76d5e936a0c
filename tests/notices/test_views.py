"""What the link in a mail opens: one act, by a press, once."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog import clock, tokens
from blog.comments import actions, decisions, edits, offers
from blog.comments.models import Comment, Decision
from blog.db import db, writing
from blog.notices import views
from blog.tokens import Offer
from tests.factories import NOW, count, make_article, make_comment, stored

pytestmark = pytest.mark.usefixtures("office")


def link(comment_id: int, age: timedelta = timedelta()) -> str:
    version = offers.versions([comment_id])[comment_id]
    return f"/decide/{tokens.offer_token(Offer(comment_id, version, clock.now() - age))}"


def press(client: FlaskClient, address: str, act: str, **fields: str) -> TestResponse:
    return client.post(address, data={"act": act, **fields})


@pytest.fixture
def waiting() -> int:
    return make_comment(make_article("The old bridge"), "Is it *still* there? https://a.example", name="Asha Menon")


def test_the_page_shows_the_comment_and_its_buttons_and_sets_no_cookie(client: FlaskClient, waiting: int) -> None:
    answer = client.get(link(waiting))
    for words in (
        "Asha Menon",
        "First comment from this address",
        "The old bridge",
        "<em>still</em>",
        "Approve",
        "Bin",
    ):
        assert words in answer.text, words
    assert 'href="https://a.example' not in answer.text
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("act", "status", "words"),
    [
        ("approval", "approved", "Approved: Asha Menon."),
        ("spam", "spam", "Marked as spam: Asha Menon."),
        ("bin", "bin", "Put in the bin: Asha Menon."),
    ],
)
def test_one_press_acts_once_and_the_page_that_follows_can_take_it_back(
    client: FlaskClient, waiting: int, act: str, status: str, words: str
) -> None:
    address = link(waiting)
    answer = press(client, address, act)
    assert answer.status_code == 303
    assert stored(waiting).status == status
    assert db.session.query(Decision).one().person_id == 1
    again = press(client, address, "bin" if act != "bin" else "spam")
    assert again.status_code == 409
    assert words in again.text
    assert "its link does nothing any more" in again.text
    assert "<button" not in again.text
    assert stored(waiting).status == status
    follows = client.get(answer.location)
    assert words in follows.text
    undone = press(client, answer.location, "undo")
    assert stored(waiting).status == "pending"
    assert "waits again" in client.get(undone.location).text
    assert press(client, answer.location, "undo").status_code == 409


def test_nothing_but_a_press_changes_anything(client: FlaskClient, waiting: int) -> None:
    address = link(waiting)
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
        for query in ("", "?act=approval", "?act=spam&confirm=1"):
            client.open(address + query, method=method, data={"act": "approval"} if method == "PUT" else None)
    for act in ("", "approve", "delete"):
        assert press(client, address, act).status_code == 400
    assert client.post(address, data={"act": "spam"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert stored(waiting).status == "pending"
    assert count(Decision) == 0


def test_a_reply_prints_both_and_a_bad_one_comes_back_with_its_words(client: FlaskClient, waiting: int) -> None:
    address = link(waiting)
    refused = press(client, address, "reply", body="x" * 600)
    assert refused.status_code == 422
    assert "One word is longer" in refused.text
    assert "x" * 600 in refused.text
    assert press(client, address, "reply", body="It *is*.").status_code == 303
    printed = client.get("/articles/the-old-bridge").text
    assert "<em>is</em>" in printed
    assert stored(waiting).status == "approved"


def test_an_answer_is_taken_back_with_the_comment_that_it_prints(client: FlaskClient, waiting: int) -> None:
    answer = press(client, link(waiting), "reply", body="It is.")
    press(client, answer.location, "undo")
    assert [stored(id).status for id in (waiting, waiting + 1)] == ["pending", "pending"]


def test_what_was_decided_or_edited_since_is_told_and_not_overwritten(client: FlaskClient, waiting: int) -> None:
    decided, edited = link(waiting), link(make_comment(make_article("Other"), "Words."))
    decisions.mark_spam(waiting, 1, NOW)
    edits.edit(waiting + 1, "Other words.", NOW, is_shown=False)
    for address in (decided, edited):
        assert "its link does nothing any more" in client.get(address).text
        assert press(client, address, "approval").status_code == 409
    assert "Marked as spam: Asha Menon." in client.get(decided).text
    assert [stored(id).status for id in (waiting, waiting + 1)] == ["spam", "pending"]


@pytest.mark.parametrize("act", ["approval", "bin", "reply", "undo"])
def test_what_is_decided_at_the_desk_at_the_very_moment_of_the_press_stays(
    client: FlaskClient, waiting: int, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    decisions.undo(decisions.approve(waiting, 1, NOW), 1, NOW)
    if act == "undo":
        decisions.put_in_bin(waiting, 1, NOW)
    address, is_current = link(waiting), views._is_current

    def then_the_desk_decides(offer: Offer) -> bool:
        was_current = is_current(offer)
        if stored(waiting).status != "spam":
            decisions.mark_spam(waiting, 1, NOW)
        return was_current

    monkeypatch.setattr(views, "_is_current", then_the_desk_decides)
    assert press(client, address, act, body="It is.").status_code == 409
    assert stored(waiting).status == "spam"


def test_a_link_is_too_old_after_seven_days(client: FlaskClient, waiting: int) -> None:
    assert client.get(link(waiting, timedelta(days=6, hours=23))).status_code == 200
    old = link(waiting, timedelta(days=7, minutes=1))
    for answer in (client.get(old), press(client, old, "approval")):
        assert answer.status_code == 410
        assert "Links in a mail can be used for seven days." in answer.text
    assert stored(waiting).status == "pending"


def test_a_comment_that_is_gone_is_said_to_be(client: FlaskClient, waiting: int) -> None:
    address = link(waiting)
    with writing() as session:
        actions.remove(session, Comment.id == waiting)
    for answer in (client.get(address), press(client, address, "spam")):
        assert answer.status_code in (409, 410)
        assert "This comment is gone" in answer.text


def test_a_made_up_token_is_not_found(client: FlaskClient, app: Flask, waiting: int) -> None:
    good = link(waiting).removeprefix("/decide/")
    with app.app_context():
        foreign = [tokens.receipt_token(waiting), tokens.stamp(waiting)]
    for token in ("x", "дом", "a.b.c", good[:-1], good + "A", good.upper(), re.sub(r"^.", "x", good), *foreign, "%00"):
        for answer in (client.get(f"/decide/{token}"), press(client, f"/decide/{token}", "spam")):
            assert answer.status_code == 404, token
    assert stored(waiting).status == "pending"

"""What happens at the desk is written down in the transaction that does it, with ids in place of words."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from blog import clock
from blog.articles import actions as articles
from blog.articles import life
from blog.articles.rules import ArticleText
from blog.audit.models import Event
from blog.comments import decisions, edits, moves, offers
from blog.comments.models import Comment
from blog.comments.rules import Status
from blog.db import db, writing
from blog.people import actions as people
from blog.people.account import WrongPassword
from blog.people.sessions import sign_out
from blog.site import actions as site
from blog.tokens import Offer, offer_token
from tests.factories import (
    EMAIL,
    NOW,
    PASSWORD,
    Desk,
    count,
    make_admin,
    make_article,
    make_comment,
    undo_in,
)

TEXT = ArticleText(title="Hello", body="Text.", published_at=NOW)


def events(act: str = "") -> list[Event]:
    db.session.rollback()
    db.session.expire_all()
    return [event for event in db.session.query(Event).order_by(Event.id) if act in ("", event.act)]


def told(act: str) -> list[tuple[object, object]]:
    return [(event.before, event.after) for event in events(act)]


def test_a_decision_at_the_desk_tells_who_when_from_where_and_from_what_to_what(desk: Desk, app_context: Flask) -> None:
    comment_id = make_comment(make_article())
    desk.post(f"/admin/comments/{comment_id}/spam", environ_overrides={"REMOTE_ADDR": "198.51.100.77"})
    (event,) = events("decide")
    assert (event.person_id, event.way, event.address_short) == (1, "desk", "198.51.100.0/24")
    assert (event.comment_id, event.before, event.after) == (comment_id, "pending", "spam")
    assert event.happened_at == db.session.query(decisions.Decision).one().decided_at


def test_a_decision_from_a_mail_says_so(desk: Desk, app_context: Flask) -> None:
    comment_id = make_comment(make_article())
    token = offer_token(Offer(comment_id, offers.versions([comment_id])[comment_id], clock.now()))
    address = {"REMOTE_ADDR": "2001:db8:1:2::3"}
    app_context.test_client().post(f"/decide/{token}", data={"act": "approval"}, environ_overrides=address)
    (event,) = events("decide")
    assert (event.person_id, event.way, event.address_short) == (1, "mail", "2001:db8:1::/48")


def test_an_undo_is_told_as_one(desk: Desk, app_context: Flask) -> None:
    comment_id = make_comment(make_article())
    answer = desk.post(f"/admin/comments/{comment_id}/approval", follow_redirects=True)
    desk.post(undo_in(answer.text))
    assert told("undo") == [("approved", "pending")]


def test_of_many_comments_in_one_act_one_stands_for_all(desk: Desk, app_context: Flask) -> None:
    article_id = make_article()
    ids = [make_comment(article_id, f"Letter {number}.") for number in range(3)]
    desk.post("/admin/comments/bin", {"ids": ids})
    found = events("decide")
    assert [event.comment_id for event in found] == ids
    assert [event.is_first for event in found] == [True, False, False]
    assert len({event.batch_id for event in found}) == 1


def test_an_act_that_is_done_in_parts_is_one(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_admin()
    article_id = make_article()
    for number in range(5):
        make_comment(article_id, f"Letter {number}.")
    monkeypatch.setattr(moves, "CHUNK", 2)
    decisions.decide_all(Comment.article_id == article_id, Status.SPAM, 1, NOW)
    assert [event.is_first for event in events("decide")] == [True, False, False, False, False]


def test_what_the_site_decides_of_its_samples_is_nobodys_act(app_context: Flask) -> None:
    make_admin()
    decisions.approve(make_comment(make_article()), None, NOW)
    assert not events("decide")


def test_an_edit_and_its_end_name_the_comment_and_whose_words_it_has(desk: Desk, app_context: Flask) -> None:
    comment_id = make_comment(make_article(), "A letter.")
    desk.post(f"/admin/comments/{comment_id}/edit", {"body": "Another letter."})
    desk.post(f"/admin/comments/{comment_id}/original")
    assert told("edit") == [("writer's", "editor's")]
    assert told("restore") == [("editor's", "writer's")]
    assert {event.comment_id for event in (*events("edit"), *events("restore"))} == {comment_id}


def test_typing_the_writers_words_again_is_an_edit_back(app_context: Flask) -> None:
    comment_id = make_comment(make_article(), "A letter.")
    edits.edit(comment_id, "Another.", NOW, is_shown=True)
    edits.edit(comment_id, "A letter.", NOW, is_shown=True)
    assert told("edit") == [("writer's", "editor's")]
    assert told("restore") == [("editor's", "writer's")]


def test_blocks_and_trust_name_the_comment_and_not_the_sender(desk: Desk, app_context: Flask) -> None:
    comment_id = make_comment(make_article())
    desk.post(f"/admin/comments/{comment_id}/block", {"what": "domain"})
    desk.post(f"/admin/comments/{comment_id}/block", {"what": "domain"})  # which is there already
    desk.post(f"/admin/comments/{comment_id}/trust")
    desk.post("/admin/people/unblock", {"email": "asha@example.org"})  # nobody blocked it
    desk.post("/admin/people/spam", {"email": "asha@example.org"})
    desk.post("/admin/people/unblock", {"email": "asha@example.org"})
    found = [(event.act, event.after) for event in events() if event.comment_id == comment_id]
    found = [each for each in found if each[0] != "decide"]
    assert found == [("block", "domain"), ("trust", "email"), ("block", "email"), ("unblock", "email")]


def test_a_setting_is_told_with_what_it_was_and_only_if_it_is_new(desk: Desk, app_context: Flask) -> None:
    fields = {"title": "The Review", "language": "en", "time_zone": "UTC", "spam_days": "7", "log_days": "365"}
    desk.post("/admin/settings", fields, page="/admin/settings")
    desk.post("/admin/settings", fields, page="/admin/settings")
    found = {event.setting: (event.before, event.after) for event in events("set")}
    assert found == {
        "title": ("Letterpress", "The Review"),
        "spam_days": (30, 7),
    }
    assert len(events("set")) == 2


def test_of_a_list_only_how_it_grew_and_shrank_is_told(app_context: Flask) -> None:
    site.change(blocked=["a@example.org", "b@example.org"])
    site.change(blocked=["b@example.org", "c@example.org", "d@example.org"])
    assert told("set") == [
        ({"lines": 0}, {"lines": 2, "added": 2, "removed": 0}),
        ({"lines": 2}, {"lines": 3, "added": 2, "removed": 1}),
    ]


def test_who_came_in_and_who_did_not_is_told(app_context: Flask) -> None:
    make_admin()
    with suppress(WrongPassword):
        people.sign_in(EMAIL, "not the password", "here", NOW)
    with suppress(WrongPassword):
        people.sign_in("nobody@example.com", "my password in the wrong field", "here", NOW)
    sign_out(people.sign_in(EMAIL, PASSWORD, "here", NOW))
    sign_out("a token of nobody")
    people.reset_password(None, "another long password", NOW)
    found = [(event.act, event.person_id) for event in events()]
    assert found == [
        ("set-up", 1),
        ("sign-in-refused", 1),
        ("sign-in-refused", None),
        ("sign-in", 1),
        ("sign-out", 1),
        ("password", 1),
    ]


def test_what_becomes_of_an_article_is_told(desk: Desk, app_context: Flask) -> None:
    later = NOW + timedelta(days=1)
    id = articles.add(replace(TEXT, published_at=None), NOW)
    articles.revise(id, replace(TEXT, published_at=later), NOW)
    life.release(later)
    articles.revise(id, TEXT, later)
    desk.post(f"/admin/articles/{id}/publication/end")
    desk.post(f"/admin/articles/{id}/publication")
    desk.post(f"/admin/articles/{id}/deletion")
    assert told("article") == [
        (None, "draft"),
        ("draft", "scheduled"),
        ("scheduled", "live"),
        ("live", "live"),
        ("live", "draft"),
        ("draft", "live"),
        (None, "deleted"),
    ]
    assert [event.way for event in events("article")] == ["site"] * 4 + ["desk"] * 3
    assert {event.article_id for event in events("article")} == {id}


def test_a_command_on_the_server_is_told_as_one(app: Flask) -> None:
    app.test_cli_runner().invoke(args=["create-admin", "--email", EMAIL], input=PASSWORD + "\n")
    with app.app_context():
        assert [(event.act, event.way, event.address_short) for event in events()] == [("set-up", "command", "")]


def test_what_is_rolled_back_did_not_happen(app_context: Flask) -> None:
    make_admin()
    comment_id = make_comment(make_article())
    before = count(Event)
    with suppress(RuntimeError), writing() as session:
        moves.move_all(session, [comment_id], moves.together(Status.SPAM, 1, NOW))
        raise RuntimeError
    assert count(Event) == before


def test_no_word_of_a_person_is_in_it(desk: Desk, app_context: Flask) -> None:
    article_id = make_article()
    words = {
        "name": "Zebulon Quirk",
        "email": "zebulon@quirk.example",
        "website": "https://quirk.example/",
        "address": "203.0.113.7",
    }
    comment_id = make_comment(article_id, "A most singular sentence.", **words)
    desk.post(f"/admin/comments/{comment_id}/edit", {"body": "A most ordinary sentence."})
    for what in ("email", "domain", "network"):
        desk.post(f"/admin/comments/{comment_id}/block", {"what": what})
    desk.post(f"/admin/comments/{comment_id}/trust")
    desk.post(f"/admin/comments/{comment_id}/reply", {"body": "A singular answer."})
    desk.post("/admin/people/spam", {"email": words["email"]})
    kept = json.dumps([[str(value) for value in row] for row in db.session.execute(db.select(Event.__table__))])
    for word in ("Zebulon", "quirk", "singular", "ordinary", "203.0.113"):
        assert word.casefold() not in kept.casefold()

"""Block and Trust, from the row of a comment, and the chips that lead to the settings."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from blog.comments import actions, blocking, lists
from blog.comments.models import Comment, Decision
from blog.comments.queries import policy
from blog.comments.rules import Submission
from blog.comments.triage import Facts, Policy, is_block, triage
from blog.db import db
from blog.desk import words
from blog.site.actions import change
from tests.factories import EMAIL, NOW, Desk, make_comment


def now_policy() -> Policy:
    db.session.rollback()
    return policy()


def press(desk: Desk, path: str, **fields: str) -> str:
    """The queue after a button was pressed in it."""
    answer = desk.post(path, fields)
    assert answer.status_code == 303
    return desk.get(answer.location).text


@pytest.mark.parametrize(
    ("what", "entry"), [("email", "asha@example.org"), ("domain", "example.org"), ("network", "203.0.113.0/24")]
)
def test_a_block_names_what_it_blocks_adds_it_and_leaves_the_comment_waiting(
    desk: Desk, article: int, what: str, entry: str
) -> None:
    comment_id = make_comment(article, email="Asha@Example.org")
    assert f"<bdi>{entry}</bdi>" in desk.get("/admin/").text
    page = press(desk, f"/admin/comments/{comment_id}/block", what=what)
    assert f"Blocked: {entry}. New comments from there go straight to Spam." in page
    assert 'href="/admin/settings#blocked"' in page
    assert now_policy().blocked == (entry,)
    assert db.session.get_one(Comment, comment_id).status == "pending"
    assert db.session.query(Decision).count() == 0


@pytest.mark.parametrize("what", ["email", "domain", "network"])
def test_what_comes_from_there_afterwards_is_with_the_spam(desk: Desk, article: int, what: str) -> None:
    press(desk, f"/admin/comments/{make_comment(article)}/block", what=what)
    make_comment(article, "The next one.")
    assert "The next one." not in desk.get("/admin/").text
    page = desk.get("/admin/comments?status=spam").text
    assert "The next one." in page
    assert "Blocked: " in page


def test_a_notice_is_shown_once(desk: Desk, article: int) -> None:
    assert "Blocked: " in press(desk, f"/admin/comments/{make_comment(article)}/block", what="email")
    assert "Blocked: " not in desk.get("/admin/").text


def test_the_same_block_twice_is_one_line(desk: Desk, article: int) -> None:
    change(blocked=["Example.org"])
    comment_id = make_comment(article, email="asha@example.net")
    for _time in range(2):
        press(desk, f"/admin/comments/{comment_id}/block", what="domain")
    change(blocked=[*now_policy().blocked, "Asha@Example.net"])
    press(desk, f"/admin/comments/{comment_id}/block", what="email")
    assert now_policy().blocked == ("Example.org", "example.net", "Asha@Example.net")


def test_trust_adds_the_address_and_its_comments_still_wait(desk: Desk, article: int) -> None:
    comment_id = make_comment(article, email="Asha@Example.org")
    for _time in range(2):
        page = press(desk, f"/admin/comments/{comment_id}/trust")
        assert "Trusted: Asha@Example.org. Comments from there still wait like every other." in page
        assert 'href="/admin/settings#trusted"' in page
    assert now_policy().trusted == ("asha@example.org",)
    assert db.session.get_one(Comment, make_comment(article, "Again.")).status == "pending"


def test_blocks_at_the_same_moment_lose_no_line(desk: Desk, article: int, app_context: Flask) -> None:
    ids = [make_comment(article, str(number), email=f"asha@{number}.example") for number in range(12)]

    def block(number: int) -> None:
        with app_context.app_context():
            lists.block(ids[number], "domain", EMAIL)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(block, range(12)))
    assert sorted(now_policy().blocked) == sorted(f"{number}.example" for number in range(12))


def test_the_domain_of_a_mail_service_is_not_offered_and_is_refused(desk: Desk, article: int) -> None:
    comment_id = make_comment(article, email="asha@Gmail.com")
    assert 'value="domain"' not in desk.get("/admin/").text
    answer = desk.post(f"/admin/comments/{comment_id}/block", {"what": "domain", "status": "pending"})
    assert answer.status_code == 422
    assert "Very many people have an address at gmail.com." in answer.text
    assert 'href="/admin/comments?status=pending#notice"' in answer.text
    assert now_policy().blocked == ()
    assert "Blocked: asha@gmail.com" in press(desk, f"/admin/comments/{comment_id}/block", what="email")


@pytest.mark.parametrize("what", ["email", "domain"])
def test_the_admin_cannot_block_themselves(desk: Desk, article: int, what: str) -> None:
    comment_id = make_comment(article, email=EMAIL.upper())
    assert f'value="{what}"' not in desk.get("/admin/").text
    answer = desk.post(f"/admin/comments/{comment_id}/block", {"what": what})
    assert answer.status_code == 422
    assert "would block your own address" in answer.text
    assert now_policy().blocked == ()


def test_the_answers_of_the_editor_offer_neither(desk: Desk, article: int) -> None:
    actions.reply(make_comment(article), "An answer.", 1, NOW)
    page = desk.get("/admin/comments?status=approved").text
    assert page.count('class="queue__row"') == 2
    assert page.count('class="queue__policy"') == 1


@pytest.mark.parametrize("path", ["block", "trust"])
def test_both_come_back_to_the_tab_that_they_were_pressed_in(desk: Desk, article: int, path: str) -> None:
    comment_id = make_comment(article)
    desk.post(f"/admin/comments/{comment_id}/spam")
    fields = {"status": "spam", "what": "email"}
    answer = desk.post(f"/admin/comments/{comment_id}/{path}", fields, page="/admin/comments?status=spam")
    assert answer.location == "/admin/comments?status=spam#notice"


def test_a_list_that_is_full_says_so(desk: Desk, article: int) -> None:
    comment_id = make_comment(article)
    change(blocked=[f"{number}.example" for number in range(1_000)], trusted=["x@y.example"] * 1_000)
    for path in ("block", "trust"):
        answer = desk.post(f"/admin/comments/{comment_id}/{path}", {"what": "email"})
        assert answer.status_code == 422
        assert "The list has 1000 lines already." in answer.text
    assert len(now_policy().blocked) == 1_000


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/admin/comments/999/block", {"what": "email"}, 404),
        ("/admin/comments/999/trust", {}, 404),
        ("/admin/comments/1/block", {}, 400),
        ("/admin/comments/1/block", {"what": "everything"}, 400),
    ],
)
def test_what_is_not_there_cannot_be_blocked(
    desk: Desk, article: int, path: str, fields: dict[str, str], status: int
) -> None:
    make_comment(article)
    assert desk.post(path, fields).status_code == status
    assert now_policy() == Policy()


@pytest.mark.parametrize("path", ["block", "trust"])
def test_nobody_else_can_do_either(desk: Desk, article: int, app_context: Flask, path: str) -> None:
    comment_id = make_comment(article)
    stranger = app_context.test_client().post(f"/admin/comments/{comment_id}/{path}", data={"what": "email"})
    assert "/admin/login" in stranger.location
    forged = desk.client.post(f"/admin/comments/{comment_id}/{path}", data={"what": "email"})
    assert forged.status_code == 400
    assert now_policy() == Policy()


@pytest.mark.parametrize(
    ("email", "network", "found"),
    [
        ("A@B.example", "2001:db8::/48", {"email": "a@b.example", "domain": "b.example", "network": "2001:db8::/48"}),
        ("a@b.example", "", {"email": "a@b.example", "domain": "b.example"}),
        ("a@web.de", "", {"email": "a@web.de"}),
        ("me@own.example", "", {}),
        ("other@own.example", "", {"email": "other@own.example"}),
        ("other@sub.own.example", "", {"email": "other@sub.own.example", "domain": "sub.own.example"}),
        ("", "", {}),
    ],
)
def test_only_what_strikes_nobody_else_is_offered(email: str, network: str, found: dict[str, str]) -> None:
    assert blocking.offers(email, network, "Me@Own.example") == found
    assert all(map(is_block, found.values()))


@pytest.mark.parametrize(
    ("code", "data", "setting"),
    [
        ("held_word", {"word": "casino"}, "held_words"),
        ("refused_word", {"word": "casino"}, "refused_words"),
        ("blocked", {"what": "example.org"}, "blocked"),
        ("links", {"count": 2}, "most_links"),
        ("first_comment", {}, ""),
        ("unheard_of", {}, ""),
    ],
)
def test_a_reason_knows_the_setting_that_governs_it(
    app_context: Flask, code: str, data: dict[str, object], setting: str
) -> None:
    with app_context.test_request_context():
        assert words.chip(code, data).setting == setting


def test_the_queue_and_the_rules_name_the_same_settings() -> None:
    policy = Policy(held_words=("bridge",), refused_words=("bridge",), blocked=("example.org",))
    sent = Submission(article_id=1, name="Asha", email="asha@example.org", body="The bridge.")
    verdict = triage(sent, Facts(links=(("a.example", "a.example"),)), policy)
    governed = {reason.code: reason.setting for reason in verdict.reasons if reason.setting}
    assert governed == words.SETTINGS


def test_the_chips_of_what_the_admin_decided_lead_there(desk: Desk, article: int) -> None:
    change(held_words=["bridge"])
    make_comment(article, "The bridge: https://a.example")
    page = desk.get("/admin/").text
    chips = re.findall(r'href="/admin/settings#(\w+)"><bdi>([^<]*)', page)
    assert chips == [("held_words", "Word: bridge"), ("most_links", "1 link")]
    settings = desk.get("/admin/settings").text
    assert all(f'id="{setting}"' in settings for setting, _words in chips)


def test_hostile_words_in_a_list_are_inert(desk: Desk, article: int) -> None:
    change(held_words=['"><b onclick=x>'])
    make_comment(article, 'Look: "><b onclick=x>')
    assert "<b onclick" not in desk.get("/admin/").text
    assert "<b onclick" not in desk.get("/admin/settings").text

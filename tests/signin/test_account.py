"""The account at the desk, without a browser."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from blog import tokens
from blog.comments import offers
from blog.tokens import Offer
from tests.factories import Desk, everything, hidden, make_article, make_comment
from tests.signin.conftest import Browser, Clock

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def test_another_name_signs_from_now_on(desk: Desk) -> None:
    answer = desk.post("/admin/account", {"name": "M. Thomas"}, follow_redirects=True)
    assert "Saved." in answer.text
    assert 'value="M. Thomas"' in answer.text
    assert desk.post("/admin/account", {"name": " "}).status_code == 422


def test_another_address_and_another_password_sign_in_and_end_all_other_sessions(
    app: Flask, desk: Desk, other: Browser
) -> None:
    other.sign_in()
    assert desk.post("/admin/account/email", {"email": "nonsense"}).status_code == 422
    answer = desk.post("/admin/account/email", {"email": "New@example.com"}, follow_redirects=True)
    assert "You sign in with the new address from now on" in answer.text
    assert other.get("/admin/").status_code == 303
    assert desk.post("/admin/account/password", {"password": "short"}).status_code == 422
    answer = desk.post("/admin/account/password", {"password": "another password"}, follow_redirects=True)
    assert "You sign in with the new password from now on" in answer.text
    assert other.sign_in().status_code == 422
    assert other.sign_in(email="new@example.com", password="another password").status_code == 303


def test_a_change_gives_this_browser_another_token_and_another_csrf_token(app: Flask, desk: Desk) -> None:
    cookie = desk.client.get_cookie("letterpress", path="/admin")
    token = hidden(desk.get("/admin/").text, "csrf_token")
    assert cookie
    copied = app.test_client()
    copied.set_cookie("letterpress", cookie.value, path="/admin")
    desk.post("/admin/account/password", {"password": "another password"})
    assert copied.get("/admin/").status_code == 303
    assert desk.get("/admin/").status_code == 200
    assert desk.client.post("/admin/account", data={"csrf_token": token, "name": "X"}).status_code == 400


def test_it_lists_the_browsers_that_are_signed_in_and_ends_one_or_all_others(app: Flask, desk: Desk) -> None:
    browsers = [Browser(app) for _ in range(3)]
    for browser in browsers:
        browser.client.environ_base |= {"HTTP_USER_AGENT": FIREFOX["User-Agent"], "REMOTE_ADDR": "198.51.100.77"}
        browser.sign_in()
    page = desk.get("/admin/account").text
    assert page.count("Firefox on Linux") == 3
    assert page.count("198.51.100.0/24") == 3
    assert "198.51.100.77" not in page
    assert page.count("(this browser)") == 1
    ends = re.findall(r'action="(/admin/account/sessions/\d+/end)"', page)
    assert len(ends) == 3
    answer = desk.post(ends[0], follow_redirects=True)
    assert "Signed out." in answer.text
    assert sorted(browser.get("/admin/").status_code for browser in browsers) == [200, 200, 303]
    desk.post("/admin/account/sessions/end-others")
    assert [browser.get("/admin/").status_code for browser in browsers] == [303, 303, 303]
    assert desk.get("/admin/").status_code == 200


def test_what_a_browser_calls_itself_stands_nowhere(app: Flask, desk: Desk) -> None:
    browser = Browser(app)
    browser.client.environ_base |= {"HTTP_USER_AGENT": "<b>Firefox/1</b> www.evil.example Linux"}
    browser.sign_in()
    with app.app_context():
        assert "evil" not in str(everything())
    assert "Firefox on Linux" in desk.get("/admin/account").text


def test_looking_at_the_account_changes_nothing(app: Flask, desk: Desk) -> None:
    with app.app_context():
        before = everything()
    for path in ("", "/email", "/password", "/second-factor"):
        assert desk.get(f"/admin/account{path}").status_code == 200
    assert desk.get("/admin/confirm").status_code == 200
    with app.app_context():
        assert everything() == before


# --- The second factor ------------------------------------------------------------------------------------------------


def test_a_wrong_code_does_not_turn_it_on_and_keeps_the_picture(desk: Desk) -> None:
    page = "/admin/account/second-factor"
    picture = re.search(r"<svg.*?</svg>", desk.get(page).text)
    answer = desk.post(page, {"code": "000000"}, page=page)
    assert answer.status_code == 422
    assert picture
    assert picture[0] in answer.text
    assert desk.post(page, {"code": ""}, page=page).status_code == 422
    assert "Off." in desk.get("/admin/account").text


def test_the_picture_needs_no_style_that_the_policy_forbids(desk: Desk) -> None:
    page = desk.get("/admin/account/second-factor").text
    assert "<svg" in page
    assert "style=" not in page
    assert "data:" not in page


def test_turned_on_it_shows_ten_codes_once_and_then_how_many_are_left(
    desk: Desk, phone: Callable[[], str], other: Browser
) -> None:
    assert "10 recovery codes are left" in desk.get("/admin/account").text
    answer = desk.post("/admin/account/recovery-codes")
    codes = re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", answer.text)
    assert len(codes) == 10
    assert codes[0] not in desk.get("/admin/account/second-factor").text
    other.sign_in()
    assert other.enter(codes[0]).status_code == 303
    assert "9 recovery codes are left" in desk.get("/admin/account").text
    log = desk.get("/admin/log?kind=sign-ins").text
    for words in ("Turned the second factor on", "Made new recovery codes", "Signed in with a recovery code"):
        assert words in log


def test_sent_twice_it_is_turned_on_once(desk: Desk, phone: Callable[[], str]) -> None:
    with desk.client.session_transaction(path="/admin/") as session:
        session["salt"] = "another salt"
    assert desk.post("/admin/account/second-factor", {"code": "000000"}).status_code == 303
    assert "10 recovery codes are left" in desk.get("/admin/account").text


def test_turned_off_the_password_alone_lets_in(desk: Desk, phone: Callable[[], str], other: Browser) -> None:
    answer = desk.post("/admin/account/second-factor/removal", follow_redirects=True)
    assert "The second factor is off." in answer.text
    assert other.sign_in().location == "/admin/"
    assert desk.post("/admin/account/recovery-codes").status_code == 303


# --- Links in mails ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [("password", {"password": "another password"}), ("email", {"email": "a@b.example"})]
)
def test_links_that_the_admin_got_before_a_change_no_longer_act(
    app: Flask, desk: Desk, watch: Clock, change: tuple[str, dict[str, str]]
) -> None:
    with app.app_context():
        comment_id = make_comment(make_article())
        version = offers.versions([comment_id])[comment_id]
        before = tokens.offer_token(Offer(comment_id, version, watch.now))
        watch.go_on(minutes=1)
        assert app.test_client().get(f"/decide/{before}").status_code == 200
        desk.post(f"/admin/account/{change[0]}", change[1])
        watch.go_on(seconds=1)
        after = tokens.offer_token(Offer(comment_id, version, watch.now))
    for link, get, post in ((before, 410, 410), (after, 200, 303)):
        assert app.test_client().get(f"/decide/{link}").status_code == get
        assert app.test_client().post(f"/decide/{link}", data={"act": "approval"}).status_code == post

"""The admin is told of each sign-in and change of the account, in the same transaction, by words of our own."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from blog import clock, postman
from blog.outbox.models import Mail
from blog.people import account, actions, second_factor
from blog.people.sessions import accessed
from tests.factories import EMAIL, NOW, PASSWORD, Desk, count, make_article, make_comment
from tests.notices.test_hostile_mail import BODIES, ENCODED, HEADERS, NAMES
from tests.post import PostOffice

pytestmark = pytest.mark.usefixtures("office")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def sent(office: PostOffice) -> list[tuple[str, str]]:
    """To whom, and about what, once all has gone that waits."""
    postman.deliver("here")
    return [(str(mail["To"]), str(mail["Subject"]).partition("] ")[2]) for mail in office.mails]


def sign_in(app: Flask, user_agent: str = FIREFOX) -> Desk:
    desk = Desk.__new__(Desk)
    desk.client = app.test_client()
    desk.client.environ_base |= {"HTTP_USER_AGENT": user_agent, "REMOTE_ADDR": "198.51.100.77"}
    desk.post("/admin/login", {"email": EMAIL, "password": PASSWORD}, page="/admin/login")
    return desk


def test_a_sign_in_is_told_with_when_browser_and_shortened_network(app: Flask, office: PostOffice) -> None:
    sign_in(app)
    assert sent(office) == [(EMAIL, "New sign-in")]
    for part in ("plain", "html"):
        body = office.mails[0].get_body((part,))
        assert body
        text = body.get_content()
        for words in ("14 March 2026, 10:00", "Firefox on Linux", "198.51.100.0/24", "flask reset-password"):
            assert words in text
        assert "198.51.100.77" not in text
        assert set(re.findall(r"https?://[^\s\"<]+", text)) == {"http://127.0.0.1:8000/admin/account"}


@pytest.mark.parametrize("hostile", NAMES + ENCODED + BODIES[:6])
def test_nothing_of_what_a_browser_calls_itself_reaches_the_mail(app: Flask, office: PostOffice, hostile: str) -> None:
    header = "".join(c for c in hostile if c.isprintable() and ord(c) < 256)  # what a server hands on
    sign_in(app, f"{header} Firefox/1 Linux")
    assert sent(office) == [(EMAIL, "New sign-in")]
    (mail,) = office.mails
    assert set(mail.keys()) <= HEADERS | {"X-Peer", "X-MailFrom", "X-RcptTo"}
    assert "evil" not in mail.as_string()


def test_each_change_of_the_account_is_told(app: Flask, office: PostOffice) -> None:
    account.change_password(1, PASSWORD, NOW, 1)
    totp = pyotp.TOTP(second_factor.secret(1, "salt"))
    second_factor.turn_on(1, "salt", totp.at(NOW), "here", NOW, 1)
    second_factor.renew_codes(1)
    second_factor.turn_off(1, NOW)
    account.rename(1, "M. Thomas")
    assert [subject for _, subject in sent(office)] == [
        "The password was changed", "The second factor was turned on", "New recovery codes were made",
        "The second factor was turned off",
    ]  # fmt: skip


def test_a_recovery_code_that_was_used_is_told_by_that_name(app: Flask, office: PostOffice) -> None:
    totp = pyotp.TOTP(second_factor.secret(1, "salt"))
    _, codes = second_factor.turn_on(1, "salt", totp.at(NOW), "here", NOW, 1)
    with pytest.raises(actions.CodeNeeded) as needed:
        actions.sign_in(EMAIL, PASSWORD, "here", NOW)
    actions.sign_in_with_code(needed.value.half, codes[0], "here", NOW)
    assert sent(office)[1:] == [(EMAIL, "A recovery code was used to sign in")]


def test_another_address_is_told_to_both_and_what_waits_goes_to_the_new_one(app: Flask, office: PostOffice) -> None:
    make_comment(make_article())
    account.change_email(1, "new@example.com", NOW, 1)
    told = "The email address of the admin was changed"
    assert sorted(sent(office)) == sorted(
        [("new@example.com", "Asha Menon on Hello"), ("new@example.com", told), (EMAIL, told)]
    )


def test_what_is_done_on_the_server_is_told_so(app: Flask, office: PostOffice) -> None:
    runner: FlaskCliRunner = app.test_cli_runner()
    runner.invoke(args=["reset-password"], input="another password\n")
    assert sent(office) == [(EMAIL, "The password was changed")]
    assert "on the server" in office.mails[0].as_string()


def test_refused_sign_ins_and_signing_out_cause_no_mail(app: Flask, office: PostOffice) -> None:
    with pytest.raises(account.WrongPassword):
        actions.sign_in(EMAIL, "wrong password", "here", NOW)
    desk = sign_in(app)
    desk.post("/admin/logout")
    assert sent(office) == [(EMAIL, "New sign-in")]


def test_without_a_server_for_mail_nothing_waits(app: Flask) -> None:
    app.config["SMTP_URL"] = ""
    actions.sign_in(EMAIL, PASSWORD, "here", NOW + timedelta(seconds=1))
    assert count(Mail) == 0


def test_a_sign_in_that_is_not_stored_is_not_told() -> None:
    def fail(*_args: object, **_values: object) -> None:
        raise RuntimeError("the disk is full")

    accessed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            actions.sign_in(EMAIL, PASSWORD, "here", NOW)
    finally:
        accessed.disconnect(fail)
    assert count(Mail) == 0

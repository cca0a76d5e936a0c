"""Making the admin and signing them in, on a real database."""

from datetime import timedelta

import pytest

from blog.db import db
from blog.people import account, actions, passwords, queries, sessions, throttle
from blog.people.models import SetupKey, SignIn, Throttle
from blog.site.queries import settings
from tests.factories import EMAIL, NOW, PASSWORD, count, dump, make_admin

pytestmark = pytest.mark.usefixtures("app_context")


def set_up(key: str) -> str:
    return actions.set_up(key, site_title="The Review", name="Meera", email=EMAIL, password=PASSWORD, now=NOW)


def test_a_setup_key_makes_one_admin_once_and_names_the_site() -> None:
    key = actions.offer_setup(NOW)
    assert key
    set_up(key)
    assert settings().title == "The Review"
    with pytest.raises(actions.SetupRefused):
        set_up(key)
    assert actions.offer_setup(NOW) is None


def test_a_setup_key_dies_after_a_day_and_when_a_new_one_is_made() -> None:
    old, new = actions.offer_setup(NOW), actions.offer_setup(NOW)
    assert old
    assert new
    assert not actions.is_setup_key(old, NOW)
    assert actions.is_setup_key(new, NOW + timedelta(hours=23, minutes=59))
    assert not actions.is_setup_key(new, NOW + timedelta(hours=24))


def test_neither_keys_nor_tokens_nor_passwords_are_stored() -> None:
    key = actions.offer_setup(NOW)
    stored = "\n".join(dump())
    assert key not in stored
    make_admin()
    token = actions.sign_in(EMAIL, PASSWORD, "here", NOW)
    assert token not in "\n".join(dump())
    assert PASSWORD not in "\n".join(dump())


def test_a_session_ends_when_it_is_signed_out_or_after_a_month() -> None:
    make_admin()
    token = actions.sign_in(EMAIL.upper(), PASSWORD, "here", NOW)
    assert queries.signed_in(token, NOW + timedelta(days=29)).email == EMAIL  # type: ignore[union-attr]
    assert queries.signed_in(token, NOW + timedelta(days=30)) is None
    sessions.sign_out(token)
    assert queries.signed_in(token, NOW) is None
    assert queries.signed_in("", NOW) is None


def test_a_wrong_password_and_an_unknown_address_are_refused_alike() -> None:
    make_admin()
    for email, password in ((EMAIL, "wrong password"), ("nobody@example.com", PASSWORD)):
        with pytest.raises(account.WrongPassword):
            actions.sign_in(email, password, "here", NOW)


def test_guessing_makes_wait_and_the_wait_is_in_the_database() -> None:
    make_admin()
    for _ in range(3):
        with pytest.raises(account.WrongPassword):
            actions.sign_in(EMAIL, "wrong password", "here", NOW)
    db.session.remove()
    with pytest.raises(throttle.TooManyTries) as refused:
        actions.sign_in(EMAIL, PASSWORD, "here", NOW)
    assert refused.value.seconds == 2
    assert actions.sign_in(EMAIL, PASSWORD, "here", NOW + timedelta(seconds=2))


def test_guessing_from_many_addresses_makes_each_of_them_wait_for_the_account_but_not_the_admin() -> None:
    make_admin()
    for number in range(3):
        with pytest.raises(account.WrongPassword):
            actions.sign_in(EMAIL, "wrong password", f"address {number}", NOW)
    with pytest.raises(throttle.TooManyTries):
        actions.sign_in(EMAIL, "wrong password", "address 0", NOW)
    assert actions.sign_in(EMAIL, PASSWORD, "the admin's own", NOW)


def test_setting_up_signs_in_whatever_was_guessed_before() -> None:
    key = actions.offer_setup(NOW)
    assert key
    for _ in range(3):
        with pytest.raises(account.WrongPassword):
            actions.sign_in(EMAIL, "wrong password", "here", NOW)
    token = set_up(key)
    assert queries.signed_in(token, NOW).email == EMAIL  # type: ignore[union-attr]


def test_signing_in_forgets_the_failures() -> None:
    make_admin()
    for _ in range(2):
        with pytest.raises(account.WrongPassword):
            actions.sign_in(EMAIL, "wrong password", "here", NOW)
    actions.sign_in(EMAIL, PASSWORD, "here", NOW)
    with pytest.raises(account.WrongPassword):
        actions.sign_in(EMAIL, "wrong password", "here", NOW)


def test_a_new_password_signs_every_browser_out_and_ends_the_wait() -> None:
    make_admin()
    token = actions.sign_in(EMAIL, PASSWORD, "here", NOW)
    for _ in range(3):
        with pytest.raises(account.WrongPassword):
            actions.sign_in(EMAIL, "wrong password", "here", NOW)
    assert actions.reset_password(None, "another password", NOW) == EMAIL
    assert queries.signed_in(token, NOW) is None
    assert actions.sign_in(EMAIL, "another password", "here", NOW)


def test_there_is_one_admin() -> None:
    make_admin()
    with pytest.raises(actions.AdminExists):
        make_admin("Another")
    with pytest.raises(actions.NoSuchPerson):
        actions.reset_password("nobody@example.com", PASSWORD, NOW)


def test_old_tries_are_forgotten() -> None:
    make_admin()
    with pytest.raises(account.WrongPassword):
        actions.sign_in(EMAIL, "wrong password", "here", NOW)
    throttle.forget_old(NOW + timedelta(hours=25))
    assert count(Throttle) == 0


def test_one_address_that_guesses_at_many_accounts_waits() -> None:
    for number in range(3):
        with pytest.raises(account.WrongPassword):
            actions.sign_in(f"{number}@example.com", "wrong password", "here", NOW)
    with pytest.raises(throttle.TooManyTries):
        actions.sign_in("another@example.com", "wrong password", "here", NOW)


def test_an_admin_who_came_by_another_way_ends_the_setup_key() -> None:
    key = actions.offer_setup(NOW)
    assert key
    make_admin()
    assert not actions.is_setup_key(key, NOW)
    with pytest.raises(actions.SetupRefused):
        set_up(key)


def test_what_is_over_is_not_kept() -> None:
    key = actions.offer_setup(NOW)
    assert key
    set_up(key)
    actions.sign_in(EMAIL, PASSWORD, "here", NOW + timedelta(days=29))
    sessions.forget_dead(NOW + timedelta(days=30))
    assert count(SignIn) == 1
    assert count(SetupKey) == 0


def test_recent_tries_are_not_forgotten() -> None:
    make_admin()
    with pytest.raises(account.WrongPassword):
        actions.sign_in(EMAIL, "wrong password", "here", NOW)
    throttle.forget_old(NOW + timedelta(hours=23))
    assert count(Throttle) == 2  # of the address, and of where it came from


def test_an_unknown_address_costs_as_much_time_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str | None] = []
    monkeypatch.setattr(actions, "is_password", lambda password, stored: bool(looked_at.append(stored)))
    with pytest.raises(account.WrongPassword):
        actions.sign_in("nobody@example.com", PASSWORD, "here", NOW)
    assert looked_at == [None]
    assert not passwords.is_password("nobody has this password", None)

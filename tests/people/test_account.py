"""What a change of the account ends, and what it asks for, on a real database."""

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest

from blog.people import account, actions, queries, second_factor, sessions
from blog.people.sessions import Device
from tests.factories import EMAIL, NOW, PASSWORD, make_admin

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def tokens() -> list[str]:
    """Three browsers that are signed in."""
    make_admin()
    return [actions.sign_in(EMAIL, PASSWORD, "here", NOW, Device(name)) for name in ("One", "Two", "Three")]


def id_of(token: str) -> int:
    row = queries.signed_in(token, NOW)
    assert row
    return int(row.sign_in_id)


def turn_on(sign_in_id: int) -> str:
    code = pyotp.TOTP(second_factor.secret(1, "salt")).at(NOW)
    return second_factor.turn_on(1, "salt", code, "here", NOW, sign_in_id)[0]


CHANGES: dict[str, Callable[[int], str]] = {
    "password": lambda id: account.change_password(1, "another password", NOW, id),
    "email": lambda id: account.change_email(1, "other@example.com", NOW, id),
    "second factor on": turn_on,
    "second factor off": lambda id: second_factor.turn_off(1, NOW, id),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_lets_in_ends_every_session_but_this_which_gets_a_new_token(
    tokens: list[str], change: str
) -> None:
    this = id_of(tokens[1])
    fresh = CHANGES[change](this)
    assert [queries.signed_in(token, NOW) for token in tokens] == [None, None, None]
    assert id_of(fresh) == this
    assert [row.browser for row in queries.sessions(1, NOW)] == ["Two"]
    admin = queries.the_admin()
    assert admin
    assert admin.credentials_changed_at == NOW


def test_a_session_that_was_ended_meanwhile_does_not_go_on_by_a_change(tokens: list[str]) -> None:
    this = id_of(tokens[0])
    sessions.end(1, this)
    fresh = account.change_password(1, "another password", NOW, this)
    assert queries.signed_in(fresh, NOW) is None


def test_another_name_ends_nothing(tokens: list[str]) -> None:
    account.rename(1, "M. Thomas")
    row = queries.signed_in(tokens[0], NOW)
    assert row
    assert row.name == "M. Thomas"


def test_the_address_is_known_again_without_case(tokens: list[str]) -> None:
    account.change_email(1, "Other@Example.com", NOW, 1)
    assert actions.sign_in("oTHER@example.COM", PASSWORD, "here", NOW)


def test_one_session_or_all_others_can_be_ended(tokens: list[str]) -> None:
    assert sessions.end(1, id_of(tokens[0]))
    assert not sessions.end(1, 99)
    assert queries.signed_in(tokens[0], NOW) is None
    assert sessions.end_others(1, id_of(tokens[2])) == 1
    assert queries.signed_in(tokens[1], NOW) is None
    assert queries.signed_in(tokens[2], NOW)


def test_dead_sessions_are_swept_and_no_other(tokens: list[str]) -> None:
    actions.sign_in(EMAIL, PASSWORD, "here", NOW + timedelta(days=1))
    sessions.forget_dead(NOW + timedelta(days=30))
    assert len(queries.sessions(1, NOW)) == 1


def test_a_sign_in_counts_as_giving_the_password_and_giving_it_again_is_noted_for_this_session(
    tokens: list[str],
) -> None:
    later = NOW + timedelta(hours=1)
    account.confirm(1, id_of(tokens[0]), PASSWORD, "here", later)
    confirmed = [queries.signed_in(token, NOW).confirmed_at for token in tokens]  # type: ignore[union-attr]
    assert confirmed == [later, NOW, NOW]


def test_a_wrong_password_confirms_nothing_and_makes_wait_like_a_sign_in(tokens: list[str]) -> None:
    later = NOW + timedelta(hours=1)
    for _ in range(3):
        with pytest.raises(account.WrongPassword):
            account.confirm(1, id_of(tokens[0]), "wrong password", "here", later)
    with pytest.raises(account.throttle.TooManyTries):
        account.confirm(1, id_of(tokens[0]), PASSWORD, "here", later)
    assert queries.signed_in(tokens[0], NOW).confirmed_at == NOW  # type: ignore[union-attr]


def test_a_password_that_was_changed_while_it_was_checked_lets_nobody_in(
    tokens: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(password: str, stored: str | None) -> bool:
        actions.reset_password(None, "another password", NOW)
        return True

    monkeypatch.setattr(actions, "is_password", slow)
    with pytest.raises(account.WrongPassword):
        actions.sign_in(EMAIL, PASSWORD, "here", NOW)
    assert queries.sessions(1, NOW) == []

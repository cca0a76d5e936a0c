"""Codes and recovery codes, on a real database."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask

from blog.db import db
from blog.people import account, actions, queries, second_factor, throttle
from blog.people.models import RecoveryCode
from blog.people.second_factor import WrongCode
from tests.factories import EMAIL, NOW, PASSWORD, count, make_admin
from tests.people.conftest import SALT, Phone

pytestmark = pytest.mark.usefixtures("app_context")
LATER = NOW + timedelta(seconds=60)


def half(now: datetime = LATER, address: str = "here") -> str:
    """What a browser holds after the right password."""
    with pytest.raises(actions.CodeNeeded) as needed:
        actions.sign_in(EMAIL, PASSWORD, address, now)
    return needed.value.half


def enter(code: str, now: datetime = LATER, address: str = "here") -> str:
    return actions.sign_in_with_code(half(now, address), code, address, now)


def test_it_is_off_until_a_right_code_was_given() -> None:
    make_admin()
    with pytest.raises(WrongCode):
        second_factor.turn_on(1, SALT, "000000", "here", NOW, 1)
    assert queries.second_factor(1) is None
    assert actions.sign_in(EMAIL, PASSWORD, "here", NOW)


def test_with_it_the_password_alone_opens_nothing(phone: Phone) -> None:
    half()
    assert queries.signed_in(enter(phone.code(LATER)), LATER)


def test_a_code_is_good_once(phone: Phone) -> None:
    code = phone.code(LATER)
    enter(code)
    with pytest.raises(WrongCode):
        enter(code)


def test_the_code_that_turned_it_on_lets_nobody_in(phone: Phone) -> None:
    with pytest.raises(WrongCode):
        enter(phone.code(NOW), NOW + timedelta(seconds=1))


@pytest.mark.parametrize(("seconds", "is_good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_the_phones_clock_may_be_off_by_one_step(phone: Phone, seconds: int, is_good: bool) -> None:
    now = NOW + timedelta(minutes=10)
    code = phone.code(now + timedelta(seconds=seconds))
    if is_good:
        assert enter(code, now)
    else:
        with pytest.raises(WrongCode):
            enter(code, now)


def test_a_code_of_the_step_before_is_dead_once_a_later_one_was_used(phone: Phone) -> None:
    now = NOW + timedelta(minutes=10)
    enter(phone.code(now), now)
    with pytest.raises(WrongCode):
        enter(phone.code(now - timedelta(seconds=30)), now)


@pytest.mark.parametrize("code", ["", "12345", "½", "١٢٣٤٥٦", "0" * 40, "000000"])
def test_what_is_no_code_is_refused(phone: Phone, code: str) -> None:
    with pytest.raises(WrongCode):
        enter(code)


def test_neither_the_secret_nor_a_recovery_code_is_stored(phone: Phone, dump: Callable[[], str]) -> None:
    enter(phone.code(LATER))
    stored = dump()
    for secret in (second_factor.secret(1, SALT), *phone.recovery):
        assert secret not in stored


def test_a_stolen_database_gives_no_codes_without_the_sites_key(phone: Phone, app_context: Flask) -> None:
    ours = second_factor.secret(1, SALT)
    app_context.config["SECRET_KEY"] = "another key"
    assert second_factor.secret(1, SALT) != ours


def test_each_of_ten_recovery_codes_lets_in_once_however_it_is_typed(phone: Phone) -> None:
    assert len(set(phone.recovery)) == 10
    first = phone.recovery[0]
    assert enter(f" {first[:4]}-{first[4:8]} {first[8:]}")
    begun = half()
    with pytest.raises(WrongCode):
        actions.sign_in_with_code(begun, first, "here", LATER)
    assert actions.sign_in_with_code(begun, phone.recovery[1], "here", LATER)
    left = queries.second_factor(1)
    assert left
    assert left.recovery_codes == 8


def test_new_recovery_codes_end_the_former_ones(phone: Phone) -> None:
    fresh = second_factor.renew_codes(1)
    begun = half()
    with pytest.raises(WrongCode):
        actions.sign_in_with_code(begun, phone.recovery[0], "here", LATER)
    assert actions.sign_in_with_code(begun, fresh[0], "here", LATER)


def test_turned_off_it_leaves_no_codes_and_the_password_lets_in(phone: Phone) -> None:
    second_factor.turn_off(1, NOW)
    assert count(RecoveryCode) == 0
    assert actions.sign_in(EMAIL, PASSWORD, "here", LATER)
    with pytest.raises(second_factor.IsOff):
        second_factor.renew_codes(1)


def test_it_is_turned_on_once(phone: Phone) -> None:
    other = pyotp.TOTP(second_factor.secret(1, "another salt"))
    with pytest.raises(second_factor.AlreadyOn):
        second_factor.turn_on(1, "another salt", other.at(LATER), "here", LATER, 1)


# --- What is between the password and the code ---------------------------------------------------------------------


def test_five_minutes_after_the_password_a_code_comes_too_late(phone: Phone) -> None:
    begun = half()
    in_time, late = LATER + timedelta(minutes=4, seconds=59), LATER + timedelta(minutes=5)
    with pytest.raises(actions.HalfOver):
        actions.sign_in_with_code(begun, phone.code(late), "here", late)
    assert actions.sign_in_with_code(begun, phone.code(in_time), "here", in_time)


@pytest.mark.parametrize("change", ["password", "reset", "email", "off", "on again"])
def test_a_change_of_what_lets_in_ends_half_a_sign_in(phone: Phone, change: str) -> None:
    begun = half()
    if change == "password":
        account.change_password(1, "another password", NOW, 1)
    elif change == "reset":
        actions.reset_password(None, PASSWORD, NOW)
    elif change == "email":
        account.change_email(1, "other@example.com", NOW, 1)
    else:
        second_factor.turn_off(1, NOW)
    if change == "on again":
        other = pyotp.TOTP(second_factor.secret(1, "another salt"))
        second_factor.turn_on(1, "another salt", other.at(LATER), "here", LATER, 1)
    with pytest.raises(actions.HalfOver):
        actions.sign_in_with_code(begun, phone.code(LATER), "here", LATER)


@pytest.mark.parametrize("made_up", ["", "x", "WzEsIngiLDFd.abc", "дом"])
def test_nobody_makes_up_half_a_sign_in(phone: Phone, made_up: str) -> None:
    with pytest.raises(actions.HalfOver):
        actions.sign_in_with_code(made_up, phone.code(LATER), "here", LATER)


# --- Guessing -------------------------------------------------------------------------------------------------------


def test_wrong_codes_make_wait_and_the_right_password_does_not_end_the_wait(phone: Phone) -> None:
    begun = half()
    for _ in range(2):
        with pytest.raises(WrongCode):
            actions.sign_in_with_code(begun, "000000", "here", LATER)
    with pytest.raises(throttle.TooManyTries):
        actions.sign_in_with_code(begun, phone.code(LATER), "here", LATER)
    with pytest.raises(throttle.TooManyTries):
        actions.sign_in(EMAIL, PASSWORD, "here", LATER)


def test_a_fresh_network_for_each_guess_at_the_code_helps_nobody(phone: Phone) -> None:
    guesses = 0
    for number in range(50):
        try:
            enter("000000", LATER, f"address {number}")
        except WrongCode:
            guesses += 1
        except throttle.TooManyTries:
            pass
    assert guesses == 3


def test_half_a_sign_in_that_is_carried_from_network_to_network_helps_nobody(phone: Phone) -> None:
    begun, guesses = half(), 0
    for number in range(50):
        try:
            actions.sign_in_with_code(begun, "000000", f"address {number}", LATER)
        except WrongCode:
            guesses += 1
        except throttle.TooManyTries:
            pass
    assert guesses == 3


def test_in_a_day_of_guessing_with_the_right_password_few_codes_are_tried(phone: Phone) -> None:
    now, until, guesses = LATER, LATER + timedelta(days=1), 0
    while now < until:
        try:
            enter("000000", now, f"address {now}")
        except WrongCode:
            guesses += 1
        except throttle.TooManyTries as refused:
            now += timedelta(seconds=refused.seconds)
    assert guesses < 110


def test_guessing_at_the_password_does_not_make_the_admin_wait_at_the_code(phone: Phone) -> None:
    for number in range(30):
        with pytest.raises(account.WrongPassword):
            actions.sign_in(EMAIL, "wrong password", f"address {number}", LATER)
    assert enter(phone.code(LATER), LATER, "the admin's own")


def test_the_right_code_forgives_what_was_mistyped(phone: Phone) -> None:
    begun = half()
    with pytest.raises(WrongCode):
        actions.sign_in_with_code(begun, "000000", "here", LATER)
    actions.sign_in_with_code(begun, phone.code(LATER), "here", LATER)
    assert db.session.execute(db.text("SELECT count(*) FROM throttle")).scalar_one() == 0

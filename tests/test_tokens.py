"""Signed tokens and keyed hashes."""

from datetime import timedelta

import pytest
from flask import Flask

from blog import tokens
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("app_context")


def test_a_receipts_token_opens_one_comment_and_cannot_be_made_up() -> None:
    token = tokens.receipt_token(7)
    assert tokens.receipt_id(token) == 7
    for other in ("", "7", "дом", token[:-1], "8" + token[1:], tokens.stamp(7)):
        assert tokens.receipt_id(other) is None


def test_a_stamp_is_of_one_article_and_cannot_be_made_up() -> None:
    stamp = tokens.stamp(7)
    assert tokens.is_stamp_of(stamp, 7)
    for other in ("", "7", "дом", stamp[:-1], tokens.receipt_token(7)):
        assert not tokens.is_stamp_of(other, 7)
    assert not tokens.is_stamp_of(stamp, 8)


def test_another_key_opens_nothing(app: Flask) -> None:
    token, stamp, keys = tokens.receipt_token(7), tokens.stamp(7), tokens.address_keys("203.0.113.7", NOW)
    app.config["SECRET_KEY"] = "another"
    assert tokens.receipt_id(token) is None
    assert not tokens.is_stamp_of(stamp, 7)
    assert tokens.address_keys("203.0.113.7", NOW) != keys


def test_an_address_is_known_again_for_a_day_and_its_digests_for_ever() -> None:
    today, tomorrow = (tokens.address_keys("203.0.113.7", NOW + timedelta(days=days)) for days in (0, 1))
    assert today.daily != tomorrow.daily
    assert today.digest(1, "x") == tomorrow.digest(1, "x")
    assert today.digest(1, "x") != today.digest(1, "y")
    assert today.digest("a", "bc") != today.digest("ab", "c")
    assert "203" not in today.daily


def test_an_ipv6_household_is_one_address() -> None:
    def daily(address: str) -> str:
        return tokens.address_keys(address, NOW).daily

    assert daily("2001:db8:1:2::3") == daily("2001:db8:1:2:ffff::9")
    assert daily("2001:db8:1:2::3") != daily("2001:db8:1:3::3")
    assert daily("203.0.113.7") != daily("203.0.113.8")
    assert daily("unix:") == daily("unix:")

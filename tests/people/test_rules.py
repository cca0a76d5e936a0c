"""How sign-ins are judged: pure, without an app."""

from datetime import UTC, datetime, timedelta

from blog.people import rules

NOW = datetime(2026, 3, 14, tzinfo=UTC)


def test_the_first_tries_are_free_and_then_each_waits_twice_as_long() -> None:
    assert [rules.delay(n, of="address").total_seconds() for n in range(1, 7)] == [0, 0, 2, 4, 8, 16]


def test_an_address_waits_a_quarter_of_an_hour_at_most_and_the_account_a_minute() -> None:
    assert rules.delay(10_000, of="address") == timedelta(minutes=15)
    assert rules.delay(10_000, of="account") == timedelta(minutes=1)


def test_seconds_are_rounded_up() -> None:
    assert rules.seconds_left(NOW + timedelta(milliseconds=1), NOW) == 1
    assert rules.seconds_left(NOW, NOW) == 0
    assert rules.seconds_left(NOW - timedelta(hours=1), NOW) == 0


def test_an_email_address_is_compared_without_case() -> None:
    assert rules.same_person(" Meera@Example.com ") == "meera@example.com"

"""What may happen to a comment, and why it waits: pure, without an app."""

from datetime import UTC, datetime, timedelta

import pytest

from blog.comments import rules
from blog.comments.rules import MOVES, MoveRefused, Status

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", list(Status))
def test_no_decision_leads_back_to_pending_or_to_where_a_comment_is(status: Status) -> None:
    for to in (status, Status.PENDING):
        with pytest.raises(MoveRefused) as refused:
            rules.check_move(status, to)
        assert refused.value.status == status


def test_every_other_move_is_open_to_the_admin() -> None:
    for status, moves in MOVES.items():
        assert set(moves) == set(Status) - {status, Status.PENDING}


def test_the_same_comment_within_ten_minutes_is_a_retry() -> None:
    assert rules.is_same_submission(NOW - timedelta(minutes=10), Status.PENDING, NOW)


@pytest.mark.parametrize(
    ("ago", "status"), [(timedelta(minutes=11), Status.PENDING), (timedelta(minutes=1), Status.SPAM)]
)
def test_the_same_comment_later_or_after_a_decision_is_not(ago: timedelta, status: Status) -> None:
    assert not rules.is_same_submission(NOW - ago, status, NOW)


@pytest.mark.parametrize(
    "name",
    [
        "Meera Thomas", "meera thomas", "MEERA  THOMAS", " Ｍｅｅｒａ Thomas", "Mee\u200bra Thomas", "Meera.Thomas",
        "“Meera Thomas”", "MeeraThomas", "Меегa Тhomаs", "Ｍéera Th0mas", "Meera\u3164Thomas", "M\u0336eera Thomas",
    ],
)  # fmt: skip
def test_a_reader_cannot_sign_as_the_editor(name: str) -> None:
    assert rules.is_editors_name(name, ["Meera Thomas"])


def test_a_reader_may_share_half_of_the_editors_name() -> None:
    assert not rules.is_editors_name("Meera", ["Meera Thomas"])
    assert not rules.is_editors_name("मीरा", ["मारी"])


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_a_network_address_is_kept_shortened(address: str, short: str) -> None:
    assert rules.shortened(address) == short

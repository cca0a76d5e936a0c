"""When mail goes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from blog.outbox.rules import PAUSES, Frequency, next_digest, pause

KOLKATA = ZoneInfo("Asia/Kolkata")  # half an hour beside the full one


@pytest.mark.parametrize(
    ("frequency", "now", "due"),
    [
        (Frequency.HOURLY, "2026-03-14 10:00", "2026-03-14 10:30"),
        (Frequency.HOURLY, "2026-03-14 10:30", "2026-03-14 11:30"),
        (Frequency.DAILY, "2026-03-14 01:29", "2026-03-14 01:30"),
        (Frequency.DAILY, "2026-03-14 01:30", "2026-03-15 01:30"),
        (Frequency.DAILY, "2026-03-14 20:00", "2026-03-15 01:30"),
    ],
)
def test_a_digest_goes_at_the_next_full_hour_or_at_seven_in_the_morning(
    frequency: Frequency, now: str, due: str
) -> None:
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, due))
    assert next_digest(at, frequency, KOLKATA) == expected


def test_attempts_grow_apart_and_end_after_nearly_four_days() -> None:
    waits = [pause(number) for number in range(1, len(PAUSES) + 1)]
    assert waits == sorted(waits)  # type: ignore[type-var]
    assert waits[0] == timedelta(minutes=1)
    assert timedelta(days=3) < sum(PAUSES, timedelta()) < timedelta(days=4)
    assert pause(len(PAUSES) + 1) is None

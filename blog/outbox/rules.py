"""When mail goes, and how long one that could not go waits for its next attempt. Knows no Flask and no database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

MORNING = 7  # o'clock
HOLD = timedelta(seconds=30)  # before a mail goes that a decision sends, so that an undo stops it
# Nearly four days in all, after RFC 5321 (4.5.4.1), which asks for four or five; the desk can send it again.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440)]
LONGEST_WAIT = timedelta(days=2)  # more than any mail waits, for the morning or for another attempt


class Frequency(StrEnum):
    """How often the admin is written to about what waits, after the first comment in an empty queue."""

    HOURLY = "hourly"
    DAILY = "daily"
    NEVER = "never"  # and not about the first one either


@dataclass(frozen=True, slots=True)
class MailPolicy:
    """What the admin decides about mail."""

    mail_frequency: str = Frequency.HOURLY


def next_digest(now: datetime, frequency: Frequency, zone: tzinfo) -> datetime:
    """The next full hour, or the next morning at seven, in the site's time zone."""
    local = now.astimezone(zone)
    if frequency is Frequency.DAILY:
        morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        return (morning if local < morning else morning + timedelta(days=1)).astimezone(UTC)
    return (local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)).astimezone(UTC)


def pause(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when there is no next one."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None

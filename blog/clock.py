"""The one place that asks what time it is; everyone else is told, as `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware and in UTC."""
    return datetime.now(UTC)

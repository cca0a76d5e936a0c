"""The fields of a file, asked for by the names that they can have, as texts, answers and dates."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from ..articles.frontmatter import YES_OR_NO, moment
from .fronts import Unreadable, Value
from .reading import Source

FORMATS = (
    "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S %z", "%d %B %Y", "%d %b %Y", "%B %d, %Y",
    "%b %d, %Y", "%d %B %Y %H:%M", "%d %b %Y %H:%M", "%B %d, %Y %H:%M", "%d.%m.%Y", "%d.%m.%Y %H:%M",
)  # fmt: skip
UNSAID = {"layout", "type", "template", "kind", "status"}


class Fields:
    """The fields of a file, and which of them were asked for."""

    def __init__(self, source: Source) -> None:
        self.source, self.asked = source, set(UNSAID)

    def take(self, *names: str) -> Value:
        self.asked.update(names)
        return next((value for name in names if (value := self.source.values.get(name))), "")

    def line(self, *names: str) -> int:
        return next((self.source.lines[name] for name in names if name in self.source.lines), 1)

    def yes(self, name: str, default: bool) -> bool:
        """A field that is true or false. Raises Unreadable."""
        written = self.take(name)
        if not written:
            return default
        answer = YES_OR_NO.get(str(written).lower())
        if answer is None:
            raise Unreadable(f"{self.line(name)}: {name} must be true or false")
        return answer

    def date(self, zone: tzinfo, *names: str) -> datetime | None:
        """A field that is a date. Raises Unreadable."""
        name = next((name for name in names if self.source.values.get(name)), names[0])
        written = self.take(name)
        self.asked.update(names)
        try:
            return written_date(str(written), zone) if written else None
        except ValueError as error:
            raise Unreadable(f"{self.line(name)}: {name} {error}") from None

    def unknown(self) -> tuple[str, ...]:
        return tuple(sorted(self.source.values.keys() - self.asked))


def written_date(text: str, zone: tzinfo) -> datetime:
    """A date in any of the ways in which these tools take one, in UTC. Raises ValueError."""
    text = re.sub(r" ?(UTC|GMT)$", "+00:00", text.strip())
    readers: list[Callable[[str], datetime]] = [moment, _padded, parsedate_to_datetime, *map(_reader, FORMATS)]
    for reader in readers:
        with suppress(ValueError, OverflowError, TypeError, IndexError):
            found = reader(text)
            if 1000 <= found.year <= 9000:
                return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    raise ValueError(f"must be a date like 2026-03-14 or 2026-03-14 10:00, not {text[:60]!r}")


def _padded(text: str) -> datetime:
    return moment(re.sub(r"(?<=-)(\d)(?!\d)", r"0\1", text[:10]) + text[10:])


def _reader(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the zone comes with who asks


def one_line(value: Value) -> str:
    """A text in one line; spaces that stand in it stay as they are."""
    return " ".join(line.strip() for line in value.splitlines()) if isinstance(value, str) else ""


def texts(value: Value) -> list[str]:
    """The texts of a list, or of one; of a table its name."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "title", "url", "src") if value.get(key)), "")
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [one_line(value)] if value else []

"""What the admin adds to the lists about comments while reading them; the whole lists are on the settings page."""

from ..db import writing
from ..people.rules import same_person
from ..site.actions import put
from . import blocking, queries


class ListFull(Exception):
    """The list holds as many lines as the settings page takes."""


def block(entry: str, own: str) -> None:
    """Send what comes from there to the spam from now on. Raises SharedDomain, OwnAddress and ListFull."""
    blocking.check(entry, own)
    _add("blocked", entry)


def trust(email: str) -> None:
    """Sort this person's comments together from now on; they wait like all others. Raises ListFull."""
    _add("trusted", same_person(email))


def _add(name: str, entry: str) -> None:
    """Add a line that is not there yet. The list is read inside the write: two at once lose neither line."""
    with writing() as session:
        lines: tuple[str, ...] = getattr(queries.policy(), name)
        if entry in map(same_person, lines):
            return
        if len(lines) >= blocking.MOST_LINES:
            raise ListFull
        put(session, **{name: [*lines, entry]})

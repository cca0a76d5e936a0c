"""The database of a backup, of either kind: what each can do stands in `sqlite.py` and `postgresql.py`, alike."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ..articles.listing import COUNTS
from ..articles.queries import HAS_SAMPLES, PAGES
from ..comments.queries import LATEST
from ..site.queries import SETTINGS
from ..site.version import CURRENT
from ..upgrade import is_server
from .manifest import DUMP, SQLITE, Unfit

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)  # before any site did
QUESTIONS = (CURRENT, SETTINGS, COUNTS, PAGES, HAS_SAMPLES, LATEST)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a copy of a database holds: where its tables stand, how many rows each has, what the items of the library
    are called, and all files that readers are served of them.
    """

    revision: str
    rows: dict[str, int]
    items: set[str]
    served: set[str]


def member(url: str) -> str:
    """What the database at an address is called in an archive."""
    return DUMP if is_server(url) else SQLITE


def own(member: str) -> Any:
    """What is of one kind alone; the driver of PostgreSQL is loaded only where it is used."""
    return import_module(f".{'postgresql' if member == DUMP else 'sqlite'}", __package__)


def ask(engine: Engine) -> None:
    """Whether a database of this release answers what pages ask. Raises Unfit."""
    try:
        with engine.connect() as connection:
            for question in QUESTIONS:
                connection.execute(question).fetchall()
    except SQLAlchemyError as error:
        raise Unfit(f"its database does not answer: {error.__class__.__name__}") from error


def never_given(now: datetime) -> int:
    """An id, and a version of what readers see, after all that were ever given, also after the backup.

    With one that is given again, a receipt's link would open somebody else's comment, and who stored a page under a
    version would go on showing that. Where the last one stood nobody may know any more; but no site ever gave one each
    second.
    """
    return (now - BEGAN) // timedelta(seconds=1)

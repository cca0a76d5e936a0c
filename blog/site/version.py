"""The content version: triggers raise it inside the very commit that changes what readers see.

A row and not a sequence, so that it is read in the reader's own snapshot and rolled back with the change.
"""

from collections.abc import Callable

from sqlalchemy import Connection, make_url, select

from ..db import read
from . import postgresql, sqlite
from .models import ContentVersion, SiteSettings

PRIVACY = ("address_days", "spam_days")  # of the comments' retention: the page about privacy tells them
# Every table that a public page is drawn from, and when one of its rows shows there (`{row}` is the row).
VISIBLE = {
    "article": "{row}.is_live OR {row}.withdrawn_at IS NOT NULL",
    "article_tag": "TRUE",
    "comment": "{row}.status = 'approved'",
    "correction": "TRUE",
    "media": "TRUE",
    "redirect": "TRUE",
    "related": "TRUE",
    "setting": f"{{row}}.key IN ({', '.join(repr(name) for name in (*SiteSettings.__dataclass_fields__, *PRIVACY))})",
    "tag": "TRUE",
}
DIALECTS = {"sqlite": sqlite.triggers, "postgresql": postgresql.triggers}
READERS: dict[str, Callable[[str], Callable[[], int]]] = {"sqlite": sqlite.Reader, "postgresql": postgresql.Reader}

FIRST = 1  # of a new database
CURRENT = select(ContentVersion.version)


def current() -> int:
    """The version of what readers see now."""
    found: int = read(CURRENT).scalar_one()
    return found


def reader(url: str) -> Callable[[], int]:
    """The same for whoever asks at each request: on connections of its own, without a session."""
    return READERS[make_url(url).get_backend_name()](url)


def names() -> list[str]:
    """Of the triggers."""
    return [f"{table}_{event}_raises_version" for table in VISIBLE for event in ("insert", "update", "delete")]


def install(connection: Connection) -> None:
    """Make the triggers anew: a table that a migration re-created has lost its own."""
    for statement in DIALECTS[connection.dialect.name](VISIBLE):
        connection.exec_driver_sql(statement)

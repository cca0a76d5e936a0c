"""How many live articles each tag and each month has: counted by triggers in the transaction of the change.

The index of tags and the archive would else count all articles that there are. Months are those of UTC, as triggers
know no zone; `archive` moves what lies between the two starts of a month.
"""

from json import dumps

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from . import postgresql, sqlite

DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


def install(connection: Connection) -> None:
    """Make the triggers anew, and count once: nobody kept the counts before they were there."""
    here = DIALECTS[connection.dialect.name]
    for statement in (*here.triggers(), *here.RECOUNT):
        connection.exec_driver_sql(statement)


def names() -> list[str]:
    """Of the triggers."""
    return list(sqlite.TRIGGERS)


def faults(session: Session) -> int:
    """How many counts are not what is there."""
    return session.scalar(text(DIALECTS[session.connection().dialect.name].FAULTS)) or 0


def within(session: Session, spans: list[list[str]]) -> list[tuple[int, int]]:
    """How many live articles lie within each of some pairs of moments (ISO 8601, UTC), by its place."""
    statement = DIALECTS[session.connection().dialect.name].WITHIN
    return [(place, count) for place, count in session.execute(statement, {"spans": dumps(spans)})]

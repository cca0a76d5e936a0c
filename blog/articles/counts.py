"""How many live articles each tag and each month has: counted by triggers in the transaction of the change.

The index of tags and the archive would else count all articles that there are. Months are those of UTC, as triggers
know no zone; `archive` moves what lies between the two starts of a month.
"""

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from . import sqlite

DIALECTS = {"sqlite": (sqlite.TRIGGERS, sqlite.RECOUNT, sqlite.FAULTS)}


def install(connection: Connection) -> None:
    """Make the triggers anew, and count once: nobody kept the counts before they were there."""
    triggers, recount, _ = DIALECTS[connection.dialect.name]
    for name, statement in triggers.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(statement)
    for statement in recount:
        connection.exec_driver_sql(statement)


def faults(session: Session) -> int:
    """How many counts are not what is there."""
    statement = DIALECTS[session.connection().dialect.name][2]
    return session.scalar(text(statement)) or 0

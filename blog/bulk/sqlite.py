"""What a file of SQLite needs before rows are put into it in bulk, and after."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import BindParameter, Connection

COUNTED = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"


def as_json(value: BindParameter[Any]) -> BindParameter[Any]:
    """The text of a JSON value as it is stored."""
    return value


def open_up(connection: Connection, triggers: Collection[str]) -> list[str]:
    """Let rows come that count nothing yet and refer to later ones; the statements that end this."""
    for name in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # until the commit, which checks them
    return []


def last_ids(connection: Connection) -> dict[str, int]:
    """The last id that was ever given, by table."""
    found = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    return {str(name): int(last) for name, last in found}


def go_on_after(connection: Connection, given: Mapping[str, int]) -> None:
    """Let the next ids be ones that were never given, neither here nor where the rows come from."""
    here = last_ids(connection)
    for (name,) in connection.exec_driver_sql(COUNTED).all():
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        last = max(here.get(name, 0), given.get(name, 0))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES (?, ?)", (name, last))


def settle(_connection: Connection) -> None:
    """Nothing: it plans without statistics."""

"""What PostgreSQL needs before rows are put into it in bulk, and after; under the names of `sqlite.py`."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, BindParameter, Cast, Connection, cast, text

HERE = "relnamespace = current_schema()::regnamespace"
KEYS = (
    "SELECT conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint "  # noqa: S608
    f"JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'f' AND {HERE}"
)
TRIGGERS = text(
    "SELECT tgname, tgrelid::regclass FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "  # noqa: S608
    f"WHERE tgname = ANY(:names) AND {HERE}"
)
TRIGGERED = (
    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "  # noqa: S608
    f"WHERE NOT tgisinternal AND {HERE}"
)
# Counted at once. Piece by piece, a row that each changes again within one transaction would be looked for ever longer.
WORDS = "INSERT INTO site_words (term, doc) SELECT lexeme, count(*) FROM article_words, unnest(words) GROUP BY lexeme"
SEQUENCES = (
    "SELECT tables.relname, numbers.oid::regclass::text AS sequence, coalesce(pg_sequence_last_value(numbers.oid), 0) "  # noqa: S608
    "AS last FROM pg_class AS numbers JOIN pg_depend ON objid = numbers.oid AND deptype IN ('a', 'i') "
    f"JOIN pg_class AS tables ON tables.oid = refobjid WHERE numbers.relkind = 'S' AND numbers.{HERE}"
)


def as_json(value: BindParameter[Any]) -> Cast[Any]:
    """The text of a JSON value as it is stored."""
    return cast(value, JSON)


def open_up(connection: Connection, triggers: Collection[str]) -> list[str]:
    """Let rows come that count nothing yet and refer to later ones; the statements that end this."""
    for name, table in connection.execute(TRIGGERS, {"names": list(triggers)}).all():
        connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
    return [*_without_keys(connection), *_without_triggers(connection, ["article_words"]), WORDS]


def open_up_for_all(connection: Connection) -> list[str]:
    """The same where whatever is derived from the rows comes along."""
    tables = connection.exec_driver_sql(TRIGGERED).scalars().all()
    return [*_without_keys(connection), *_without_triggers(connection, tables)]


def last_ids(connection: Connection) -> dict[str, int]:
    """The last id that was ever given, by table."""
    return {table: last for table, _, last in connection.exec_driver_sql(SEQUENCES)}


def go_on_after(connection: Connection, given: Mapping[str, int]) -> None:
    """Let the next ids be ones that were never given, neither here nor where the rows come from."""
    for table, sequence, _ in connection.exec_driver_sql(SEQUENCES).all():
        highest = connection.exec_driver_sql(f"SELECT max(id) FROM {table}").scalar() or 0  # noqa: S608
        last = max(highest, given.get(table, 0))
        connection.execute(
            text("SELECT setval(CAST(:sequence AS regclass), :at, :is_given)"),
            {"sequence": sequence, "at": max(last, 1), "is_given": last > 0},
        )


def settle(connection: Connection) -> None:
    """Let the first readers' questions be planned by what is there, and not as if nothing was."""
    connection.exec_driver_sql("ANALYZE")


def _without_keys(connection: Connection) -> list[str]:
    keys = connection.exec_driver_sql(KEYS).all()
    for table, name, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return [f"ALTER TABLE {table} ADD CONSTRAINT {name} {key}" for table, name, key in keys]


def _without_triggers(connection: Connection, tables: Sequence[str]) -> list[str]:
    for table in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]

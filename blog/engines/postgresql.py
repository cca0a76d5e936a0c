"""PostgreSQL: connections that see what those of SQLite see, so that nothing above them need know which one it is.

A read is one snapshot from its first statement on; writes take turns, those of other machines too.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Engine, event, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.orm import Session

from . import BUSY, is_write

# Names of advisory locks, which hold within one database ("LPRS").
WRITING, SERVING = ((0x4C505253, number) for number in (1, 2))
CONNECT = 5  # seconds that a server which does not answer is waited for
# One that went without a word, as its machine is off or the cable was pulled, is noticed in a quarter of a minute. The
# system would go on sending for a quarter of an hour, and each thread that asks something would wait as long.
PATIENCE = {"keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 15_000}
NAMES: dict[str, Any] = {"connect_timeout": CONNECT, **PATIENCE}  # of libpq
# Each connection is asked whether it is still one before it is used: a server that came back is an error to nobody.
OPTIONS = {"pool_pre_ping": True, "connect_args": {"client_encoding": "utf8", **NAMES}}
SETTINGS = "SET TIME ZONE 'UTC'; SET default_transaction_isolation = 'repeatable read'"
# What is read after the lock is what the one before committed, as each statement looks anew.
TURN = (
    f"SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {BUSY}; "
    f"SELECT pg_advisory_xact_lock({WRITING[0]}, {WRITING[1]})"
)


class Text(StrDumperUnknown):
    """Text as PostgreSQL takes it: without NUL, which SQLite keeps and nobody can read."""

    def dump(self, obj: str) -> Any:
        """The bytes that are sent."""
        return super().dump(obj.replace("\0", "\ufffd"))


def prepare(engine: Engine) -> None:
    """Give every connection of this engine its settings, and keep what readers wrote out of errors."""
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _shorten)


def connector(url: URL) -> Callable[[], psycopg.Connection]:
    """What opens a connection outside of the pool, on which each statement sees what was committed last."""
    return partial(psycopg.connect, **_names(url), autocommit=True)


def conninfo(url: URL) -> tuple[str, str]:
    """How PostgreSQL's own programs reach it, and the password, which belongs into no command line."""
    names = _names(url)
    password = str(names.pop("password", "") or "")
    return make_conninfo(**names), password


def within(engine: Engine, schema: str) -> Engine:
    """Have all connections of an engine, which has opened none yet, work in one schema alone."""
    event.listen(engine, "connect", lambda connection, _record: _stay_in(connection, schema))
    return engine


def empty_log(_engine: Engine) -> None:
    """Nothing: its log is the server's, and goes as that one recycles it."""


def damage(_session: Session) -> str:
    """Nothing that a client could see: `pg_amcheck` looks at the files."""
    return ""


def orphan(session: Session) -> str:
    """A table whose rows need not have what they belong to, as it was loaded without looking at that."""
    unchecked = "SELECT conrelid::regclass FROM pg_constraint WHERE contype = 'f' AND NOT convalidated LIMIT 1"
    return str(session.scalar(text(unchecked)) or "")


def triggers(session: Session) -> set[str]:
    """The names of the triggers that are at work."""
    at_work = (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal "
        "AND tgenabled IN ('O', 'A') AND relnamespace = current_schema()::regnamespace"
    )
    return set(session.scalars(text(at_work)))


def servers(session: Session) -> int:
    """How many servers of ours work with it, or commands; each holds the lock against upgrades (`servers.in_use`)."""
    holders = (
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database AND datname = current_database() "
        "WHERE locktype = 'advisory' AND classid = :name AND objid = :number AND granted"
    )
    name, number = SERVING
    return int(session.scalar(text(holders), {"name": name, "number": number}) or 0)


def last_given(session: Session, table: str) -> int:
    """The highest id that a table ever gave, also to what is gone."""
    last = "SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass)"
    return session.scalar(text(last), {"name": table}) or 0


def go_on_after_given_ids(session: Session, table: str) -> None:
    """Let the next id of a table be one that no row has, after rows whose ids were given."""
    session.execute(
        text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608 - no value
    )


def _names(url: URL) -> dict[str, Any]:
    """An address as libpq takes it, in parts."""
    dialect: Any = PGDialect_psycopg
    _, names = dialect().create_connect_args(url)
    return {**names, **NAMES}


def _stay_in(connection: psycopg.Connection, schema: str) -> None:
    connection.autocommit = True
    connection.execute(SQL("SET search_path TO {}").format(Identifier(schema)))
    connection.autocommit = False


def _set_up(connection: psycopg.Connection, _record: object) -> None:
    connection.adapters.register_dumper(str, Text)
    connection.autocommit = True
    connection.execute(SETTINGS)
    connection.autocommit = False


def _begin(connection: Connection) -> None:
    connection.info.pop("version", None)  # of an earlier snapshot (`site.kept`)
    if is_write(connection):
        connection.exec_driver_sql(TURN)


def _shorten(context: ExceptionContext) -> None:
    """The first line says what is wrong; those below it quote the row."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])

"""PostgreSQL for tests: a cluster that is thrown away, which nobody but this machine's own users reaches."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import IsolationLevel
from sqlalchemy import make_url

from blog.engines.postgresql import TURN
from blog.upgrade import upgrade
from tests.factories import NOW

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
# It may lose all that it has.
CARELESS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
USER = "postgres" if os.geteuid() == 0 else None  # the server refuses to be root


class Cluster:
    """A running server; each database of a test is a copy of one that was migrated once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._numbers = folder, count()
        upgrade(self.empty(), NOW)  # test0, which nobody works with
        self._first = _called(self.copy())
        self._at_rest = self._emptying(self._first)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def fresh(self) -> str:
        """The address of the one that is migrated, as it was then: each test's data goes before the next one."""
        self._execute(self._at_rest, self._first)
        return self.url(self._first)

    def copy(self) -> str:
        """The address of a fresh one of one's own, for who changes more than rows, or has another one."""
        return self.url(self._make("test0"))

    def empty(self, encoding: str = "UTF8") -> str:
        """The address of one without tables."""
        return self.url(self._make("template0", f"ENCODING '{encoding}' LOCALE 'C'"))

    def carry(self, source: str, to: str) -> None:
        """All rows of one into another in place of its own, in one step, also while a server works with both."""
        with self._connected(_called(source)) as full, self._connected(_called(to)) as target:
            full.isolation_level = IsolationLevel.REPEATABLE_READ
            with full.transaction(), target.transaction():
                target.execute(
                    f"{TURN}; SET LOCAL session_replication_role = replica"
                )  # no trigger, and no foreign key
                for (name,) in full.execute(TABLES).fetchall():
                    target.execute(f"DELETE FROM {name}")  # noqa: S608
                    with (
                        full.cursor().copy(f"COPY {name} TO STDOUT") as rows,
                        target.cursor().copy(f"COPY {name} FROM STDIN") as taken,
                    ):
                        for row in rows:
                            taken.write(row)
                for name, last in full.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall():
                    target.execute("SELECT setval(%s, %s, %s)", (name, last or 1, last is not None))

    def dump(self, url: str) -> bytes:
        """All that can be found in it."""
        named = ["-h", str(self.folder), "-U", "postgres", _called(url)]
        return subprocess.run([PROGRAMS[-1] / "pg_dump", *named], check=True, capture_output=True).stdout

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody reaches it meanwhile; whoever was at work on it is cut off."""
        _stop(self.folder)
        try:
            yield
        finally:
            _start(self.folder)

    def _make(self, template: str, more: str = "") -> str:
        name = f"test{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} {more}")
        return name

    def _execute(self, statement: str, name: str = "postgres") -> None:
        with self._connected(name) as connection:
            connection.execute(statement)

    def _connected(self, name: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True)

    def _emptying(self, name: str) -> str:
        """The statements that leave nothing but the rows that are there now, and nobody at work on them."""
        with self._connected(name) as connection:
            tables = [name for (name,) in connection.execute(TABLES)]
            rows = [(name, row) for name in tables for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608
        others = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return ";".join([
            f"SELECT pg_terminate_backend(pid) FROM {others}",  # noqa: S608
            "SET session_replication_role = replica",  # no trigger, and no foreign key
            *(f"DELETE FROM {name}" for name in tables),  # noqa: S608
            *(f"INSERT INTO {name} VALUES {str(row).replace(',)', ')')}" for name, row in rows),  # noqa: S608
            "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
        ])  # fmt: skip


@contextmanager
def cluster(how: str = CARELESS) -> Iterator[Cluster]:
    """Start one, and leave nothing of it."""
    folder = Path(tempfile.mkdtemp(prefix="letterpress-pg-", dir="/tmp"))
    if USER:
        shutil.chown(folder, USER)
    _run(folder, "initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    _start(folder, how)
    try:
        yield Cluster(folder)
    finally:
        _stop(folder)
        shutil.rmtree(folder)


def _called(url: str) -> str:
    return make_url(url).database or ""


def _start(folder: Path, how: str = CARELESS) -> None:
    serve = f"-k {folder} -c listen_addresses= {how}"
    _run(folder, "pg_ctl", "-w", "-l", folder / "log", "-o", serve, "start")


def _stop(folder: Path) -> None:
    _run(folder, "pg_ctl", "-w", "-m", "immediate", "stop")


def _run(folder: Path, program: str, *arguments: object) -> None:
    command = [str(part) for part in (PROGRAMS[-1] / program, "-D", folder / "data", *arguments)]
    subprocess.run(command, check=True, user=USER, cwd=folder, stdout=subprocess.DEVNULL)

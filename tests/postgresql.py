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

from blog.upgrade import upgrade
from tests.factories import NOW

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
# It may lose all that it has.
CARELESS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c max_connections=60"


class Cluster:
    """A running server; each database of a test is a copy of one that was migrated once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._numbers = folder, count()
        upgrade(self.url(self._make("template1", "migrated")), NOW)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a fresh one, which goes again."""
        name = self._make("migrated", f"test{next(self._numbers)}")
        try:
            yield self.url(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self, encoding: str = "UTF8") -> str:
        """The address of one without tables."""
        return self.url(self._make("template0", f"test{next(self._numbers)}", f"ENCODING '{encoding}' LOCALE 'C'"))

    def _make(self, template: str, name: str, more: str = "") -> str:
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} {more}")
        return name

    def _execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start one, and leave nothing of it. The server refuses to be root, so that root makes it as `postgres`."""
    folder = Path(tempfile.mkdtemp(prefix="letterpress-pg-", dir="/tmp"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data, programs = folder / "data", PROGRAMS[-1]

    def run(*command: object) -> None:
        subprocess.run([str(part) for part in command], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    run(programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    serve = f"-k {folder} -c listen_addresses= {CARELESS}"
    run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", serve, "start")
    try:
        yield Cluster(folder)
    finally:
        run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)

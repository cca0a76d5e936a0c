"""PostgreSQL's own programs: `pg_dump` makes a dump, and `pg_restore` tells what rows are in one."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from sqlalchemy import make_url

from ..engines.postgresql import conninfo
from .manifest import Unfit
from .rules import Refused

# What pg_restore writes: https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.2
ROWS = re.compile(rb'COPY \w+\.(\w+) \(([\w", ]+)\) FROM stdin;\n')
LAST = re.compile(rb"SELECT pg_catalog\.setval\('\w+\.(\w+)_id_seq', ([0-9]{1,19}), true\);\n")
END = b"\\.\n"
LONGEST = 50_000_000  # bytes of a row; far more than any article, far less than the memory
ENGLISH = {"LC_ALL": "C"}
PATIENCE = 30_000  # milliseconds that pg_dump waits for somebody who changes tables


def dump(url: str, to: Path, *, schema: str, snapshot: str, server: int) -> None:
    """Dump what a schema holds in a snapshot of a server of some release. Raises Refused."""
    where, password = conninfo(make_url(url))
    command = [
        _program("pg_dump", server), "--format=custom", "--no-password", f"--schema={schema}",
        f"--snapshot={snapshot}", f"--lock-wait-timeout={PATIENCE}", f"--file={to}", where,
    ]  # fmt: skip
    known = os.environ | ENGLISH | ({"PGPASSWORD": password} if password else {})  # which no list of processes shows
    done = subprocess.run(command, env=known, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused("failed", what=_last_line(done.stderr))


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, as COPY takes them, each a line."""

    table: str
    columns: list[str]
    lines: Iterator[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Last:
    """The last id that a table gave."""

    table: str
    id: int


@contextmanager
def reading(dump: BinaryIO) -> Iterator[Iterator[Rows | Last]]:
    """What a dump holds, while it is read. Raises Unfit and Refused."""
    command = [_program("pg_restore"), "--data-only", "--file=-"]
    with (
        TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603
            command, env=os.environ | ENGLISH, stdin=dump, stdout=subprocess.PIPE, stderr=said
        ) as process,
    ):
        assert process.stdout  # noqa: S101 - as it was asked for
        yield _parts(process.stdout)
        if process.wait():
            said.seek(0)
            raise Unfit(f"its database cannot be read: {_last_line(said.read())}")


def _parts(written: Any) -> Iterator[Rows | Last]:
    while line := _line(written):
        if found := ROWS.fullmatch(line):
            rows = _lines(written)
            yield Rows(found[1].decode(), re.findall(r"\w+", found[2].decode()), rows)
            for _ in rows:  # which nobody wanted
                pass
        elif found := LAST.fullmatch(line):
            yield Last(found[1].decode(), int(found[2]))


def _lines(written: Any) -> Iterator[bytes]:
    while (line := _line(written)) != END:
        if not line:
            raise Unfit("its database is cut off")
        yield line


def _line(written: Any) -> bytes:
    line: bytes = written.readline(LONGEST)
    if len(line) == LONGEST:
        raise Unfit("a row of its database is longer than any that was ever made")
    return line


def _program(name: str, server: int = 0) -> str:
    """Where one of PostgreSQL's own programs is. Raises Refused where it is not, or is older than the server."""
    if (path := shutil.which(name)) is None:
        raise Refused("program", program=name)
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    here = int(found[1]) if (found := re.search(r"\) (\d+)", told)) else 0
    if here < server:
        raise Refused("older", program=name, here=str(here), server=str(server))
    return path


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("pg_dump: ").removeprefix("pg_restore: ") if lines else "it said nothing"

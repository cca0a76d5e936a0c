"""A site of 10,000 articles and 100,000 comments goes to PostgreSQL and back: killed in the middle, then whole."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bench import data
from blog.config import ROOT
from tests.postgresql import Cluster
from tests.waiting import wait_for

ARTICLES, COMMENTS = 10_000, 100_000
AT_WORK = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE %s AND pid <> pg_backend_pid()"
COUNTS = "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM comment), (SELECT count(*) FROM comment_words)"


class Move:
    """`flask move-database` in a process of its own, and what it used."""

    def __init__(self, source: str, target: str, folder: Path) -> None:
        bare = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
        self.output = (folder / "output").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "move-database", source, target],
            cwd=ROOT, env=bare | {"BLOG_INSTANCE": str(folder / "instance")}, stdout=self.output, stderr=self.output,
        )  # fmt: skip

    def end(self) -> tuple[str, float, int]:
        """What it printed; seconds of CPU; mebibytes at most."""
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.output.seek(0)
        with self.output as output:
            return output.read(), used.ru_utime + used.ru_stime, used.ru_maxrss // 1024

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.end()


@pytest.mark.torture
def test_a_large_site_goes_to_postgresql_and_back_whole_or_not_at_all(
    tmp_path: Path, cluster: Cluster, found: Callable[[str, object], None]
) -> None:
    (tmp_path / "site").mkdir()
    made = [sys.executable, "-m", data.__name__, tmp_path / "site", str(ARTICLES), str(COMMENTS)]
    subprocess.run(made, cwd=ROOT, check=True)
    here, back = (f"sqlite:///{tmp_path / name}" for name in ("site/blog.sqlite", "back.sqlite"))
    there = cluster.empty().replace("+psycopg", "")
    kill_at(there, "INSERT INTO comment (%", Move(here, there, tmp_path))
    with psycopg.connect(there) as connection:
        assert connection.execute(COUNTS).fetchone() == (0, 0, 0)
    gone, seconds, memory = Move(here, there, tmp_path).end()
    found(
        f"{ARTICLES:,} articles, {COMMENTS:,} comments to PostgreSQL: seconds of CPU, without the server's",
        round(seconds),
    )
    found("the same: MiB of memory at most", memory)
    moved_back = Move(there, back, tmp_path)
    wal = tmp_path / "back.sqlite-wal"
    wait_for(lambda: wal.exists() and wal.stat().st_size > 10_000_000, 120)  # bytes that are not committed
    moved_back.kill()
    with closing(sqlite3.connect(tmp_path / "back.sqlite")) as file:
        assert file.execute(COUNTS).fetchone() == (0, 0, 0)
    came, seconds, memory = Move(there, back, tmp_path).end()
    found("back to SQLite: seconds of CPU, without the server's", round(seconds))
    found("the same: MiB of memory at most", memory)
    assert "All tables are the same in both." in gone, gone
    assert came == gone
    assert f"comment              {COMMENTS:,} " in gone
    with psycopg.connect(there) as connection, closing(sqlite3.connect(tmp_path / "back.sqlite")) as file:
        found("articles, comments, and printed ones that can be found there", connection.execute(COUNTS).fetchone())
        assert connection.execute(COUNTS).fetchone() == file.execute(COUNTS).fetchone()
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        assert size
        found("MiB of disk: SQLite, PostgreSQL", f"{(tmp_path / 'back.sqlite').stat().st_size >> 20}, {size[0] >> 20}")


def kill_at(url: str, query: str, move: Move) -> None:
    """Kill it while the server has this in hand, and wait until the server has noticed."""
    with psycopg.connect(url, autocommit=True) as watch:
        wait_for(lambda: watch.execute(AT_WORK, [query]).fetchone() != (0,), 120)
        move.kill()
        wait_for(lambda: watch.execute(AT_WORK, [query]).fetchone() == (0,), 120)

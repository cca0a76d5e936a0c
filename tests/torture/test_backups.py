"""Backups of a real server that many people write to: what was acknowledged before one began is in it."""

import itertools
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from blog.config import ROOT
from tests.e2e.conftest import Server, command, start
from tests.factories import stamp_in

BACKUPS, WRITERS, KILLS = 20, 8, 40
Found = Callable[[str, object], None]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A new site that runs."""
    server = start(tmp_path / "instance", BLOG_WORKERS="2")
    yield server
    server.stop()


@contextmanager
def writers(server: Server) -> Iterator[list[str]]:
    """Letters come in as fast as they are taken; the texts of those that were acknowledged."""
    with urlopen(server.url, timeout=10) as answer:
        found = re.search(r'href="(/articles/[^"#]+)"', answer.read().decode())
    assert found
    address, acknowledged, stop, numbers = server.url + found[1], [], Event(), itertools.count()
    with urlopen(address, timeout=10) as answer:
        stamp = stamp_in(answer.read().decode())

    def write() -> None:
        while not stop.is_set():
            number = next(numbers)
            fields = {"stamp": stamp, "body": f"Letter {number}.", "name": "N", "email": f"n{number}@example.org"}
            request = Request(f"{address}/comments", data=urlencode(fields).encode())
            with urlopen(request, timeout=60) as answer:
                if "/receipts/" in answer.url:
                    acknowledged.append(fields["body"])

    threads = [Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield acknowledged
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def letters(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {body for (body,) in connection.execute("SELECT body FROM comment")}


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_twenty_backups_under_load_restore_with_nothing_missing(server: Server, tmp_path: Path, found: Found) -> None:
    missing, seconds = 0, 0.0
    key = (server.instance / "secret_key").read_text()
    with writers(server) as acknowledged:
        for number in range(BACKUPS):
            time.sleep(random.random() / 2)  # noqa: S311 - a moment
            before, began = set(acknowledged), time.monotonic()
            made = command("backup", BLOG_INSTANCE=str(server.instance))
            seconds = max(seconds, time.monotonic() - began)
            assert made.returncode == 0, made.stderr
            new = tmp_path / f"restored-{number}"
            restored = command("restore", made.stdout.strip(), BLOG_INSTANCE=str(new), BLOG_SECRET_KEY=key)
            assert restored.returncode == 0, restored.stderr
            missing += len(before - letters(new / "blog.sqlite"))
        count = len(acknowledged)
    found("backups restored", BACKUPS)
    found("letters acknowledged meanwhile", count)
    found("letters missing", missing)
    found("longest command (s)", f"{seconds:.1f}")
    assert count > BACKUPS
    assert missing == 0
    assert set(acknowledged) <= letters(server.database)


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_backups_that_are_killed_midway_leave_the_last_good_one(server: Server, tmp_path: Path, found: Found) -> None:
    folder = server.instance / "backups"
    environment = os.environ | {"BLOG_INSTANCE": str(server.instance)}
    killed = swept = 0
    with writers(server):
        while not list(folder.glob("*.tar")):
            time.sleep(0.1)
        for _ in range(KILLS):
            good = {path: path.read_bytes() for path in folder.glob("letterpress-*.tar")}
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "backup"], cwd=ROOT, env=environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            until = time.monotonic() + 30
            while not (folder / ".work").exists() and process.poll() is None and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(random.random() * 0.25)  # noqa: S311 - a moment
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            swept += (folder / ".work").exists()
            left = set(folder.glob("letterpress-*.tar"))
            assert left
            assert all(path.read_bytes() == good[path] for path in left & good.keys())
            for path in left - good.keys():  # it was done just before
                assert restores(path, tmp_path)
        made = command("backup", BLOG_INSTANCE=str(server.instance))
    assert made.returncode == 0, made.stderr
    assert not (folder / ".work").exists()
    assert restores(Path(made.stdout.strip()), tmp_path)
    found("backups killed", killed)
    found("of them in the midst", swept)
    assert swept > KILLS / 4


def restores(path: Path, folder: Path) -> bool:
    """Whether a backup comes back on a new machine."""
    new = folder / f"new-{time.monotonic_ns()}"
    return command("restore", str(path), BLOG_INSTANCE=str(new), BLOG_SECRET_KEY="k").returncode == 0

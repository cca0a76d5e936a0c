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
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psycopg
import pytest

from blog.config import ROOT
from tests.e2e.conftest import Server, command, start
from tests.factories import stamp_in

BACKUPS, WRITERS, KILLS, RESTORES = 20, 8, 40, 16
Found = Callable[[str, object], None]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A new site that runs, with a database of either kind."""
    url = empty(request) if request.param == "PostgreSQL" else ""
    server = start(tmp_path / "instance", BLOG_WORKERS="2", BLOG_DATABASE_URL=url)
    yield server
    server.stop()


def empty(request: pytest.FixtureRequest) -> str:
    """The address of a new database of PostgreSQL."""
    return str(request.getfixturevalue("cluster").empty()).replace("+psycopg", "")


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


def letters(database: Path | str) -> set[str]:
    if isinstance(database, str):
        with psycopg.connect(database) as served:
            return {body for (body,) in served.execute("SELECT body FROM comment")}
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {body for (body,) in connection.execute("SELECT body FROM comment")}


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_twenty_backups_under_load_restore_with_nothing_missing(
    request: pytest.FixtureRequest, server: Server, tmp_path: Path, found: Found
) -> None:
    missing, seconds = 0, 0.0
    key = (server.instance / "secret_key").read_text()
    with writers(server) as acknowledged:
        for number in range(BACKUPS):
            time.sleep(random.random() / 2)  # noqa: S311 - a moment
            before, began = set(acknowledged), time.monotonic()
            made = back_up(server)
            seconds = max(seconds, time.monotonic() - began)
            assert made.returncode == 0, made.stderr
            new, there = tmp_path / f"restored-{number}", empty(request) if url(server) else ""
            restored = restore(made.stdout.strip(), new, there, key)
            assert restored.returncode == 0, restored.stderr
            missing += len(before - letters(there or new / "blog.sqlite"))
        count = len(acknowledged)
    found("backups restored", BACKUPS)
    found("letters acknowledged meanwhile", count)
    found("letters missing", missing)
    found("longest command (s)", f"{seconds:.1f}")
    assert count > BACKUPS
    assert missing == 0
    assert set(acknowledged) <= letters(url(server) or server.database)


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_backups_that_are_killed_midway_leave_the_last_good_one(
    request: pytest.FixtureRequest, server: Server, tmp_path: Path, found: Found
) -> None:
    folder = server.instance / "backups"
    environment = os.environ | settings(server)

    def restores(path: Path) -> bool:
        new, there = tmp_path / f"new-{time.monotonic_ns()}", empty(request) if url(server) else ""
        return restore(str(path), new, there, "k").returncode == 0

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
                assert restores(path)
        made = back_up(server)
    assert made.returncode == 0, made.stderr
    assert not (folder / ".work").exists()
    assert restores(Path(made.stdout.strip()))
    found("backups killed", killed)
    found("of them in the midst", swept)
    assert swept > KILLS / 4


def url(server: Server) -> str:
    """Of its database, if that is no file."""
    return server.settings["BLOG_DATABASE_URL"]


def settings(server: Server) -> dict[str, str]:
    """What a command needs to work on its site."""
    return {"BLOG_INSTANCE": str(server.instance), "BLOG_DATABASE_URL": url(server)}


def back_up(server: Server) -> subprocess.CompletedProcess[str]:
    """Make one, after that which the site makes by itself at this moment."""
    while "being made already" in (made := command("backup", **settings(server))).stderr:
        time.sleep(0.5)
    return made


def restore(path: str, instance: Path, database: str, key: str) -> subprocess.CompletedProcess[str]:
    """Bring a backup back on a new machine."""
    return command("restore", path, BLOG_INSTANCE=str(instance), BLOG_SECRET_KEY=key, BLOG_DATABASE_URL=database)


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_a_restore_in_postgresql_that_is_killed_leaves_the_old_or_the_new(
    request: pytest.FixtureRequest, tmp_path: Path, found: Found
) -> None:
    site = {"BLOG_INSTANCE": str(tmp_path / "instance"), "BLOG_DATABASE_URL": empty(request), "BLOG_SECRET_KEY": "k"}
    article = tmp_path / "article.md"
    for title in ("Before", "After"):
        article.write_text(f"---\ntitle: {title}\n---\nThe ferry is back.\n", "utf-8")
        assert command("add-article", str(article), **site).returncode == 0
        if title == "Before":
            path = command("backup", **site).stdout.strip()
    began = time.monotonic()
    assert command("restore", "--force", path, **site).returncode == 0
    seconds, ends = time.monotonic() - began, []
    for number in range(RESTORES):
        article.write_text(f"---\ntitle: After\nslug: after-{number}\n---\nAgain.\n", "utf-8")
        if not ends or "After" not in ends[-1]:
            assert command("add-article", str(article), **site).returncode == 0
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "restore", "--force", path], cwd=ROOT, env=os.environ | site,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds * (0.3 + number / RESTORES))
        process.send_signal(signal.SIGKILL)
        process.wait()
        with psycopg.connect(site["BLOG_DATABASE_URL"]) as connection:
            titles = {title for (title,) in connection.execute("SELECT title FROM article")}
        assert titles in ({"Before"}, {"Before", "After"})
        ends.append(titles)
    server = start(tmp_path / "instance", **{name: site[name] for name in list(site)[1:]})  # which clears up
    server.stop()
    with psycopg.connect(site["BLOG_DATABASE_URL"]) as connection:
        left = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'letterpress_restoring'").fetchall()
    assert left == []
    assert "! " not in command("doctor", **site).stdout
    found("restores in PostgreSQL killed", RESTORES)
    found("of them left the old site, the new one", (ends.count({"Before", "After"}), ends.count({"Before"})))

"""Forty writers at once for a minute, beside readers: no page waits, no word is lost, and soon all is as before."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.conftest import Server, start
from tests.e2e.flood import READERS, Act, Seen, addresses, flood, read, sign_in, visit, writing
from tests.e2e.proxies import SETTINGS, Front, nginx

pytestmark = [pytest.mark.torture, pytest.mark.timeout(600)]
Found = Callable[[str, object], None]
ANSWERS = {303, 422, 429, 503}
FORTY, ONE = addresses(40, network=4), addresses(1, network=4)
A_MINUTE, A_WHILE = 60, 10  # seconds
SOON = 1000  # milliseconds


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("flood") / "instance", **SETTINGS)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def front(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with nginx(server, tmp_path_factory.mktemp("nginx") / "files") as front:
        yield front


@pytest.mark.parametrize("sources", [FORTY, ONE * 40], ids=["forty addresses", "one address"])
def test_a_minute_of_forty_writers(server: Server, front: Front, found: Found, sources: list[str], request) -> None:
    act = writing(front, f"In the run {request.node.callspec.id} the clock ran fast, says")
    before, memory = quiet(front, act, server)
    readers, writers = flood(front, A_MINUTE, act, sources)
    found("the log of the database grew to, kB", wal(server))
    time.sleep(5)
    after, memory_after = quiet(front, act, server)

    for who, seen in (("readers", readers), ("writers", writers)):
        found(f"{who}: p50 / p99 / slowest, ms", f"{seen.percentile(50)} / {seen.percentile(99)} / {most(seen)}")
        found(f"{who}: what they were answered", dict(seen.statuses))
    for name, (reading, one_writer) in (("before", before), ("5 s after", after)):
        found(f"{name}: a page, p50 / p99, ms", f"{reading.percentile(50)} / {reading.percentile(99)}")
        found(f"{name}: a comment, p50 / p99, ms", f"{one_writer.percentile(50)} / {one_writer.percentile(99)}")
    found("memory of each worker before and after, MB", f"{memory} {memory_after}")
    found("comments acknowledged, and not stored once", (len(writers.receipts), len(missing(server, writers))))
    found("words neither taken nor given back", len(writers.lost))

    assert set(readers.statuses) == {200}
    assert readers.percentile(99) < SOON
    assert set(writers.statuses) <= ANSWERS
    assert writers.receipts
    assert (writers.lost, missing(server, writers)) == ([], [])
    for was, became in zip(before, after, strict=True):
        assert set(became.statuses) <= {200, 303}
        assert became.percentile(50) < was.percentile(50) * 2 + 20
    assert sum(memory_after) < sum(memory) + 60


def test_two_hundred_guesses_at_the_password_at_once(front: Front, found: Found) -> None:
    readers, guesses = flood(front, A_WHILE, sign_in, addresses(200, network=5))
    found("readers: p50 / p99, ms", f"{readers.percentile(50)} / {readers.percentile(99)}")
    found("guesses: what they were answered", dict(guesses.statuses))
    assert set(readers.statuses) == {200}
    assert readers.percentile(99) < SOON
    assert set(guesses.statuses) <= {200, *ANSWERS}


def quiet(front: Front, act: Act, server: Server) -> tuple[tuple[Seen, Seen], list[int]]:
    """What readers meet alone, then one writer alone; and the memory of the workers."""
    met = visit(front, A_WHILE, read, addresses(READERS, network=3)), visit(front, 5, act, ["127.0.6.1"])
    return met, workers(server)


def workers(server: Server) -> list[int]:
    """Of each, the memory that it has, in MB."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    pages = [int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children]
    return [count * os.sysconf("SC_PAGE_SIZE") // 1_000_000 for count in pages]


def wal(server: Server) -> int:
    return server.database.with_name("blog.sqlite-wal").stat().st_size // 1000


def most(seen: Seen) -> int:
    return round(max(seen.seconds) * 1000)


def missing(server: Server, writers: Seen) -> list[str]:
    """What was acknowledged and is not there exactly once."""
    with closing(sqlite3.connect(server.database)) as connection:
        counts = dict(connection.execute("SELECT body, count(*) FROM comment GROUP BY body").fetchall())
    return [words for words in writers.receipts if counts.get(words) != 1]

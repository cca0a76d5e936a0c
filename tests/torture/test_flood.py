"""Forty writers at once for a minute, beside readers: no page waits, no word is lost, and soon all is as before."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from blog.comments import groups
from blog.comments.groups import Group
from blog.comments.models import Comment
from blog.comments.rules import MOST_WAITING
from blog.db import writing
from tests.e2e.conftest import Server, start
from tests.e2e.flood import READERS, Act, Seen, addresses, commenting, flood, guessing, read, visit
from tests.e2e.proxies import SETTINGS, Front, nginx
from tests.factories import Desk, make_article, make_comment, stamp_in

pytestmark = [pytest.mark.torture, pytest.mark.timeout(600)]
Found = Callable[[str, object], None]
ANSWERS = {303, 422, 429, 503}
FORTY, ONE = addresses(40, network=4), addresses(1, network=4)
CAMPAIGN = 1_000
A_MINUTE, A_WHILE = 60, 15  # seconds
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
    act = commenting(front, f"In the run {request.node.callspec.id} the clock ran fast, says")
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
    readers, guesses = flood(front, A_WHILE, guessing(front), addresses(200, network=5))
    found("readers: p50 / p99, ms", f"{readers.percentile(50)} / {readers.percentile(99)}")
    found("guesses: what they were answered", dict(guesses.statuses))
    assert set(readers.statuses) == {200}
    assert readers.percentile(99) < SOON
    assert set(guesses.statuses) <= ANSWERS


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


def test_a_campaign_is_one_row_a_side_of_a_queue_that_stays_quick_and_ends_somewhere(
    app: Flask, client: FlaskClient, desk: Desk, found: Found
) -> None:
    with app.app_context():
        article_id = make_article()
        taken = [campaign_letter(article_id, number) for number in range(CAMPAIGN)]
        fill_queue()
        assert groups.size(Group.READ, ()).count + groups.size(Group.SUSPECT, ()).count == MOST_WAITING
    found("a comment of a campaign, the first and last hundred, ms", f"{mean(taken[:100])} / {mean(taken[-100:])}")
    begun = time.perf_counter()
    page = desk.get("/admin/").text
    found("the desk with ten thousand that wait, ms", shown := round((time.perf_counter() - begun) * 1000))
    fields = {"stamp": stamp_in(client.get("/articles/hello").text), "name": "Asha", "email": "asha@example.org"}
    answer = client.post("/articles/hello/comments", data=fields | {"body": "And I?"})
    assert 1 <= page.count('class="queue__row') <= len((Group.READ, Group.SUSPECT))
    assert shown < SOON
    assert (answer.status_code, "And I?" in answer.text) == (503, True)


def campaign_letter(article_id: int, number: int) -> float:
    """One more of nearly the same words, from elsewhere; how long it took, in milliseconds."""
    begun = time.perf_counter()
    words = f"Dear editor, the finest station clocks are at https://clocks.example, number {number}, today only."
    make_comment(article_id, words, email=f"{number}@example.net", address=f"10.0.{number // 250}.{number % 250}")
    return (time.perf_counter() - begun) * 1000


def fill_queue() -> None:
    """More of the last of them, as many as may wait."""
    copied = [column for column in Comment.__table__.columns if column.name not in ("id", "digest")]
    last = select(*copied).where(Comment.id == CAMPAIGN)
    with writing() as session:
        for _copy in range(MOST_WAITING - CAMPAIGN):
            session.execute(insert(Comment).from_select([column.name for column in copied], last))


def mean(milliseconds: list[float]) -> int:
    return round(sum(milliseconds) / len(milliseconds))

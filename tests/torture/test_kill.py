"""The server is killed while comments come in and are decided: what got its 303 is there once, and nothing is half."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.e2e.conftest import Server, start
from tests.e2e.test_mail import write
from tests.post import PostOffice, free_port
from tests.torture import judge
from tests.torture.load import Load

KILLS = 200
PORT = str(free_port())
SETTINGS = {"BLOG_PORT": PORT, "BLOG_WORKERS": "2", "BLOG_SECRET_KEY": "k"}


@pytest.fixture
def servers(instance: Path) -> Iterator[list[Server]]:
    """The one that runs, last; it is stopped at the end."""
    write(instance, PostOffice(), range(0), article=True)
    with closing(sqlite3.connect(instance / "blog.sqlite")) as connection:
        connection.execute("UPDATE article SET title = 'Hello', slug = 'hello'")
        connection.commit()
    started = [start(instance, **SETTINGS)]
    yield started
    started[-1].stop()


@pytest.mark.torture
def test_no_kill_loses_what_was_acknowledged_or_leaves_half_of_a_decision(
    servers: list[Server], instance: Path, found: Callable[[str, object], None]
) -> None:
    load, dice, waits = Load(servers[-1].url, servers[-1].database), Random(7), []  # noqa: S311
    for number in range(KILLS):
        with load.at_work():
            load.wait_for_more()
            time.sleep(dice.uniform(0, 0.6))
            killed = kill(servers[-1], with_parent=number % 2 == 0)
        if killed:
            servers.append(start(instance, **SETTINGS))
        waits.append(load.wait())
        assert judge.faults(servers[-1].database, load.known) == []
    found(f"comments acknowledged, in {KILLS} kills", len(load.known.acknowledged))
    found("decisions in batches, of 8 comments each", len(load.known.decided))
    found("comments lost", len(judge.lost(servers[-1].database, load.known)))
    found("seconds until the site answered again, at most", round(max(waits), 1))


def kill(server: Server, *, with_parent: bool) -> bool:
    """End the workers at once, and their parent, or leave it to that one to start others; whether it is gone."""
    pid = server.process.pid
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    workers = [child for child in children if "resource_tracker" not in Path(f"/proc/{child}/cmdline").read_text()]
    for each in [pid] * with_parent + workers:
        os.kill(each, signal.SIGKILL)
    if with_parent:
        server.process.wait()
    return with_parent

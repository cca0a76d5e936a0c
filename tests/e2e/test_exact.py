"""Several workers, each with its kept pages, and somebody else who writes: nobody is given a page from before."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection
from random import Random
from urllib.parse import urlsplit

import pytest

from blog import create_app
from blog.articles import life
from blog.comments.rules import MoveRefused
from blog.db import db
from tests.e2e.conftest import Server
from tests.pagecache.test_exact import PATHS, acts, body

Found = Callable[[str, object], None]


def asked(server: Server, path: str) -> tuple[int, bytes]:
    """The page on a connection of its own, so that any worker may answer."""
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def stale(
    server: Server,
    seed: int,
    times: int,
    ask: Callable[[str], tuple[int, bytes]] | None = None,
    *,
    has_outsider: bool = True,
) -> tuple[int, int]:
    """How many pages were read after random acts of this process, and how many of them were not as they were then.

    `has_outsider` when somebody writes to the database itself as well, past all our code.
    """
    random = Random(seed)  # noqa: S311 - to be had again
    app = create_app(server.config)
    ask = ask or partial(asked, server)
    itself = app.wsgi_app.app  # type: ignore[attr-defined]
    read = wrong = 0

    def drawn(path: str) -> tuple[int, bytes]:
        status, content = body(itself, path)
        return int(status.split()[0]), content

    with app.app_context():
        todo = acts(app, random, has_outsider=has_outsider)
        for _ in range(times):
            with suppress(MoveRefused, life.NotLive, life.NotPinnable):
                random.choice(todo)()
            for path in random.sample(PATHS, 3):
                before = drawn(path)
                answers = [ask(path) for _ in range(4)]
                if drawn(path) == before:  # the heartbeat may have changed something meanwhile
                    read += len(answers)
                    wrong += sum(answer != before for answer in answers)
        db.session.remove()
        db.engine.dispose()
    return read, wrong


def test_no_worker_gives_a_page_from_before_an_act_that_was_done(starter: Callable[..., Server]) -> None:
    read, wrong = stale(starter(BLOG_WORKERS="2", BLOG_SECRET_KEY="k"), seed=1, times=40)
    assert wrong == 0
    assert read > 300


@pytest.mark.torture
@pytest.mark.parametrize("workers", ["2", "4"])
def test_none_of_ten_thousand_pages_is_from_before(starter: Callable[..., Server], workers: str, found: Found) -> None:
    read, wrong = stale(starter(BLOG_WORKERS=workers, BLOG_SECRET_KEY="k"), seed=2, times=1_000)
    found(f"pages read after acts, {workers} workers", read)
    found(f"of them stale, {workers} workers", wrong)
    assert wrong == 0
    assert read >= 10_000

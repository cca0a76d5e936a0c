"""The database goes away under a running site and comes back: readers read on where they can, and nobody need help."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.e2e.conftest import Server, start
from tests.e2e.proxies import SETTINGS, Front, bare, nginx
from tests.e2e.test_proxies import ask, comment
from tests.postgresql import Cluster

PAGE, COMMENTS = "/articles/welcome", "/articles/welcome/comments"
NOBODY = "127.0.0.1:1"


@pytest.fixture
def site(cluster: Cluster, tmp_path: Path) -> Iterator[tuple[Server, Front]]:
    """One machine that publishes its pages, and its proxy."""
    url, instance = cluster.empty().replace("+psycopg", ""), tmp_path / "instance"
    server = start(instance, **SETTINGS, BLOG_DATABASE_URL=url, BLOG_PAGES_DIR=str(instance / "pages"))
    try:
        with nginx(server, tmp_path / "proxy") as front:
            yield server, front
    finally:
        server.stop()


def test_published_pages_are_given_out_and_words_come_back_until_it_is_there_again(
    cluster: Cluster, site: tuple[Server, Front]
) -> None:
    server, front = site
    ask(front, PAGE)
    ask(bare(server), "/archive")
    words = comment(front, "My words.")
    with cluster.away():
        for _ in range(20):
            assert b"Letterpress" in ask(front, PAGE)[1]
            time.sleep(0.1)
        begun = time.monotonic()
        answer, body = ask(front, COMMENTS, urlencode(words).encode())
        assert (answer.status, b"My words." in body) == (503, True)
        assert b"The database of this site does not answer." in body
        assert ask(front, "/search?q=kettle")[0].status == 503
        assert ask(bare(server), "/archive")[0].status == 503  # nobody knows whether it is still so
        assert time.monotonic() - begun < 5
    assert ask(front, COMMENTS, urlencode(words).encode())[0].status == 303
    assert ask(front, "/search?q=kettle")[0].status == 200
    assert server.process.poll() is None


def test_a_start_without_it_is_one_line(tmp_path: Path) -> None:
    begun = time.monotonic()
    server = start(tmp_path / "instance", BLOG_DATABASE_URL=f"postgresql://letters:s3cret@{NOBODY}/blog")
    assert server.process.wait(20) == 1
    assert time.monotonic() - begun < 20
    assert server.printed.count("\n") == 1
    assert "blog at 127.0.0.1" in server.printed
    assert "the database cannot be reached" in server.printed
    assert "s3cret" not in server.printed

"""On a socket that systemd holds, a restart or an upgrade refuses nobody, and loses nothing that was asked."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit

import pytest

from tests.databases import run
from tests.e2e.activated import Activated
from tests.e2e.proxies import PROXIES, SETTINGS, Front
from tests.factories import stamp_in
from tests.raw import request, status, workers
from tests.waiting import wait_for

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
COMMENTS, WRITER = "/articles/welcome/comments", {"name": "Asha", "email": "asha@example.org"}
READERS = 4


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Activated]:
    with Activated(tmp_path / "instance", BLOG_WORKERS="2") as site:
        yield site


def direct(site: Activated) -> Front:
    address = urlsplit(site.server.url)
    return Front(address.port or 0, address.netloc, has_tls=False)


class Crowd:
    """Readers who ask for pages and send comments; `failed` says what went wrong, `sent` which got a receipt."""

    def __init__(self, connect: Callable[[], HTTPConnection], article: str = "/articles/welcome") -> None:
        self.connect, self.answered, self.sent, self.failed = connect, 0, list[int](), list[str]()
        self.article, self._stop = article, Event()
        self.stamp = stamp_in(self._ask("GET", article))
        self._threads = [Thread(target=self._go) for _ in range(READERS)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self) -> None:
        """Until some more of them were answered."""
        before, until = self.answered, time.monotonic() + 60
        while self.answered < before + 50 and time.monotonic() < until:
            time.sleep(0.05)

    def _go(self) -> None:
        while not self._stop.is_set():
            try:
                self._ask("GET", self.article)
                self._ask("GET", "/search?q=kettle")
                number = time.monotonic_ns()
                self._ask("POST", f"{self.article}/comments", stamp=self.stamp, body=f"At {number}.", **WRITER)
                self.sent.append(number)
            except (OSError, HTTPException) as error:
                self.failed.append(repr(error))

    def _ask(self, method: str, path: str, **fields: str) -> str:
        with closing(self.connect()) as connection:
            connection.request(method, path, urlencode(fields), FORM if fields else {})
            answer = connection.getresponse()
            page = answer.read().decode()
        if answer.status >= 500:
            self.failed.append(f"{method} was answered {answer.status}")
        self.answered += 1
        if method == "POST" and answer.status != 303:
            self.failed.append(f"A comment was answered {answer.status}")
        return page


def test_nobody_is_refused_by_restarts(site: Activated) -> None:
    with Crowd(direct(site).connect) as crowd:
        for _ in range(3):
            crowd.wait_for_more()
            assert site.restart() == 0
        crowd.wait_for_more()
    assert crowd.failed == []
    stored = run(site.server.instance, "SELECT count(*) FROM comment WHERE body LIKE 'At %'")
    assert stored == [(len(crowd.sent),)]
    assert len(crowd.sent) > 20


@pytest.mark.parametrize("proxy", PROXIES)
def test_nobody_is_refused_behind_a_proxy_either(tmp_path: Path, proxy: str) -> None:
    with (
        Activated(tmp_path / "instance", **SETTINGS) as site,
        PROXIES[proxy](site.server, tmp_path / "files") as front,
        Crowd(front.connect) as crowd,
    ):
        for _ in range(3):
            crowd.wait_for_more()
            assert site.restart() == 0
        crowd.wait_for_more()
    assert crowd.failed == []


def test_who_connects_while_it_stops_is_answered_by_the_next_one(site: Activated) -> None:
    address = urlsplit(site.server.url)
    sent = request(f"Host: {address.netloc}")
    Crowd(direct(site).connect)  # it serves
    with ExitStack() as open_ones:
        early = open_ones.enter_context(socket.create_connection(("127.0.0.1", address.port or 0), 30))
        wait_for(lambda: is_let_in(early))
        site.server.process.terminate()
        wait_for(lambda: not lets_in(site))
        early.sendall(sent)
        late = open_ones.enter_context(socket.create_connection(("127.0.0.1", address.port or 0), 30))
        assert status(early.recv(100)) == 200  # by the one that stops
        assert site.server.process.wait(20) == 0
        late.sendall(sent)
        site.start()
        assert status(late.recv(100)) == 200


def is_let_in(connection: socket.socket) -> bool:
    """Whether somebody has accepted it: until then the other end is a socket of the system's own, without a number."""
    ours = f":{connection.getsockname()[1]:04X}"
    rows = (line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:])
    return any(row[2].endswith(ours) and row[9] != "0" for row in rows)


def lets_in(site: Activated) -> bool:
    """Whether one of its workers still accepts connections."""
    ours, theirs = os.fstat(site.socket.fileno()).st_ino, set[int]()
    for pid in workers(site.server.process.pid):
        with suppress(OSError):  # it is gone
            for file in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError):
                    theirs.add(file.stat().st_ino)
    return ours in theirs


def test_what_is_being_sent_when_it_stops_is_taken(site: Activated) -> None:
    address = urlsplit(site.server.url)
    body = urlencode({"stamp": Crowd(direct(site).connect).stamp, "body": "Sent slowly.", **WRITER}).encode()
    head = request(
        f"Host: {address.netloc}", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
        method="POST", target=COMMENTS,
    )  # fmt: skip
    with socket.create_connection(("127.0.0.1", address.port or 0), 30) as writer:
        writer.sendall(head + body[:20])
        wait_for(lambda: is_let_in(writer))
        site.server.process.terminate()
        time.sleep(1)
        writer.sendall(body[20:])
        assert status(writer.recv(100)) == 303
    assert site.server.process.wait(20) == 0

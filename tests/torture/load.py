"""Readers who send comments and an admin who decides them, over HTTP, for as long as it takes."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from email.message import Message
from http.client import HTTPException
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from tests.factories import EMAIL, PASSWORD, hidden, stamp_in
from tests.torture.judge import Known, words

READERS = 4
AT_ONCE = 8  # comments of one decision
WAITING = f"SELECT id FROM comment WHERE status = 'pending' ORDER BY id LIMIT {AT_ONCE}"  # noqa: S608


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A 303 is the answer."""


class Load:
    """All who are at the site at `url`; what they know is in `known`."""

    def __init__(self, url: str, database: Path) -> None:
        self.url, self.database, self.known = url, database, Known()
        self.opener = build_opener(_Stay, HTTPCookieProcessor(CookieJar()))
        self.numbers, self.dice = count(1), Random(1)  # noqa: S311
        self.stamp = stamp_in(self.get("/articles/hello"))
        self.token = hidden(self.get("/admin/login"), "csrf_token")
        self.post("/admin/login", csrf_token=self.token, email=EMAIL, password=PASSWORD)
        self.token = hidden(self.get("/admin/"), "csrf_token")

    def get(self, path: str) -> str:
        """A page."""
        with self.opener.open(self.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def wait(self) -> float:
        """How many seconds the site takes to answer again, at most a minute."""
        return _until_true(self._is_there)

    def wait_for_more(self) -> None:
        """Until the server is warm, and some comments more are acknowledged."""
        before = len(self.known.acknowledged)
        _until_true(lambda: len(self.known.acknowledged) > before + READERS)

    def send(self, path: str, **fields: Any) -> tuple[int, str, Message]:
        """What a form is answered: the status, the page, and the headers."""
        request = Request(self.url + path, data=urlencode(fields, doseq=True).encode())
        try:
            answer = self.opener.open(request, timeout=30)
        except HTTPError as refused:
            answer = refused
        with answer:
            return answer.status, answer.read().decode(), answer.headers

    def post(self, path: str, **fields: Any) -> str | None:
        """Where the answer leads; None for any but a 303."""
        status, _page, headers = self.send(path, **fields)
        return headers["Location"] if status == 303 else None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """They work meanwhile; whoever gets no answer goes on with something else."""
        stop = Event()
        threads = [Thread(target=self._until, args=(stop, act)) for act in [self._send] * READERS + [self._decide]]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _is_there(self) -> bool:
        with suppress(OSError, HTTPException):
            return bool(self.get("/"))
        return False

    def _until(self, stop: Event, act: Callable[[], None]) -> None:
        while not stop.is_set():
            with suppress(OSError, HTTPException):
                act()
                continue
            stop.wait(0.02)  # nobody is there

    def _send(self) -> None:
        number = next(self.numbers)
        sent = {"name": f"Reader {number}", "email": f"{number}@example.org", "body": words(number)}
        if self.post("/articles/hello/comments", stamp=self.stamp, **sent):
            self.known.acknowledged.add(number)

    def _decide(self) -> None:
        with closing(sqlite3.connect(self.database, timeout=30)) as connection:
            waiting = connection.execute(WAITING).fetchall()
        ids = [id for (id,) in waiting]
        if len(ids) < AT_ONCE:
            return
        self.known.tried.add(frozenset(ids))
        where = self.dice.choice(["approval", "spam", "bin"])
        there = self.post(f"/admin/comments/{where}", csrf_token=self.token, ids=ids, seen="pending")
        done = parse_qs(urlsplit(there or "").query).get("done")
        if done:
            self.known.decided.add(frozenset(ids))
            if self.dice.random() < 0.3:
                self.post(f"/admin/decisions/{done[0]}/undo", csrf_token=self.token)


def _until_true(condition: Callable[[], bool]) -> float:
    begun = time.monotonic()
    while not condition():
        if time.monotonic() > begun + 60:
            raise TimeoutError
        time.sleep(0.02)
    return time.monotonic() - begun

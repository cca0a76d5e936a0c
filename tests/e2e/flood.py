"""Writers and readers at once, each from an address of their own; and what they were answered, and how soon."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from statistics import quantiles
from urllib.parse import urlencode

from tests.e2e.proxies import Front
from tests.factories import EMAIL, hidden, stamp_in

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ARTICLE = "/articles/welcome"
READERS = 4
PAUSE, GUESS_PAUSE = 0.05, 2  # seconds between two pages of a reader, and between two guesses


@dataclass
class Seen:
    """What one kind of visitor met."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int | str] = field(default_factory=Counter)
    receipts: dict[str, str] = field(default_factory=dict)  # of what was taken, by its words
    lost: list[str] = field(default_factory=list)  # words that were neither taken nor given back

    def percentile(self, which: int) -> int:
        """In milliseconds."""
        return round(quantiles(self.seconds, n=100)[which - 1] * 1000)


@dataclass
class Visitor:
    """One of them, on a connection that is kept."""

    front: Front
    source: str
    seen: Seen
    connection: HTTPConnection | None = None
    cookie: str = ""

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int | str, str, str]:
        """The status, where it leads, and the page; or the name of what went wrong."""
        begun = time.perf_counter()
        try:
            found = self._ask(path, urlencode(fields).encode() if fields else None)
        except (OSError, HTTPException) as error:
            self.leave()
            found = type(error).__name__, "", ""
        self.seen.seconds.append(time.perf_counter() - begun)
        self.seen.statuses[found[0]] += 1
        return found

    def leave(self) -> None:
        """Close the connection."""
        if self.connection:
            self.connection.close()
            self.connection = None

    def _ask(self, path: str, body: bytes | None) -> tuple[int | str, str, str]:
        self.connection = self.connection or self.front.connect(self.source)
        self.connection.request("POST" if body else "GET", path, body, FORM | {"Cookie": self.cookie})
        answer = self.connection.getresponse()
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        page = answer.read().decode()
        if answer.will_close:
            self.leave()
        return answer.status, answer.headers["Location"] or "", page


Act = Callable[[Visitor, int], None]  # what a visitor does for the so-manieth time


def read(visitor: Visitor, time_: int) -> None:
    """A page, and a pause."""
    visitor.ask(ARTICLE if time_ % 2 else "/")
    time.sleep(PAUSE)


def write(visitor: Visitor, time_: int, *, stamp: str, words: str) -> None:
    """Another comment, at once."""
    body = f"{words} {visitor.source}, number {time_} ({id(visitor)})."
    fields = {"stamp": stamp, "body": body, "name": "Asha", "email": f"asha@{visitor.source}.example"}
    status, receipt, page = visitor.ask(f"{ARTICLE}/comments", fields)
    if status == 303:
        visitor.seen.receipts[body] = receipt
    elif body not in page:
        visitor.seen.lost.append(body)


def guess(visitor: Visitor, time_: int, *, token: str, cookie: str) -> None:
    """A password that is not the right one, and a pause."""
    visitor.cookie = cookie
    visitor.ask("/admin/login", {"csrf_token": token, "email": EMAIL, "password": f"guess {time_}"})
    time.sleep(GUESS_PAUSE)


def visit(front: Front, seconds: float, act: Act, sources: list[str]) -> Seen:
    """What visitors from these addresses meet who do this again and again."""
    seen, until = Seen(), time.monotonic() + seconds

    def stay(source: str) -> None:
        visitor, times = Visitor(front, source, seen), 0
        try:
            while time.monotonic() < until:
                act(visitor, times)
                times += 1
        finally:
            visitor.leave()

    with ThreadPoolExecutor(len(sources)) as pool:
        list(pool.map(stay, sources))
    return seen


def flood(front: Front, seconds: float, act: Act, sources: list[str]) -> tuple[Seen, Seen]:
    """What readers meet, and what those do who come in a flood."""
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(visit, front, seconds, read, addresses(READERS, network=3))
        flooding = visit(front, seconds, act, sources)
        return reading.result(), flooding


def addresses(count: int, network: int) -> list[str]:
    """So many of this machine's own."""
    return [f"127.0.{network}.{number + 1}" for number in range(count)]


def commenting(front: Front, words: str = "The station clock runs fast, says") -> Act:
    """Comments on the welcome that can be taken."""
    page, _visitor = look(front, ARTICLE)
    return partial(write, stamp=stamp_in(page), words=words)


def guessing(front: Front) -> Act:
    """Guesses that are looked at."""
    page, visitor = look(front, "/admin/login")
    return partial(guess, token=hidden(page, "csrf_token"), cookie=visitor.cookie)


def look(front: Front, path: str) -> tuple[str, Visitor]:
    """A page, and who saw it."""
    visitor = Visitor(front, "127.0.0.1", Seen())
    page = visitor.ask(path)[2]
    visitor.leave()
    return page, visitor

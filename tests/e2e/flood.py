"""Writers and readers at once, each from an address of their own; and what each of them was answered, and how soon."""

import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from statistics import quantiles
from urllib.parse import urlencode

from tests.e2e.proxies import Front

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
COMMENTS = "/articles/welcome/comments"
PAGES = ("/", "/articles/welcome")
READERS = 4
PAUSE = 0.05  # seconds between the pages of one reader
SAID = {303, 422, 429, 503}  # what a writer may be answered


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
    """One of them, with a connection that is kept."""

    front: Front
    source: str
    seen: Seen
    connection: HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int | str, str, str]:
        """The status, where it leads, and the page; or the name of what went wrong."""
        begun = time.perf_counter()
        try:
            self.connection = self.connection or self.front.connect(self.source)
            self.connection.request(method, path, body, FORM)
            answer = self.connection.getresponse()
            found = answer.status, answer.headers["Location"] or "", answer.read().decode()
            if answer.will_close:
                self.leave()
        except (OSError, HTTPException) as error:
            self.leave()
            found = type(error).__name__, "", ""
        self.seen.seconds.append(time.perf_counter() - begun)
        self.seen.statuses[found[0]] += 1
        return found

    def read(self, number: int) -> None:
        self.ask("GET", PAGES[number % len(PAGES)])
        time.sleep(PAUSE)

    def write(self, fields: dict[str, str]) -> None:
        status, receipt, page = self.ask("POST", COMMENTS, urlencode(fields).encode())
        if status == 303:
            self.seen.receipts[fields["body"]] = receipt
        elif fields["body"] not in page:
            self.seen.lost.append(fields["body"])

    def leave(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None

"""Clients that send one byte a second, as slow ones do, and as those who want to stop a server do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from socket import socket
from threading import Event, Thread
from urllib.parse import urlencode

from tests.e2e.proxies import NAME, Front

LONG = "slowly " * 600  # a comment for more than an hour


@dataclass
class Slow:
    """Many slow clients: what each sends at once, and what it goes on with, byte by byte."""

    front: Front
    many: int
    at_once: bytes
    goes_on: bytes
    cut = 0  # connections that were closed on them, and made anew

    def __post_init__(self) -> None:
        self.sockets = [self._begin() for _client in range(self.many)]

    def drip(self, end: Event) -> None:
        """A byte from each, once a second."""
        for byte in chain(self.goes_on, repeat(b"x"[0])):
            if end.wait(1):
                return
            self.sockets = [self._send(one, bytes([byte])) for one in self.sockets]

    def _begin(self) -> socket:
        new = self.front.dial()
        new.sendall(self.at_once)
        return new

    def _send(self, one: socket, byte: bytes) -> socket:
        try:
            one.sendall(byte)
            return one
        except OSError:
            one.close()
            self.cut += 1
            return self._begin()


@contextmanager
def slow_clients(front: Front, at_once: bytes, goes_on: bytes, many: int = 200) -> Iterator[Slow]:
    """So many of them, while this lasts."""
    slow = Slow(front, many, at_once, goes_on)
    end = Event()
    thread = Thread(target=slow.drip, args=(end,))
    thread.start()
    try:
        yield slow
    finally:
        end.set()
        thread.join()
        for one in slow.sockets:
            one.close()


def head_without_end() -> tuple[bytes, bytes]:
    """A request that does not get as far as its body."""
    return f"POST /articles/welcome/comments HTTP/1.1\r\nHost: {NAME}\r\nX-Slow: ".encode(), b""


def comment(stamp: str, words: str = LONG) -> tuple[bytes, bytes]:
    """A comment on the welcome that can be taken: its head, and its body."""
    fields = {"stamp": stamp, "name": "Asha", "email": "asha@example.org", "body": words}
    body = urlencode(fields).encode()
    return _head("/articles/welcome/comments", len(body)), body


def large_form(path: str) -> tuple[bytes, bytes]:
    """More than any form of ours has, the first part of it at once."""
    return _head(path, 3_000_000) + b"x" * 500_000, b""


def _head(path: str, length: int) -> bytes:
    kind = "application/x-www-form-urlencoded"
    return f"POST {path} HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n".encode()

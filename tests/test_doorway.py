"""What is kept is given out by one thread while others stand aside, and nobody who asks waits for that."""

from collections.abc import Iterable
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from blog import doorway
from blog.doorway import Doorway
from blog.pagecache import front_of
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("app_context")


class Asker:
    """Granian's side of a request."""

    def __init__(self) -> None:
        self.is_answered = Event()
        self.status, self.headers, self.body = 0, dict[str, str](), b""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, dict(headers), body
        self.is_answered.set()

    def response_iter(self, status: int, headers: list[tuple[str, str]], body: Any) -> None:
        chunks = []
        try:
            while True:
                chunks.append(body.__next__())
        except StopIteration:
            body.close()
        self.response_bytes(status, headers, b"".join(chunks))


class Served(Thread):
    """A thread of granian that takes one request."""

    def __init__(self, door: Doorway, path: str, method: str = "GET") -> None:
        super().__init__()
        self.door, self.asker, self.environ = door, Asker(), EnvironBuilder(path, method=method).get_environ()
        self.start()

    def run(self) -> None:
        self.door(self.asker, self.environ)

    def is_free(self, within: float = 10) -> bool:
        """Whether it takes another one in so many seconds."""
        self.join(within)
        return not self.is_alive()


@pytest.fixture
def door(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Doorway:
    """With an article that is kept, and moments that outlast a test."""
    monkeypatch.setattr(doorway, "MOMENT", 60)
    make_article()
    door = Doorway(front_of(app))
    asked(door, "/articles/hello")
    return door


@pytest.fixture
def may_go(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Event:
    """What is made waits for this."""
    front, may_go = front_of(app), Event()
    itself = front.app

    def slow(environ: Any, start_response: Any) -> Iterable[bytes]:
        may_go.wait(10)
        return itself(environ, start_response)

    monkeypatch.setattr(front, "app", slow)
    return may_go


def asked(door: Doorway, path: str, method: str = "GET") -> Asker:
    """An answer, by this thread."""
    asker = Asker()
    door(asker, EnvironBuilder(path, method=method).get_environ())
    return asker


def let_go(door: Doorway, *threads: Served) -> None:
    """Call all who stand aside, as whoever goes inside does."""
    door._called.set()
    for thread in threads:
        thread.join()


def test_an_answer_is_that_of_the_app_made_or_kept(door: Doorway, client: FlaskClient) -> None:
    for path, status in (("/articles/hello", 200), ("/nowhere", 404), ("/admin/", 303), ("/healthz", 200)):
        for _ in range(2):
            asker, ours = asked(door, path), client.get(path)
            assert (asker.status, asker.body) == (status, ours.data), path
            given = dict(ours.headers)
            assert asker.headers.pop("X-Request-ID") != given.pop("X-Request-ID")
            assert asker.headers == given, path
    head = asked(door, "/articles/hello", "HEAD")
    assert (head.status, head.body, int(head.headers["Content-Length"]) > 1000) == (200, b"", True)


def test_who_gave_a_page_out_stands_aside_while_another_thread_is_at_the_door(door: Doorway) -> None:
    asked(door, "/articles/hello")  # this one is there now
    other = Served(door, "/articles/hello")
    assert other.asker.is_answered.wait(5)
    assert not other.is_free(1)
    assert asked(door, "/articles/hello").status == 200
    let_go(door, other)


def test_who_goes_inside_calls_the_others_back_at_once(door: Doorway, may_go: Event) -> None:
    asked(door, "/articles/hello")
    others = [Served(door, "/articles/hello") for _ in range(3)]
    assert not any(other.is_free(1) for other in others)
    helper = Thread(target=lambda: [other.join(5) for other in others] and may_go.set())
    helper.start()
    assert asked(door, "/archive").status == 200  # made, which waits until all of them are back
    assert not any(other.is_alive() for other in others)
    helper.join()


def test_a_thread_of_which_nothing_was_heard_is_not_relied_on(door: Doorway, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(door, "/articles/hello")
    monkeypatch.setattr(doorway, "MOMENT", 0)
    assert Served(door, "/articles/hello").is_free()


def test_nobody_stands_aside_for_longer_than_a_moment(door: Doorway, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(door, "/articles/hello")
    monkeypatch.setattr(doorway, "MOMENT", 0.2)
    other = Served(door, "/articles/hello")
    other.join(5)
    assert not other.is_alive()


def test_who_makes_answers_calls_nobody_while_another_is_at_the_door(door: Doorway, may_go: Event) -> None:
    asked(door, "/articles/hello")
    may_go.set()
    aside = Served(door, "/articles/hello")
    assert aside.asker.is_answered.wait(5)
    assert Served(door, "/archive").is_free()
    assert not aside.is_free(1)
    let_go(door, aside)

"""Where granian asks: what is kept is given out by one thread, and the others stay out of its way.

Granian lets as many threads wait for requests as there are, and wakes them all in turn. For pages that are there
already that costs as much as all else about them: each waits for the others to leave Python to it. So whoever has given
one out stands aside for a moment, as long as another thread stays at the door; and that one calls all of them back
when it goes inside, to make an answer or to read what is sent.
"""

from threading import Event, get_ident
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from granian.wsgi import _callback_wrapper

from .pagecache.front import PageCache

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOMENT = 0.05  # seconds; nobody stands aside for longer, whatever became of the one at the door


class Asker(Protocol):
    """Granian's side of a request."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Send an answer, whatever the thread does after that."""


class Doorway:
    """What granian calls for each request, on any of its threads."""

    def __init__(self, front: PageCache) -> None:
        self.kept = front.kept
        self._make = _callback_wrapper(front.made, {})  # granian's own for WSGI
        self._keeper, self._seen = 0, 0.0  # the thread at the door, and when it gave something out
        self._called = Event()

    def __call__(self, asker: Asker, environ: "WSGIEnvironment") -> None:
        """Answer a request."""
        if (found := self.kept(environ)) is None:
            self._go_inside()
            self._make(asker, environ)
        else:
            status, headers, body = found
            asker.response_bytes(int(status[:3]), headers, body)
            self._stay_or_stand_aside()

    def _stay_or_stand_aside(self) -> None:
        now, me = monotonic(), get_ident()
        if me == self._keeper or now - self._seen > MOMENT:
            self._keeper, self._seen = me, now
        else:
            self._called.wait(MOMENT)

    def _go_inside(self) -> None:
        if get_ident() == self._keeper:
            self._keeper, self._seen = 0, 0.0
            self._called.set()
            self._called.clear()

"""Stands in front of the app, and answers what everyone gets alike without it.

What is kept is kept for one content version, which is read from the database at each request: so the very next request
after a change shows it, in every process. A page is drawn from nothing but its key, so that no header, cookie or stray
argument of one visitor can be in the page of another.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from ..arrivals import Arrivals
from ..gate import Route, RouteClass, route_of
from ..hosts import is_own
from ..packing import GOOD, WHOLE, way
from . import asked
from .answers import Answer, Headers
from .published import Published
from .store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PAGES, OTHERS = 10_000_000, 2_000_000  # bytes of pages, and of what anybody can make more of: queries, and 404
LARGEST = 2_000_000  # bytes of an answer that is kept: a feed of long pieces
AT_ONCE = 2  # pages that are drawn; more of them are no sooner done, and each takes a connection and memory of its own
Sent = tuple[str, Headers, bytes]  # an answer on its way: its status, its headers, its body
KEPT = ("200", "301", "308", "404", "410")


class Wanted(NamedTuple):
    """What a request asks for; no page is drawn from the name that the site is called by."""

    path: str
    query: str


class PageCache:
    """The whole site as a WSGI application."""

    def __init__(self, app: Flask, version: Callable[[], int], published: Published | None = None) -> None:
        self.flask, self.app, self.version, self.published = app, app.wsgi_app, version, published
        self.pages, self.others = Store(PAGES), Store(OTHERS)
        self.arrive = Arrivals(app.config["SERVER"])
        self._is_well = True  # the database, when it was read last; where it is not, to ask it may take long
        self._drawing: dict[Wanted, Lock] = {}
        self._lock, self._drawers = Lock(), ThreadPoolExecutor(AT_ONCE, "drawing")

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if (found := self.kept(environ)) is None:
            return self.made(environ, start_response)
        status, headers, body = found
        start_response(status, headers)
        return [body]

    def kept(self, environ: "WSGIEnvironment") -> Sent | None:
        """What is there already as it is sent; None for all that has to be made, or waited for."""
        wanted = self._wanted(environ) if self._is_well else None
        if wanted is None or (version := self._now()) is None or (answer := self._find(wanted, version)) is None:
            return None
        how = way(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if not answer.is_ready(how):
            return None
        status, headers, body = self._sent(wanted, answer, how, environ)
        return status, [*headers, ("X-Request-ID", self.arrive.named(environ))], body

    def made(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The same, as WSGI has it, for whatever is asked."""
        start_response = self.arrive(environ, start_response)
        wanted = self._wanted(environ)
        answer = self._answer(wanted, environ) if wanted else None
        if wanted is None or answer is None:
            return self.app(environ, start_response)
        how = way(environ.get("HTTP_ACCEPT_ENCODING", ""))
        status, headers, body = self._sent(wanted, answer, how, environ)
        start_response(status, headers)
        return [body]

    def _sent(self, wanted: Wanted, answer: Answer, how: str, environ: "WSGIEnvironment") -> Sent:
        """An answer as this one gets it."""
        if answer.status.startswith("404"):
            self.flask.extensions["lost"].note(wanted.path.encode("latin-1").decode("utf-8", "replace"))
        if answer.status.startswith("200") and answer.is_known(environ):
            return "304 NOT MODIFIED", answer.common, b""
        headers, body = answer.as_sent(how)
        return answer.status, headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body

    def _wanted(self, environ: "WSGIEnvironment") -> Wanted | None:
        """None for what is the app's alone: forms, the admin's, parts of files, and what calls us by another name."""
        raw = environ.get("QUERY_STRING", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or "HTTP_RANGE" in environ
            or self.flask.config["SESSION_COOKIE_NAME"] in environ.get("HTTP_COOKIE", "")
            or len(raw) > asked.LONGEST
            or not is_own(environ.get("HTTP_HOST", ""), self.flask.config["OWN_NAMES"])
        ):
            return None
        path = environ["PATH_INFO"]
        if not raw:
            return Wanted(path, "")
        route = self._route(path)
        return Wanted(path, asked.query(raw, route.arguments)) if route else None

    def _answer(self, wanted: Wanted, environ: "WSGIEnvironment") -> Answer | None:
        """What is kept, or is drawn now and kept; None for what is the app's alone."""
        if (version := self._now()) is None:
            return None
        if found := self._find(wanted, version):
            return found
        if not self._route(wanted.path):
            return None
        with self._lock:
            drawing = self._drawing.setdefault(wanted, Lock())
        with drawing:
            try:
                return self._find(wanted, version) or self._drawn(wanted, version, environ)
            finally:
                self._drawing.pop(wanted, None)

    def _now(self) -> int | None:
        """The content version; None whatever is wrong with the database, as the app knows what to say."""
        try:
            version = self.version()
        except Exception:
            self._is_well = False
            return None
        self._is_well = True
        return version

    def _find(self, wanted: Wanted, version: int) -> Answer | None:
        return self.pages.get(wanted, version) or self.others.get(wanted, version)

    def _drawn(self, *what: Any) -> Answer:
        """By a thread that does nothing else: each one that ever drew a page keeps a stack as deep as that takes."""
        return self._drawers.submit(copy_context().run, self._draw, *what).result()

    def _draw(self, wanted: Wanted, version: int, environ: "WSGIEnvironment") -> Answer:
        """What the app answers to the bare request; kept where it is for everyone."""
        drawn = Response.from_app(self.app, asked.bare(environ, wanted.query), buffered=True)
        answer = Answer(drawn.status, list(drawn.headers), drawn.get_data())
        if _is_for_everyone(answer) and len(answer.body) < LARGEST:
            is_page = answer.status.startswith("200") and not wanted.query
            if is_page:  # of which there are only so many
                answer.effort = WHOLE if "immutable" in answer.names["cache-control"] else GOOD
            (self.pages if is_page else self.others).put(wanted, version, answer)
            if is_page and self.published:
                self.published.put(wanted.path, version, answer)
        return answer

    def _route(self, path: str) -> Route | None:
        """The public route that this path leads to, which may be none of ours (404); None for the app's alone."""
        if path.startswith("/admin"):
            return None
        try:
            endpoint, _ = self.flask.url_map.bind("").match(path.encode("latin-1").decode("utf-8", "replace"), "GET")
        except NotFound:
            endpoint = None
        except HTTPException:  # a redirect, or a method that it does not know
            return None
        route = route_of(self.flask, endpoint)
        return route if route.route_class is RouteClass.PUBLIC and route.is_kept else None


def _is_for_everyone(answer: Answer) -> bool:
    how = answer.names.get("cache-control", "")
    is_private = "no-store" in how or "private" in how or "set-cookie" in answer.names
    return answer.status.startswith(KEPT) and not is_private

"""What is done with every request before anybody answers it, from memory too: it gets its id, and shows a proxy."""

import logging
import re
from contextlib import suppress
from ipaddress import ip_address
from random import getrandbits
from typing import TYPE_CHECKING, Any

from . import journal
from .config import Config

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ID = re.compile(r"[0-9A-Za-z_-]{8,64}")  # as proxies make them
NOTE = "proxied"  # in the instance folder: a restart forgets nothing, and whoever knows better removes it

log = logging.getLogger(__name__)


class Arrivals:
    """Notes what a request tells of the way that it came; `server` says how many proxies are known."""

    def __init__(self, server: Config) -> None:
        self.is_proxied, self.note = server.trusted_proxies > 0, server.instance / NOTE
        self._is_told = self.is_proxied

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "StartResponse":
        """Begin a request; what is given back begins its answer, in which its id stands."""
        request_id = self.named(environ)
        journal.request_id.set(request_id)

        def begin(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, ("X-Request-ID", request_id)], *error)

        return begin

    def named(self, environ: "WSGIEnvironment") -> str:
        """The id of a request; only proxies that are trusted say which: from anybody else it could be anything."""
        if not self._is_told and "HTTP_X_FORWARDED_FOR" in environ and _is_near(environ.get("REMOTE_ADDR", "")):
            self._tell()
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.is_proxied else ""
        # Short, as each answer has it; nothing is to be guessed from it, and nothing is asked of the system for it.
        return given if given and ID.fullmatch(given) else f"{getrandbits(32):08x}"

    def _tell(self) -> None:
        self._is_told = True
        with suppress(OSError):  # the log has it too
            self.note.touch()
        log.warning("A request came through a proxy, and BLOG_TRUSTED_PROXIES is 0: see `flask doctor`.")


def noted(server: Config) -> bool:
    """Whether a proxy stands in front of which the settings know nothing."""
    return server.trusted_proxies == 0 and (server.instance / NOTE).exists()


def forget(server: Config) -> None:
    """Settings that know of their proxies settle what was noted before."""
    if server.trusted_proxies:
        (server.instance / NOTE).unlink(missing_ok=True)


def _is_near(peer: str) -> bool:
    """Whether it is on this machine or its network, as a proxy is: what strangers send to us directly shows none."""
    try:
        return ip_address(peer.partition("%")[0]).is_private
    except ValueError:
        return True  # a socket of this machine

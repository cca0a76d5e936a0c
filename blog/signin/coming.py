"""From where somebody comes in, and where they go on to."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from .. import clock, tokens
from ..comments.rules import shortened
from ..desk.browsers import browser
from ..people.sessions import Device
from ..people.throttle import TooManyTries


def address_key() -> str:
    """Under which tries from this network address are counted."""
    return tokens.address_keys(request.remote_addr or "", clock.now()).daily


def device() -> Device:
    """What is kept of this browser."""
    return Device(browser(request.user_agent.string), shortened(request.remote_addr or ""))


def go_on(to: str = "moderation.desk") -> Response:
    """Lead to the page that was asked for before, or else to this one."""
    return redirect(own_path(request.args.get("next")) or url_for(to), 303)


def own_path(path: str | None) -> str | None:
    """A path under `/admin/` of this site; anything else could lead a sign-in elsewhere."""
    return path if path and path.startswith("/admin/") and path.isprintable() else None


def wait(page: str, refused: TooManyTries) -> tuple[str, int, dict[str, Any]]:
    """The page that says for how long to wait."""
    return page, 429, {"Retry-After": str(refused.seconds)}

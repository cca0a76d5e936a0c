"""What of a request decides the answer: all else is neither looked at nor handed on. Pure."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import unquote_plus

LONGEST = 2_000  # characters of a query that may be kept; whoever sends more is answered by the app
# What the server itself says of a request, and all that the app needs to draw a page.
NEEDED = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SCRIPT_NAME", "HTTP_HOST")


def query(raw: str, arguments: Collection[str]) -> str:
    """A query with nothing but these arguments, as they were written and in their order."""
    parts = (part for part in raw.split("&") if unquote_plus(part.partition("=")[0]) in arguments)
    return "&".join(parts)


def bare(environ: Mapping[str, Any], query: str) -> dict[str, Any]:
    """The request for a page that everyone gets: no cookie, no condition, no range, and no header but the host's."""
    kept = {name: value for name, value in environ.items() if name.startswith("wsgi.") or name in NEEDED}
    return kept | {"REQUEST_METHOD": "GET", "PATH_INFO": environ["PATH_INFO"], "QUERY_STRING": query}

"""What a feed is answered with: nothing to whoever has it as it is now, and else what every XML parser takes."""

from collections.abc import Callable
from datetime import datetime

from flask import Response

from ..plaintext import NO_CHAR

ATOM, JSON, XML = "application/atom+xml", "application/feed+json", "application/xml"


def answer(draw: Callable[[], str], mimetype: str, modified: datetime | None = None) -> Response:
    """What `draw` gives; `modified`, for those who ask by time, is no earlier than any change."""
    response = Response(NO_CHAR.sub("", draw()), mimetype=mimetype)
    response.last_modified = modified
    return response

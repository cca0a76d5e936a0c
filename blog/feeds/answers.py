"""What a feed is answered with: nothing to whoever has it as it is now, and else what every XML parser takes."""

import re
from collections.abc import Callable
from datetime import datetime

from flask import Response

# One character that XML 1.0 (2.2) does not know, and no reader takes the feed any more.
NO_CHAR = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM, JSON, XML = "application/atom+xml", "application/feed+json", "application/xml"


def answer(draw: Callable[[], str], mimetype: str, modified: datetime | None = None) -> Response:
    """What `draw` gives; `modified`, for those who ask by time, is no earlier than any change."""
    response = Response(NO_CHAR.sub("", draw()), mimetype=mimetype)
    response.last_modified = modified
    return response

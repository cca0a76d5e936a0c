"""What a feed is answered with: nothing to whoever has it as it is now, and else what every XML parser takes."""

import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, request

from ..links import absolute
from ..site import version

# One character that XML 1.0 (2.2) does not know, and no reader takes the feed any more.
NO_CHAR = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM, JSON, XML = "application/atom+xml", "application/feed+json", "application/xml"


def init_app(app: Flask) -> None:
    """Tell feeds of one release from those of another, which may draw the same words in another way."""
    drawn_by = [*Path(__file__).parent.glob("*.py"), *Path(app.root_path, "templates", "feeds").iterdir()]
    app.extensions["feeds"] = sha256(b"".join(path.read_bytes() for path in sorted(drawn_by))).hexdigest()


def answer(draw: Callable[[], str], mimetype: str, modified: datetime | None = None) -> Response:
    """What `draw` gives, under an ETag of the content version; 304 to whoever names that, without drawing anything.

    `modified` is for those who ask by time, and is no earlier than any change. The ETag is weak: proxies pack it.
    """
    response = Response(mimetype=mimetype)
    response.set_etag(_etag(), weak=True)
    response.last_modified = modified
    if not request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        response.set_data(NO_CHAR.sub("", draw()))
    response.make_conditional(request)
    return response


def _etag() -> str:
    """Of one address, of one release, on one site; read in the same snapshot as all that is drawn."""
    here = (current_app.extensions["feeds"], absolute(request.full_path), version.current())
    return sha256(repr(here).encode()).hexdigest()[:20]

"""Text on its way to readers, in the smallest form that their browsers unpack."""

import gzip
import re
from functools import lru_cache

import brotli
from flask import Flask, Response, request
from jinja2.ext import Extension
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

# One sign of it stays after a line that ends with a block, whose own end of line Jinja takes: else what stands on the
# two lines would become one word.
INDENTATION = re.compile(r"(?<=%}\n)([ \t])[ \t]*|^[ \t]+", re.MULTILINE)
WAYS = ("br", "gzip")  # the smaller first
# Of each way, how much is done for how little: in half a millisecond, and gzip, for which few browsers ask, in a tenth
# (4 times as long would save 6 %); a sixth less, in many times as long; and in as long as it takes.
QUICK, GOOD, WHOLE = (5, 3), (10, 9), (11, 9)


class Unindented(Extension):
    """Templates of HTML without their indentation, which is for us."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENTATION.sub(r"\1", source) if (name or "").endswith(".html") else source


def init_app(app: Flask) -> None:
    """Pack every page here: the proxies as they are shipped know no Brotli, and pass on what is packed."""
    app.jinja_env.add_extension(Unindented)
    app.after_request(_pack_page)


@lru_cache(maxsize=256)
def way(accepted: str) -> str:
    """How somebody is answered whose `Accept-Encoding` is this; empty for as it is."""
    known = parse_accept_header(accepted, Accept)
    best = max(WAYS, key=lambda name: known[name])  # the first of equals
    return best if known[best] else ""


def pack(content: bytes, way: str, effort: tuple[int, int] = QUICK) -> bytes:
    """The bytes, in one of WAYS: QUICK what is sent once, GOOD what is kept, WHOLE what never changes."""
    for_br, for_gzip = effort
    if way == "br":
        return bytes(brotli.compress(content, brotli.MODE_TEXT, for_br))
    return gzip.compress(content, for_gzip, mtime=0)


def unpack(packed: bytes, way: str) -> bytes:
    """What was packed in one of WAYS."""
    return bytes(brotli.decompress(packed)) if way == "br" else gzip.decompress(packed)


def _pack_page(response: Response) -> Response:
    """Pages of the desk, and others that are drawn for one; what is kept is packed once, by `pagecache`."""
    if response.mimetype == "text/html" and not response.is_streamed:
        response.vary.add("Accept-Encoding")
        if how := way(request.headers.get("Accept-Encoding", "")):
            response.set_data(pack(response.get_data(), how))
            response.content_encoding = how
    return response

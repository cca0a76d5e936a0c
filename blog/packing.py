"""Text on its way to readers, in the smallest form that their browsers unpack."""

import gzip
import re
from functools import lru_cache

import brotli
from flask import Flask, Response, request
from jinja2.ext import Extension

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
WAYS = ("br", "gzip")  # the smaller first
QUICK, WHOLE = 6, 11  # of Brotli: as quick as gzip and a little smaller; and as small as it gets, in 50 times the time


class Unindented(Extension):
    """Templates of HTML without their indentation, which is for us."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENTATION.sub("", source) if (name or "").endswith(".html") else source


def init_app(app: Flask) -> None:
    """Pack every page here: the proxies as they are shipped know no Brotli, and pass on what is packed."""
    app.jinja_env.add_extension(Unindented)
    app.after_request(_pack_page)


def pack_once(response: Response) -> None:
    """Pack what never changes, and keep it packed."""
    response.vary.add("Accept-Encoding")
    if how := request.accept_encodings.best_match(WAYS):
        _replace(response, _kept(response.get_data(), how), how)


def _pack_page(response: Response) -> Response:
    if response.mimetype == "text/html" and not response.is_streamed:
        response.vary.add("Accept-Encoding")
        if how := request.accept_encodings.best_match(WAYS):
            _replace(response, _packed(response.get_data(), how, QUICK), how)
    return response


def _replace(response: Response, content: bytes, how: str) -> None:
    response.set_data(content)
    response.content_encoding = how


@lru_cache
def _kept(content: bytes, how: str) -> bytes:
    return _packed(content, how, WHOLE)


def _packed(content: bytes, how: str, quality: int) -> bytes:
    if how == "br":
        return bytes(brotli.compress(content, brotli.MODE_TEXT, quality))
    return gzip.compress(content, 6 if quality == QUICK else 9, mtime=0)

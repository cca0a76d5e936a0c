"""Every refusal is a page: what is wrong in plain words, the right status, and what was typed."""

from errno import EDQUOT, EFBIG, ENOSPC
from itertools import islice
from typing import Any

from flask import Flask, Response, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

MOST_TO_DISCARD = 50_000_000  # bytes
MOST_FIELDS = 30  # the editor's form, the largest of ours, has fewer
SECRET_FIELDS = {"csrf_token", "stamp", "password", "code", "topic", "parent", "do"}


def init_app(app: Flask) -> None:
    """Answer every HTTP error with a page; the one for our own faults is drawn now, so that it needs no database."""
    with app.test_request_context("/"), force_locale("en"):
        broken = app.jinja_env.get_template("errors/500.html").render()
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(OSError, _full)
    app.register_error_handler(500, lambda error: Response(broken, 500))


def is_full(error: OSError) -> bool:
    """Whether it says that the disk, or what we may take of it, has no room left."""
    return error.errno in (ENOSPC, EDQUOT, EFBIG)


def page(code: int, message: str = "") -> tuple[str, int]:
    """The page of one refusal."""
    headline, usual = _words().get(code, _words()[400])
    return (
        render_template("errors/error.html", code=code, headline=headline, message=message or usual, typed=typed(code)),
        code,
    )


def typed(code: int) -> dict[str, str]:
    """What a refused form carried, to be copied; a body that was too large to read carried nothing."""
    if request.method != "POST" or code == 413:
        return {}
    typed = ((name, text) for name, text in request.form.items() if text and name not in SECRET_FIELDS)
    return dict(islice(typed, MOST_FIELDS))


def _refuse(error: HTTPException) -> Any:
    if isinstance(error, (BadHost, SecurityError)):  # no page's links can be built
        return Response("There is no site of this name here. (Its own is BLOG_SITE_URL.)\n", 400, mimetype="text/plain")
    if error.code is None or error.code < 400:
        return error
    if error.code == 413:
        _read_to_the_end()
    known = type(error).description == error.description  # Werkzeug's own words, in English only
    body, code = page(error.code, "" if known else error.description or "")
    headers = [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]
    return body, code, headers


def _busy(error: OperationalError) -> Any:
    """Another write holds the database for too long: say so, and give back what was typed."""
    if "database or disk is full" in str(error.orig):
        return page(507)
    if "database is locked" not in str(error.orig):
        raise error
    return (*page(503), {"Retry-After": "10"})


def _full(error: OSError) -> Any:
    if not is_full(error):
        raise error
    return page(507)


def _read_to_the_end() -> None:
    """Take what a browser still sends before answering it: one whose pipe breaks shows its own page, not ours."""
    stream, left = request.environ["wsgi.input"], MOST_TO_DISCARD
    while left > 0 and (chunk := stream.read(1 << 16)):
        left -= len(chunk)


def _words() -> dict[int, tuple[str, str]]:
    return {
        400: (_("This could not be read."), _("Something in what was sent is not as it should be.")),
        403: (_("This is not open to you."), _("What you asked for is refused.")),
        404: (
            _("This page is not in our pages."),
            _("The address may be mistyped, or the article may have moved."),
        ),
        405: (_("This address does not take that."), _("The page exists, but not for this kind of request.")),
        409: (_("Something changed meanwhile."), _("Nothing was stored. Please look at it again.")),
        410: (_("This link leads nowhere any more."), _("It is too old, or what it led to was removed.")),
        413: (
            _("That is too much at once."),
            _("You sent more than 25 MB. Go back, where your text still is, and send fewer or smaller files at once.")
            if request.mimetype == "multipart/form-data"
            else _("What you sent is larger than this site takes. Go back, where your text still is, and shorten it."),
        ),
        422: (_("Something is missing or wrong."), _("Nothing was stored. Please go back, and look at it again.")),
        503: (_("Too much at once."), _("The site is busy. Nothing was stored; please send it again in a moment.")),
        507: (
            _("The disk of this site is full."),
            _("Nothing was stored. Please make room on the server, and send it again."),
        ),
        429: (_("Not so fast."), _("Please wait a little, and try again.")),
    }

"""Every refusal is a page: what is wrong in plain words, the right status, and what was typed."""

import logging
from itertools import islice
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import DatabaseError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from .db import db
from .trouble import Busy, Trouble, trouble

MOST_TO_DISCARD = 50_000_000  # bytes
MOST_FIELDS = 30  # the editor's form, the largest of ours, has fewer
SECRET_FIELDS = {"csrf_token", "stamp", "password", "code", "topic", "parent", "do"}
RETRY = {Trouble.BUSY: 10}  # seconds; what else is wrong takes somebody a minute at least

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Answer every HTTP error with a page; the one for our own faults is drawn now, so that it needs no database."""
    with app.test_request_context("/"):
        broken = _bare(500)
    app.register_error_handler(HTTPException, refuse)
    app.register_error_handler(DatabaseError, _troubled)
    app.register_error_handler(Busy, _crowded)
    app.register_error_handler(OSError, _troubled)
    app.register_error_handler(500, lambda error: Response(broken, 500))
    app.log_exception = _failed  # type: ignore[method-assign]


def page(code: int, message: str = "", why: Trouble | None = None) -> tuple[str, int]:
    """The page of one refusal; `why` says more of a 503."""
    headline, usual = _words().get(why or code, _words()[400])
    return (
        render_template("errors/error.html", code=code, headline=headline, message=message or usual, typed=typed(code)),
        code,
    )


def typed(code: int) -> dict[str, str]:
    """What a refused form carried, to be copied; a body that was too large, or broke off, carried nothing."""
    if request.method != "POST" or code == 413:
        return {}
    try:
        form = request.form
    except HTTPException:
        return {}
    typed = ((name, text) for name, text in form.items() if text and name not in SECRET_FIELDS)
    return dict(islice(typed, MOST_FIELDS))


def refuse(error: HTTPException) -> Any:
    """The page of an HTTP error."""
    if isinstance(error, (BadHost, SecurityError)):  # no page's links can be built
        return Response("There is no site of this name here. (Its own is BLOG_SITE_URL.)\n", 400, mimetype="text/plain")
    if error.code is None or error.code < 400:
        return error
    if error.code == 413 and _is_waited_for():
        _read_to_the_end()
    known = type(error).description == error.description  # Werkzeug's own words, in English only
    body, code = page(error.code, "" if known else error.description or "")
    headers = [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]
    return body, code, headers


def _failed(exc_info: Any) -> None:
    """The log names the page, and never its address, which may be a receipt's."""
    log.error("%s of %s failed", request.method, request.endpoint, exc_info=exc_info)


def _troubled(error: DatabaseError | OSError) -> Any:
    """Nothing can be stored, or this cannot be read: say so, and give back what was typed."""
    why = trouble(error)
    if why is None:
        raise error
    log.error("%s was answered 503: %s (%s).", request.endpoint, why, getattr(error, "orig", error))
    db.session.rollback()
    try:
        body, code = page(503, why=why)
    except DatabaseError:  # not even what every page shows can be read
        db.session.rollback()
        body, code = _bare(503, why), 503
    return body, code, {"Retry-After": str(RETRY.get(why, 60))}


def _crowded(_error: Busy) -> Any:
    """Too many at once, which in a flood is no news for the log."""
    return (*page(503, why=Trouble.BUSY), {"Retry-After": str(RETRY[Trouble.BUSY])})


def _bare(code: int, why: Trouble | None = None) -> str:
    """A page that needs no database."""
    with force_locale("en"):
        g.pop("translations", None)  # those of the site's language (`locale`)
        headline, message = _words()[why or code]
        template = current_app.jinja_env.get_template("errors/bare.html")
        return template.render(code=code, headline=headline, message=message, typed=typed(code))


def _is_waited_for() -> bool:
    """Whether this is the form of a page that they could see; at the desk a stranger's could hold a thread for ever."""
    return bool(request.endpoint and (g.get("admin") or not request.path.startswith("/admin/")))


def _read_to_the_end() -> None:
    """Take what a browser still sends before answering it: one whose pipe breaks shows its own page, not ours."""
    stream, left = request.environ["wsgi.input"], MOST_TO_DISCARD
    if (request.content_length or 0) > left:  # what is never read to its end is not waited for either
        return
    while left > 0 and (chunk := stream.read(1 << 16)):
        left -= len(chunk)


def _words() -> dict[int | Trouble, tuple[str, str]]:
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
            _(
                "You sent more than %(size)s MB. "
                "Go back, where your text still is, and send fewer or smaller files at once.",
                size=f"{(request.max_content_length or 0) // 1_000_000:,}",
            )
            if request.mimetype == "multipart/form-data"
            else _("What you sent is larger than this site takes. Go back, where your text still is, and shorten it."),
        ),
        422: (_("Something is missing or wrong."), _("Nothing was stored. Please go back, and look at it again.")),
        Trouble.BUSY: (
            _("Too much at once."),
            _("The site is busy. Nothing was stored; please send it again in a moment."),
        ),
        Trouble.FULL: (
            _("The disk of this site is full."),
            _("Nothing was stored. It can be sent again as soon as there is room on the server."),
        ),
        Trouble.READ_ONLY: (
            _("Nothing can be stored here for now."),
            _("The disk of this site can only be read. Nothing was stored; please send it again later."),
        ),
        Trouble.BROKEN: (
            _("This cannot be reached for now."),
            _("Something is wrong with the disk of this site. Nothing was stored; please try again later."),
        ),
        Trouble.AWAY: (
            _("This cannot be reached for now."),
            _("The database of this site does not answer. Nothing was stored; please try again in a minute."),
        ),
        500: (
            _("The press has jammed."),
            _(
                "Something went wrong on our side. Please try again in a minute; if you were sending a comment, "
                "go back first, and your text should still be there."
            ),
        ),
        429: (_("Not so fast."), _("Please wait a little, and try again.")),
    }

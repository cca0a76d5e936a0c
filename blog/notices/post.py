"""Whether mail works: a test, and what no server took."""

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from .. import clock, errors
from ..gate import admin
from ..outbox import actions, queries, smtp
from . import mails

bp = Blueprint("post", __name__, url_prefix="/admin/mail")
bp.register_error_handler(actions.NoSuchMail, lambda error: errors.page(404))


@bp.post("/test")
@admin
def try_it() -> Any:
    """Send a mail now, and show what the server answers."""
    url = current_app.config["SMTP_URL"] or abort(404)
    try:
        answer, has_gone = smtp.send(mails.trial(g.admin.email, clock.now()), url), True
    except smtp.NotSent as error:
        answer, has_gone = str(error), False
    page = render_template("notices/tried.html", recipient=g.admin.email, answer=answer, has_gone=has_gone)
    return page, 200 if has_gone else 502


@bp.get("")
@admin
def given_up() -> str:
    """The mails that no server took, and what the last one said."""
    return render_template("notices/given_up.html", mails=queries.given_up())


@bp.post("/<id:id>/again")
@admin
def again(id: int) -> Response:
    """Try it once more, from the beginning."""
    actions.again(id, clock.now())
    return redirect(url_for(".given_up"), 303)


@bp.post("/<id:id>/drop")
@admin
def drop(id: int) -> Response:
    """Forget it."""
    actions.drop(id)
    return redirect(url_for(".given_up"), 303)

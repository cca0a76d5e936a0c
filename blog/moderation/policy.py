"""Block and Trust, from the row of a comment or the page of a person: a line more in a list of the settings page."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import clock, errors
from ..comments import blocking, lists, search
from ..comments.moves import NoSuchComment
from ..desk import words
from ..forms import one_line
from ..gate import admin
from . import places

bp = Blueprint("policy", __name__, url_prefix="/admin")
bp.register_error_handler(NoSuchComment, lambda error: errors.page(404))
bp.register_error_handler(lists.NothingToBlock, lambda error: errors.page(400))


@bp.errorhandler(lists.ListFull)
@bp.errorhandler(blocking.BlockRefused)
def refuse(refusal: Any) -> tuple[str, int]:
    """Why nothing was changed, with the way back and the list on the settings page."""
    why, setting = words.refused_line(refusal), getattr(refusal, "setting", "blocked")
    return render_template("moderation/refused.html", why=why, setting=setting, back=places.told(request.form)), 422


@bp.post("/comments/<id:id>/block")
@admin
def block(id: int) -> Response:
    """Block the e-mail address, the domain or the network that a comment came from, as `what` says."""
    entry = lists.block(id, request.form.get("what", ""), g.admin.email)
    return _done("blocked", _("Blocked: %(what)s. New comments from there go straight to Spam.", what=entry))


@bp.post("/comments/<id:id>/trust")
@admin
def trust(id: int) -> Response:
    """Trust the e-mail address that a comment came with."""
    email = lists.trust(id)
    return _done("trusted", _("Trusted: %(email)s. Comments from there still wait like every other.", email=email))


@bp.post("/people/spam")
@admin
def spam_all() -> Response:
    """Mark all that waits or is printed from an address as spam, and block it."""
    email = _known()
    return _to_person(email, done=lists.spam_all(email, g.admin.email, g.admin.id, clock.now()))


@bp.post("/people/unblock")
@admin
def unblock() -> Response:
    """Let what comes from an address wait to be read again."""
    email = _known()
    lists.unblock(email)
    return _to_person(email)


def _known() -> str:
    """The address that a form names, if a comment came from it."""
    email = one_line(request.form.get("email"))
    return email if email and any(search.from_person(email).values()) else abort(404)


def _done(setting: str, words: str) -> Response:
    flash(words, setting)  # the notice leads to that field of the settings
    return redirect(places.told(request.form), 303)


def _to_person(email: str, **values: Any) -> Response:
    return redirect(url_for("find.person", email=email, **values), 303)

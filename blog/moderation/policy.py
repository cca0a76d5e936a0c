"""Block and Trust, from the row of a comment. Both add a line to a list of the settings page and decide no comment."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..comments import blocking, lists, queries
from ..db import AnyRow
from ..gate import admin
from . import places

bp = Blueprint("policy", __name__, url_prefix="/admin")


@bp.post("/comments/<id:id>/block")
@admin
def block(id: int) -> Any:
    """Block the e-mail address, the domain or the network that a comment came from, as `what` says."""
    row = _row(id)
    entry = blocking.sender(row.email, row.address_short).get(request.form.get("what", "")) or abort(400)
    try:
        lists.block(entry, g.admin.email)
    except blocking.SharedDomain:
        return _refuse("blocked", _("Very many people have an address at %(what)s. Block one of them.", what=entry))
    except blocking.OwnAddress:
        return _refuse("blocked", _("Blocking %(what)s would block your own address.", what=entry))
    except lists.ListFull:
        return _refuse("blocked", _full())
    return _done("blocked", _("Blocked: %(what)s. New comments from there go straight to Spam.", what=entry))


@bp.post("/comments/<id:id>/trust")
@admin
def trust(id: int) -> Any:
    """Trust the e-mail address that a comment came with."""
    email = _row(id).email
    try:
        lists.trust(email)
    except lists.ListFull:
        return _refuse("trusted", _full())
    return _done("trusted", _("Trusted: %(email)s. Comments from there still wait like every other.", email=email))


def _row(id: int) -> AnyRow:
    return queries.queue_row(id) or abort(404)


def _full() -> str:
    return str(_("The list has %(most)s lines already. Take some out first.", most=blocking.MOST_LINES))


def _done(setting: str, words: str) -> Response:
    flash(words, setting)  # the notice leads to that field of the settings
    return redirect(_back(), 303)


def _refuse(setting: str, why: str) -> tuple[str, int]:
    return render_template("moderation/refused.html", why=why, setting=setting, back=_back()), 422


def _back() -> str:
    """The rows that it was sent from, at the notice above them."""
    return places.address(places.carried(request.form)) + "#notice"

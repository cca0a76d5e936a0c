"""What somebody may ask of the admin who lost the page of their comment: all that is kept of them, or its end."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from ..comments import own, search
from ..downloads import json_file
from ..forms import one_line
from ..gate import confirmed
from ..locale import ngettext
from ..subscriptions import kept

bp = Blueprint("requests", __name__, url_prefix="/admin")


@bp.get("/people/data")
@confirmed
def data() -> Response:
    """All that is kept of the comments from one e-mail address, as a file."""
    return json_file(kept.of_address(_email(request.args.get("email"))) or abort(404), "comments.json")


@bp.route("/people/erasure", methods=["GET", "POST"])
@confirmed
def erase() -> Any:
    """Ask first, and say how much would go; then erase it for good."""
    email = _email(request.values.get("email"))
    count = sum(search.from_person(email).values()) or abort(404)
    if request.method != "POST":
        return render_template("moderation/erase.html", email=email, count=count)
    gone = own.erase_all(email)
    flash(ngettext("Erased: %(num)s comment.", "Erased: %(num)s comments.", gone))
    return redirect(url_for("moderation.queue") + "#notice", 303)


def _email(sent: str | None) -> str:
    return one_line(sent) or abort(404)

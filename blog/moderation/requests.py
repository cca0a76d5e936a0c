"""What somebody may ask of the admin who lost the page of their comment: all that is kept of them, or its end."""

import json
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from ..comments import own, search
from ..forms import one_line
from ..gate import admin

bp = Blueprint("requests", __name__, url_prefix="/admin")


@bp.get("/people/data")
@admin
def data() -> Response:
    """All that is kept of the comments from one e-mail address, as a file."""
    kept = [dict(row._mapping) for row in search.kept_of(_email(request.args.get("email")))] or abort(404)
    text = json.dumps(kept, ensure_ascii=False, indent=2, default=str) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="comments.json"'}
    return Response(text, mimetype="application/json", headers=headers)


@bp.route("/people/erasure", methods=["GET", "POST"])
@admin
def erase() -> Any:
    """Ask first, and say how much would go; then erase it for good."""
    email = _email(request.values.get("email"))
    count = len(search.kept_of(email)) or abort(404)
    if request.method != "POST":
        return render_template("moderation/erase.html", email=email, count=count)
    gone = own.erase_all(email)
    flash(ngettext("Erased: %(num)s comment.", "Erased: %(num)s comments.", gone))
    return redirect(url_for("moderation.queue") + "#notice", 303)


def _email(sent: str | None) -> str:
    return one_line(sent) or abort(404)

"""What the blog can be taken away as, and each of them as a download."""

from typing import Any

from flask import Blueprint, Flask, abort, current_app, render_template, request

from .. import clock
from ..downloads import file, in_steps
from ..gate import confirmed
from ..portability.leaving.forms import Form, take_away

bp = Blueprint("exporting", __name__, url_prefix="/admin")


@bp.route("/export", methods=["GET", "POST"])
@confirmed
def export() -> Any:
    """Say what is in each; then send one. That takes a form with its token: no link and no prefetching does it."""
    if request.method != "POST":
        return render_template("exporting/export.html")
    if (form := request.form.get("form")) not in set(Form):
        abort(404)
    taken = take_away(Form(form), current_app.config["MEDIA_FOLDER"], clock.now())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return file(in_steps(app, taken.chunks), taken.mimetype, taken.name)

"""Changing a comment's words in place, and giving it back those that its writer sent."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from .. import clock, errors
from ..comments import edits, listing
from ..comments.moves import NoSuchComment
from ..gate import admin
from . import places
from .forms import EditForm

bp = Blueprint("edits", __name__, url_prefix="/admin")
bp.register_error_handler(NoSuchComment, lambda error: errors.page(404))


@bp.route("/comments/<id:id>/edit", methods=["GET", "POST"])
@admin
def edit(id: int) -> Any:
    """The form to change a comment's words, or the change."""
    row = listing.source(id) or abort(404)
    form = EditForm(obj=row)
    if request.method != "POST":
        return _page(row, form)
    if not form.validate():
        return _page(row, form), 422
    edits.edit(id, form.body.data or "", clock.now(), is_shown=bool(form.edit_shown.data))
    return _back_to(id)


@bp.post("/comments/<id:id>/original")
@admin
def restore(id: int) -> Response:
    """Give a comment the words back that its writer sent."""
    edits.restore(id, clock.now())
    return _back_to(id)


def _page(row: Any, form: EditForm) -> str:
    place = places.carried(request.values)
    cancel = places.address(place, _anchor=f"row-{row.id}")
    return render_template("moderation/edit.html", row=row, form=form, here=place, cancel=cancel)


def _back_to(id: int) -> Response:
    return redirect(places.address(places.carried(request.form), _anchor=f"row-{id}"), 303)

"""What readers report of printed comments."""

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import errors
from ..comments import reports
from ..comments.moves import NoSuchComment
from ..gate import admin
from . import places

bp = Blueprint("reported", __name__, url_prefix="/admin")
bp.register_error_handler(NoSuchComment, lambda error: errors.page(404))


@bp.post("/comments/<id:id>/report/dismissal")
@admin
def dismiss(id: int) -> Response:
    """Leave a comment printed that readers reported."""
    reports.dismiss(id)
    flash(_("The comment stays as it is printed."))
    return redirect(places.told(request.form), 303)

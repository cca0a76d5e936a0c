"""Other words for a printed comment, which its writer sent: printed now, or left out."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import clock, errors
from ..comments import pending_edits
from ..comments.moves import NoSuchComment
from ..gate import admin
from . import places

bp = Blueprint("pending_edits", __name__, url_prefix="/admin")
bp.register_error_handler(NoSuchComment, lambda error: errors.page(404))


@bp.post("/comments/<id:id>/pending-edit/approval")
@admin
def accept(id: int) -> Response:
    """Print the new words."""
    return _decide(lambda id, seen: pending_edits.accept(id, seen, clock.now()), id, _("The change is printed."))


@bp.post("/comments/<id:id>/pending-edit/refusal")
@admin
def refuse(id: int) -> Response:
    """Leave the comment as it is printed."""
    return _decide(pending_edits.refuse, id, _("The comment stays as it is printed."))


def _decide(action: Callable[[int, datetime], None], id: int, done: str) -> Response:
    try:
        action(id, _seen())
        flash(done)
    except pending_edits.EditGone:
        flash(_("Nothing was changed: its writer changed it once more, or it was decided meanwhile. Look at it again."))
    return redirect(places.told(request.form), 303)


def _seen() -> datetime:
    """Which words the page showed: when they were sent."""
    try:
        seen = datetime.fromisoformat(request.form.get("seen", ""))
        return seen if seen.tzinfo else abort(400)
    except ValueError:
        abort(400)

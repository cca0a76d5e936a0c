"""What the editor keeps every few seconds, so that nothing typed is lost, and the way back to what was saved."""

import secrets

from flask import Blueprint, abort, g, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import clock, errors
from ..articles import actions, keeping
from ..articles.rules import TITLE, ArticleText, Kind, Seen
from ..articles.working_copies import ChangedMeanwhile, seen_now
from ..forms import as_id
from ..gate import admin
from ..locale import hour, site
from .forms import ArticleForm

bp = Blueprint("working_copies", __name__, url_prefix="/admin")
bp.register_error_handler(actions.NoSuchArticle, lambda error: errors.page(404))
LARGEST = 2**31 - 1  # of what every database takes for a whole number
NOT_TYPED = ("csrf_token", "seen")


@bp.post("/articles/<id:id>/working-copy")
@admin
def keep(id: int) -> Response:
    """Keep what stands in the editor; 409 where somebody else saved or typed other words meanwhile."""
    return jsonify(_keep(id, Seen.read(request.form.get("seen", ""))))


@bp.post("/articles/new/working-copy")
@admin
def keep_new() -> Response:
    """Make a draft of what stands in the editor of a new piece, and keep the rest of it; where it is from now on."""
    words = ArticleForm()
    text = ArticleText(
        title=(words.title.data or "")[:TITLE] or _("Untitled"),
        body="",  # all that is typed stands in the working copy
        kind=Kind(words.kind.data) if words.kind.data in list(Kind) else Kind.ARTICLE,
        author=site().author or g.admin.name,
        language=site().language,
    )
    id = actions.add(text, clock.now())
    return jsonify(address=url_for("authoring.edit", id=id), **_keep(id, seen_now(id)))


@bp.post("/articles/<id:id>/working-copy/end")
@admin
def discard(id: int) -> Response:
    """Go back to what was saved."""
    keeping.discard(id, clock.now())
    return redirect(url_for("authoring.edit", id=id, saved="discarded"), 303)


def _keep(id: int, seen: Seen) -> dict[str, str]:
    now = clock.now()
    version = min(as_id(request.form.get("version")) or 0, LARGEST) or secrets.randbelow(LARGEST) + 1
    names = [field.name for field in ArticleForm() if field.name not in NOT_TYPED]
    typed = {name: request.form[name] for name in names if name in request.form}
    try:
        return {"seen": str(keeping.keep(id, typed, seen, version, now)), "kept": hour(now)}
    except ChangedMeanwhile:
        abort(409)

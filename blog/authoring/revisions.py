"""The former words of a piece: a list, what each save changed, and the way back."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import clock, errors
from ..articles import actions, keeping, queries
from ..articles import revisions as kept
from ..desk.diff import changes
from ..gate import admin

bp = Blueprint("revisions", __name__, url_prefix="/admin")
for missing in (actions.NoSuchArticle, keeping.NoSuchRevision):
    bp.register_error_handler(missing, lambda error: errors.page(404))
bp.register_error_handler(keeping.Unfinished, lambda error: errors.page(409, unfinished()))


def unfinished() -> str:
    """Why words are not brought back."""
    return str(_("They have no headline or no text, or are too long. Copy from them what you need."))


@bp.get("/articles/<id:id>/revisions")
@admin
def revisions(id: int) -> str:
    """When its words were saved, newest first."""
    article = queries.by_id(id) or abort(404)
    return render_template("authoring/revisions.html", article=article, revisions=kept.of_article(id))


@bp.get("/articles/<id:id>/revisions/<id:revision_id>")
@admin
def revision(id: int, revision_id: int) -> str:
    """What that save changed, word by word."""
    article, row = queries.by_id(id) or abort(404), kept.one(id, revision_id) or abort(404)
    former = kept.before(id, revision_id)
    return render_template(
        "authoring/revision.html",
        article=article,
        row=row,
        is_latest=kept.latest(id) == revision_id,
        parts=[changes(getattr(former, name, ""), getattr(row, name)) for name in kept.WORDS],
    )


@bp.post("/articles/<id:id>/revisions/<id:revision_id>/restoration")
@admin
def restore(id: int, revision_id: int) -> Response:
    """Give it these words back."""
    keeping.restore(id, revision_id, clock.now())
    return redirect(url_for("authoring.edit", id=id, saved="restored"), 303)

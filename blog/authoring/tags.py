"""The tags: what each is called and says, and which of them are one."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import errors
from ..articles import tags as kept
from ..db import AnyRow
from ..gate import admin
from ..locale import ngettext
from .list_forms import MergeForm, TagForm

bp = Blueprint("tags", __name__, url_prefix="/admin")
bp.register_error_handler(kept.NoSuchTag, lambda error: errors.page(404))


@bp.get("/tags")
@admin
def tags() -> str:
    """Every tag, with how many pieces have it."""
    return render_template("authoring/tags.html", tags=kept.used())


@bp.route("/tags/<id:id>", methods=["GET", "POST"])
@admin
def tag(id: int) -> Any:
    """What a tag is called and says."""
    row = kept.one(id) or abort(404)
    form = TagForm(data=dict(row._mapping))
    if not form.validate_on_submit():
        return _page(row, form), 422 if form.is_submitted() else 200
    try:
        kept.describe(id, form.name.data or "", form.description.data or "")
    except kept.NameTaken as taken:
        return _page(row, form, other=kept.one(taken.args[0])), 409
    flash(_("Saved."))
    return redirect(url_for(".tags"), 303)


@bp.route("/tags/<id:id>/merger", methods=["GET", "POST"])
@admin
def merge(id: int) -> Any:
    """Ask first, and say how many pieces get the other tag; then merge."""
    row, form = kept.one(id) or abort(404), MergeForm(request.values, but=id)
    into = kept.one(form.into_id)
    if not form.validate() or into is None:
        return _page(row, TagForm(formdata=None, data=dict(row._mapping)), merging=form), 422
    if request.method != "POST":
        return render_template("authoring/tag_merge.html", tag=row, into=into)
    count = kept.merge(id, into.id)
    return _done(
        ngettext(
            "%(num)s piece has %(into)s in place of %(tag)s.",
            "%(num)s pieces have %(into)s in place of %(tag)s.",
            count,
            tag=row.name,
            into=into.name,
        )
    )


@bp.route("/tags/<id:id>/deletion", methods=["GET", "POST"])
@admin
def delete(id: int) -> Any:
    """Ask first, and say how many pieces have it; then delete."""
    row = kept.one(id) or abort(404)
    if request.method != "POST":
        return render_template("authoring/tag_delete.html", tag=row)
    kept.remove(id)
    return _done(_("The tag %(tag)s is deleted.", tag=row.name))


def _page(row: AnyRow, form: TagForm, merging: MergeForm | None = None, other: AnyRow | None = None) -> str:
    merging = merging or MergeForm(formdata=None, but=row.id)
    return render_template("authoring/tag.html", tag=row, form=form, merging=merging, other=other)


def _done(words: str) -> Response:
    flash(words)
    return redirect(url_for(".tags"), 303)

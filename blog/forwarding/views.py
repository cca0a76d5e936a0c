"""Where an address leads that is no page of ours, and the list of those that lead nowhere."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from .. import errors
from ..articles.queries import live_by_slug
from ..articles.rules import Kind, path
from ..gate import admin
from ..links import is_own_path
from ..site import former, lost
from ..site.queries import redirect as leads

OWN = ("/admin/", "/media/")  # where former addresses are kept in another way, or there are none

bp = Blueprint("forwarding", __name__, url_prefix="/admin")
bp.register_error_handler(lost.NotLost, lambda error: errors.page(404))


def not_found(error: NotFound) -> Any:
    """Lead a former address of a reader's on; all else is no page of ours."""
    if request.method in ("GET", "HEAD") and not request.path.startswith(OWN):
        key = former.key_of(request.path, {})
        new = former.lead(key, leads) if key else None
        if new and new != request.path:
            return redirect(new, 301)
    return errors.refuse(error)


@bp.get("/addresses")
@admin
def addresses() -> str:
    """Those that readers asked for most and did not find, each with what it may be."""
    return _page()


@bp.post("/addresses/redirects")
@admin
def lead() -> Any:
    """Lead one on."""
    to = request.form.get("to", "").strip()
    if not is_own_path(to) or to == request.form.get("path"):
        return _page(refused=request.form.get("path", ""), typed=to), 422
    lost.lead(request.form.get("path", ""), to)
    return _done(_("It leads there from now on."))


@bp.post("/addresses/removals")
@admin
def drop() -> Response:
    """Take one from the list, until it is asked for again."""
    lost.drop(request.form.get("path", ""))
    return _done(_("It is gone from the list."))


def _page(refused: str = "", typed: str = "") -> str:
    rows = [(row, typed if row.path == refused else _nearest(row.path)) for row in lost.most()]
    if refused and all(row.path != refused for row, _to in rows):
        abort(404)
    return render_template("forwarding/addresses.html", rows=rows, refused=refused)


def _nearest(address: str) -> str:
    """A piece whose address ends alike, or where another former address leads that does."""
    slug = address.rpartition("/")[2]
    for name in (slug, slug.rpartition(".")[0]):
        for kind in Kind:
            if name and live_by_slug(name, kind):
                return path(kind, name)
    return lost.like(address)


def _done(words: str) -> Response:
    flash(words)
    return redirect(url_for(".addresses"), 303)

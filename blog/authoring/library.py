"""The media library: what was uploaded, what it shows, and where it is used."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from .. import clock, errors
from ..articles import uses
from ..db import AnyRow
from ..desk.uploads import why
from ..forms import as_id
from ..gate import admin
from ..media import actions, queries, rules
from ..media.rules import PictureRefused
from ..paging import BadCursor
from ..trouble import Trouble, trouble
from .forms import MediumForm

bp = Blueprint("library", __name__, url_prefix="/admin")
bp.register_error_handler(BadCursor, lambda error: errors.page(404))
bp.register_error_handler(actions.NoSuchMedia, lambda error: errors.page(404))
MOST_TOLD = rules.AT_ONCE


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file that was sent: the item that it is now, or a key of `desk.uploads.why`."""

    name: str
    id: int | None = None
    code: str = ""

    @property
    def problem(self) -> str | None:
        """Why it was not taken."""
        return why(self.code) if self.code else None

    def told(self) -> dict[str, Any]:
        """The same for a script."""
        rows = queries.rows([self.id]) if self.id else []
        return {
            "name": self.name,
            "id": self.id,
            "markdown": markdown(rows[0]) if rows else None,
            "problem": self.problem,
        }


@bp.get("/media")
@admin
def library() -> str:
    """What there is, the newest first; all of it, or what asks for a look."""
    ids = [as_id(sent) or 0 for sent in request.args.getlist("taken")]
    return _list([Taken(row.original_filename or row.name, row.id) for row in queries.rows(ids[:MOST_TOLD])])


@bp.post("/media")
@admin
def upload() -> Any:
    """Take files in, each by itself: what is wrong with one keeps no other out."""
    sent = [file for file in request.files.getlist("files") if file.filename]
    if not sent or len(sent) > rules.AT_ONCE:
        code = "too_many" if sent else "none"
        taken = [Taken("", code=code)]
    else:
        taken = [_take(file) for file in sent]
    status = _status(taken)
    later = {"Retry-After": "60"} if status == 503 else {}
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        are_all_refused = all(each.code for each in taken)
        return {"files": [each.told() for each in taken]}, status if are_all_refused else 200, later
    if status == 200:
        return redirect(url_for(".library", taken=[each.id for each in taken]), 303)
    return _list(taken), status, later


@bp.route("/media/<id:id>", methods=["GET", "POST"])
@admin
def medium(id: int) -> Any:
    """One item: what it shows, where it is used, and what can be done with it."""
    row = _row(id)
    form = MediumForm(data=row._mapping)
    if row.width and form.validate_on_submit():
        focus = form.focal_x.data or 0, form.focal_y.data or 0
        actions.describe(id, form.alt.data or "", focus, current_app.config["MEDIA_FOLDER"])
        return redirect(url_for(".medium", id=id, saved="described"), 303)
    return _medium(row, form), 422 if form.is_submitted() else 200


@bp.post("/media/<id:id>/replacement")
@admin
def replace(id: int) -> Any:
    """Put another file in its place."""
    row, file = _row(id), request.files.get("file")
    code = "none"
    if file and file.filename:
        try:
            actions.replace(id, file.read(), file.filename, current_app.config["MEDIA_FOLDER"], clock.now())
        except PictureRefused as refused:
            code = refused.code
        else:
            return redirect(url_for(".medium", id=id, saved="replaced"), 303)
    return _medium(row, MediumForm(formdata=None, data=row._mapping), trouble=why(code)), 422


@bp.post("/media/<id:id>/deletion")
@admin
def delete(id: int) -> Any:
    """Remove it, unless a piece still shows it."""
    row = _row(id)
    try:
        actions.delete(id, current_app.config["MEDIA_FOLDER"])
    except actions.MediaInUse:
        return _medium(row, MediumForm(formdata=None, data=row._mapping), is_used=True), 409
    return redirect(url_for(".library"), 303)


def markdown(row: AnyRow) -> str:
    """What is written in a text to show a picture there, or to lead to what can be downloaded."""
    if row.width:
        return f"![{_bracketed(row.alt)}]({queries.file_of(row)})"
    return f"[{_bracketed(row.original_filename or row.name)}]({queries.file_of(row)})"


def _bracketed(words: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\[]*_`<&~" else letter for letter in words)


def _take(file: FileStorage) -> Taken:
    name = file.filename or ""
    try:
        folder = current_app.config["MEDIA_FOLDER"]
        return Taken(name, actions.store(file.read(), name, folder, clock.now()))
    except PictureRefused as refused:
        return Taken(name, code=refused.code)
    except OSError as error:
        if trouble(error) is not Trouble.FULL:
            raise
        return Taken(name, code="full")


def _status(taken: list[Taken]) -> int:
    codes = {each.code for each in taken if each.code}
    if not codes:
        return 200
    return 503 if "full" in codes else 422


def _row(id: int) -> AnyRow:
    rows = queries.rows([id])
    return rows[0] if rows else abort(404)


def _list(taken: list[Taken]) -> str:
    show = request.args.get("show", "all")
    if show not in uses.FILTERS:
        abort(404)
    page = uses.listing(show, request.args.get("before"), request.args.get("after"))
    return render_template(
        "authoring/library.html",
        items=page.rows,
        thumbnail=queries.thumbnail,
        show=show,
        counts=uses.counts(),
        taken=[each for each in taken if not each.code],
        refused=[each for each in taken if each.code],
        newer=url_for(".library", show=show, before=page.before) if page.before else None,
        older=url_for(".library", show=show, after=page.after) if page.after else None,
    )


def _medium(row: AnyRow, form: MediumForm, **more: Any) -> str:
    return render_template(
        "authoring/medium.html",
        item=row,
        picture=queries.picture_of(row) if row.width else None,
        address=queries.file_of(row),
        markdown=markdown(row),
        form=form,
        pieces=uses.pieces(row.id),
        saved=request.args.get("saved") if request.method == "GET" else None,
        **more,
    )

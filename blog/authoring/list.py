"""The list of articles and pages at the desk, and what is done to many of them, or to their order."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import clock, errors
from ..articles import life, listing, queries, tags, working_copies
from ..comments import activity
from ..comments.queries import approved_counts
from ..forms import as_id
from ..gate import admin
from ..locale import ngettext
from .list_forms import ListForm, NameForm
from .views import bp
from .weeks import chart_of_weeks

FILTERS = ("state", "kind", "tag", "q")
MOST_IDS = 1_000  # a page has fifty

__all__ = ["bp"]  # the editor's, to which the list adds its addresses
bp.register_error_handler(life.NotPinnable, lambda error: errors.page(409))


@bp.get("/articles")
@admin
def articles() -> Any:
    """The pieces that are asked for, last changed first."""
    return _list(NameForm())


@bp.post("/articles/tags")
@admin
def tag_all() -> Any:
    """Give the ticked pieces a tag, or take it from them."""
    form, ids = NameForm(), {id for id in map(as_id, request.form.getlist("ids")) if id is not None}
    if len(ids) > MOST_IDS:
        abort(413)
    if not form.validate() or not ids:
        trouble = None if ids else _("Tick the pieces that you mean.")
        return _list(form, ids, trouble)
    flash(_tagged(sorted(ids), form.name.data or ""))
    is_there = ListForm(request.args).validate()  # the tag that was filtered by may be gone
    return redirect(_address() if is_there else url_for(".articles"), 303)


@bp.post("/articles/<id:id>/publication")
@admin
def publish(id: int) -> Response:
    """Show an article to readers; one that is not saved as it stands in the editor, or is empty, is looked at there."""
    article = queries.by_id(id) or abort(404)
    if working_copies.of(id) is not None or not article.body.strip():
        return redirect(url_for(".edit", id=id), 303)
    life.publish(id, clock.now())
    flash(_("Readers see it: %(title)s", title=article.title))
    return redirect(_address(), 303)


@bp.post("/articles/<id:id>/publication/end")
@admin
def unpublish(id: int) -> Response:
    """Make an article a draft again."""
    article = queries.by_id(id) or abort(404)
    life.unpublish(id, clock.now())
    flash(_("A draft again: %(title)s", title=article.title))
    return redirect(_address(), 303)


@bp.post("/articles/<id:id>/pin")
@admin
def pin(id: int) -> Response:
    """Let it lead the first page."""
    life.pin(id, clock.now())
    return redirect(_address(), 303)


@bp.post("/articles/<id:id>/pin/end")
@admin
def unpin(id: int) -> Response:
    """Let the newest lead again."""
    life.unpin(id)
    return redirect(_address(), 303)


def _tagged(ids: list[int], name: str) -> str:
    """Do it, and say of how many."""
    if request.form.get("do") == "remove":
        count = tags.take_from(ids, name)
        return str(
            ngettext("%(num)s piece lost the tag %(name)s.", "%(num)s pieces lost the tag %(name)s.", count, name=name)
        )
    count = tags.add_to(ids, name)
    return str(
        ngettext("%(num)s piece got the tag %(name)s.", "%(num)s pieces got the tag %(name)s.", count, name=name)
    )


def _list(naming: NameForm, ticked: set[int] | None = None, trouble: str | None = None) -> Any:
    """The page, with what is wrong with what was to be done to the ticked ones."""
    form = ListForm(request.args)
    more = {"naming": naming, "ticked": ticked or set(), "trouble": trouble, "here": _here()}
    if not form.validate():
        return render_template("authoring/list.html", form=form, **more), 422
    wanted, before, after = form.wanted(), request.args.get("before"), request.args.get("after")
    page = listing.page(wanted, before, after)
    ids = [row.id for row in page.rows]
    is_filtered = wanted != listing.ALL
    shown = render_template(
        "authoring/list.html",
        form=form,
        is_filtered=is_filtered,
        articles=page.rows,
        state_counts=listing.counts(wanted),
        tags=listing.tags(ids),
        printed=approved_counts(ids),
        waiting=activity.waiting(ids),
        chart=None if is_filtered or before or after else chart_of_weeks(clock.now()),
        has_samples=queries.has_samples(),
        newer=_address(before=page.before, after=None) if page.before else None,
        older=_address(before=None, after=page.after) if page.after else None,
        **more,
    )
    return shown, 422 if trouble or naming.errors else 200


def _here() -> dict[str, str]:
    """The filters and the place in the list, as the addresses of this page carry them."""
    return {name: request.args[name] for name in (*FILTERS, "before", "after") if request.args.get(name)}


def _address(**values: Any) -> str:
    return url_for(".articles", **(_here() | values))

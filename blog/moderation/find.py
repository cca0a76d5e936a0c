"""Finding comments in all four states, and all that came from one e-mail address."""

from typing import Any

from flask import Blueprint, abort, g, render_template, request

from .. import errors
from ..comments import blocking, queries
from ..comments import search as comments
from ..comments.rules import Status
from ..comments.search import Search
from ..desk import words
from ..desk.rows import queue_rows
from ..forms import one_line
from ..gate import admin
from ..paging import BadCursor
from ..people.rules import same_person
from . import places
from .forms import SearchForm

bp = Blueprint("find", __name__, url_prefix="/admin")
bp.register_error_handler(BadCursor, lambda error: errors.page(404))


@bp.get("/comments/search")
@admin
def search() -> Any:
    """The comments that are looked for, newest first."""
    form = SearchForm(request.args)
    if not form.validate():
        return render_template("moderation/search.html", form=form), 422
    wanted = form.search()
    return render_template(
        "moderation/search.html", form=form, counts=comments.counts(wanted), is_open=form.is_narrow(), **_rows(wanted)
    )


@bp.get("/people")
@admin
def person() -> str:
    """All that came from one e-mail address, and the one act on all of it."""
    email = one_line(request.args.get("email"))
    wanted = Search(email=email)
    counts = comments.counts(wanted) if email else {}
    if not any(counts.values()):
        abort(404)
    theirs = comments.from_person(email)
    return render_template(
        "moderation/person.html",
        email=email,
        counts=counts,
        used=comments.used_by(email),
        moving={status: theirs[status] for status in (Status.PENDING, Status.APPROVED)},
        is_reader=any(theirs.values()),
        is_blocked=_is_blocked(email),
        is_own=blocking.covers(email, g.admin.email),
        **_rows(wanted),
    )


def _rows(wanted: Search) -> dict[str, Any]:
    """The rows of this page, where their decisions lead back to, and what was just decided."""
    page = comments.find(wanted, request.args.get("before"), request.args.get("after"))
    here = places.here()
    first = {"back": here["back"]}
    return {
        "rows": queue_rows(page.rows),
        "states": words.states(),
        "here": here,
        "done": places.done(request.args),
        "refused": words.refusal(request.args.get("refused")),
        "previous": places.address(first, before=page.before, after=None) if page.before else None,
        "next": places.address(first, after=page.after, before=None) if page.after else None,
    }


def _is_blocked(email: str) -> bool:
    return same_person(email) in map(same_person, queries.policy().blocked)

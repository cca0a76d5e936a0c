"""The queue and its decisions. Every decision is a POST that the gate has checked, and answers 303 to the queue."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from .. import clock, errors
from ..articles.queries import has_samples
from ..comments import actions, decisions, groups, listing, moves, queries, retention
from ..comments.rules import MoveRefused, Status
from ..desk import words
from ..desk.rows import queue_rows
from ..forms import as_id
from ..gate import admin
from ..letters import ReplyForm
from ..paging import BadCursor
from . import places
from .sections import sections

MOST_IDS = 30_000  # that one statement takes, in every build of SQLite

bp = Blueprint("moderation", __name__, url_prefix="/admin")
bp.register_error_handler(BadCursor, lambda error: errors.page(404))
bp.register_error_handler(moves.NoSuchComment, lambda error: errors.page(404))


@bp.get("/comments")
@admin
def queue() -> str:
    """The comments of one status, with why they wait and what can be done."""
    status = _status(request.args.get("status", Status.PENDING))
    page = sections(status, request.args)
    return render_template(
        "moderation/queue.html",
        status=status,
        counts=listing.status_counts(),
        sections=page.sections,
        done=places.done(request.args),
        refused=words.refusal(request.args.get("refused")),
        last_approval=listing.last_approval,
        record=groups.record(),
        has_samples=has_samples(),
        leaving=retention.announced(),
        here=places.carried(request.args),
        is_part=any(request.args.get(name) for name in ("before", "after", "campaign", "group")),
        previous=url_for(".queue", **page.place, before=page.before) if page.before else None,
        next=url_for(".queue", **page.place, after=page.after) if page.after else None,
    )


bp.add_url_rule("/", "desk", queue)


@bp.post("/comments/approval")
@admin
def approve_all() -> Response:
    """Print the comments that were ticked or shown; a whole group is never printed unread."""
    return _decide_all(Status.APPROVED, groups.of_ids(_ids()))


@bp.post("/comments/spam")
@admin
def spam_all() -> Response:
    """Put many comments with the spam."""
    return _decide_all(Status.SPAM, _chosen())


@bp.post("/comments/bin")
@admin
def bin_all() -> Response:
    """Put many comments in the bin."""
    return _decide_all(Status.BIN, _chosen())


@bp.post("/comments/<id:id>/approval")
@admin
def approve(id: int) -> Response:
    """Print a comment."""
    return _decide(partial(decisions.approve, words=_words()), id, _seen())


@bp.post("/comments/<id:id>/spam")
@admin
def spam(id: int) -> Response:
    """Put a comment with the spam."""
    return _decide(partial(decisions.mark_spam, words=_words()), id, _seen())


@bp.post("/comments/<id:id>/bin")
@admin
def bin(id: int) -> Response:
    """Put a comment in the bin."""
    return _decide(partial(decisions.put_in_bin, words=_words()), id, _seen())


@bp.post("/decisions/<id:id>/undo")
@admin
def undo(id: int) -> Response:
    """Take a decision back, and those that were made with it."""
    return _decide(decisions.undo, id, request.args.get("batch"))


@bp.get("/comments/<id:id>/reply")
@admin
def reply(id: int) -> str:
    """The form to answer a comment, which also approves it."""
    return _reply_page(id, ReplyForm())


@bp.post("/comments/<id:id>/reply")
@admin
def send_reply(id: int) -> Any:
    """Print a comment and the editor's answer."""
    form = ReplyForm()
    if not form.validate():
        return _reply_page(id, form), 422
    try:
        done = actions.reply(id, form.body.data or "", g.admin.id, clock.now(), _seen(), _words())
    except MoveRefused as refused:
        return _reply_page(id, form, words.refusal(refused.status)), 409
    except decisions.WordsChanged:
        return _reply_page(id, form, words.refusal("changed")), 409
    return redirect(_back(done=done), 303)


def _decide(action: Callable[[int, int, datetime, Any], int], id: int, known: Status | str | None) -> Response:
    """One act, with what the page knew of it: the status that it showed, or the batch that it would take back."""
    try:
        return redirect(_back(done=action(id, g.admin.id, clock.now(), known)), 303)
    except MoveRefused as refused:
        return redirect(_back(refused=refused.status), 303)
    except decisions.WordsChanged:
        return redirect(_back(refused="changed"), 303)


def _decide_all(to: Status, chosen: groups.Chosen | None) -> Response:
    if chosen is None:
        return redirect(_back(refused="nothing"), 303)
    try:
        known = {id: text for id in _ids() if (text := request.form.get(f"words-{id}"))}
        done = decisions.decide_all(
            chosen.condition, to, g.admin.id, clock.now(), seen=_seen(), most=chosen.count, words=known
        )
    except decisions.MoreThanSeen:
        return redirect(_back(refused="more"), 303)
    if done is None:
        return redirect(_back(refused="nothing"), 303)
    return redirect(_back(done=done.decision_id, left=max((chosen.count or 0) - done.count, 0) or None), 303)


def _chosen() -> groups.Chosen | None:
    """The comments that were ticked, or the group that was named."""
    sent = request.form
    if ids := _ids():
        return groups.of_ids(ids)
    return groups.of_group(
        groups.side(sent.get("all_of")),
        queries.policy().trusted,
        campaign=as_id(sent.get("all_like")),
        up_to=as_id(sent.get("up_to")) or 0,
        count=as_id(sent.get("count")),
    )


def _ids() -> list[int]:
    ids = {id for id in map(as_id, request.form.getlist("ids")) if id is not None}
    return sorted(ids) if len(ids) <= MOST_IDS else abort(413)


def _seen() -> Status | None:
    """The status that the page showed; what another program sends may do without."""
    return _status(request.form["seen"]) if request.form.get("seen") else None


def _words() -> str:
    """The version of the words that the page showed, of one comment."""
    return request.form.get("words", "")


def _back(**values: Any) -> str:
    return places.address(places.carried(request.form), **values)


def _status(text: str) -> Status:
    return Status(text) if text in list(Status) else abort(404)


def _reply_page(id: int, form: ReplyForm, refused: str | None = None) -> str:
    row = listing.row(id) or abort(404)
    here = places.carried(request.values)
    return render_template(
        "moderation/reply.html",
        row=queue_rows([row])[0],
        form=form,
        refused=refused,
        here=here,
        cancel=places.address(here, _anchor=f"row-{id}"),
    )

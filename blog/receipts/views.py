"""What became of a comment, for the one who wrote it, and what they can do with it."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from .. import clock, errors, tokens
from ..articles import queries as articles
from ..comments import own, pending_edits
from ..comments import queries as comments
from ..comments.moves import NoSuchComment
from ..comments.rules import Status, can_be_changed, writers_state
from ..comments.threads import letter
from ..db import AnyRow
from ..downloads import json_file
from ..gate import token as token_route
from ..subscriptions import actions as subscriptions
from ..subscriptions import kept
from ..subscriptions import queries as subscribed
from .forms import OwnWordsForm

bp = Blueprint("receipts", __name__)


@bp.errorhandler(410)
@bp.errorhandler(NoSuchComment)
def gone(error: Exception) -> tuple[str, int]:
    """It was erased: say so, wherever on its page that was found, and give back what was typed."""
    return render_template("receipts/gone.html", typed=errors.typed(410)), 410


@bp.errorhandler(own.NotChangeable)
def not_changeable(error: own.NotChangeable) -> Any:
    """It was decided while the form was open; the page of the refusal gives back what was typed."""
    return errors.page(409, _("This comment was decided meanwhile, so that it cannot be changed any more."))


@bp.errorhandler(subscriptions.TooManyAsked)
def too_many_asked(error: subscriptions.TooManyAsked) -> Any:
    """A limit that keeps anybody from flooding somebody else."""
    return errors.page(429, _("Too many mails were asked for today. Please try again tomorrow."))


@bp.get("/receipts/<token>")
@token_route
def show(token: str) -> Any:
    """The commenter's own words, where they are now, and what can be done."""
    row = _row(token)
    return render_template("receipts/show.html", token=token, **_drawn(row))


@bp.route("/receipts/<token>/edit", methods=["GET", "POST"])
@token_route
def edit(token: str) -> Any:
    """Other words: at once while it waits; those for a printed comment are read first."""
    row = _row(token)
    waits = pending_edits.of_comment(row.id)
    form = OwnWordsForm(data={"body": (waits or row).body})
    if form.validate_on_submit():
        own.revise(row.id, form.body.data or "", clock.now())
        return _back(token, "saved")
    if not can_be_changed(row.status):
        raise own.NotChangeable
    page = render_template("receipts/edit.html", token=token, form=form, is_printed=row.status == Status.APPROVED)
    return page, 422 if form.is_submitted() else 200


@bp.post("/receipts/<token>/withdrawal")
@token_route
def withdraw(token: str) -> Answer:
    """Take it back."""
    own.withdraw(_row(token).id, clock.now())
    return _back(token)


@bp.route("/receipts/<token>/erasure", methods=["GET", "POST"])
@token_route
def erase(token: str) -> Any:
    """Ask first; then remove it, and all that is kept of its writer with it."""
    row = _row(token)
    if request.method != "POST":
        return render_template("receipts/erase.html", token=token, letter=letter(row))
    own.erase(row.id)
    return _back(token)


@bp.post("/receipts/<token>/notices")
@token_route
def ask(token: str) -> Answer:
    """Ask by mail whether the address wants to be told."""
    row = _row(token)
    if not current_app.config["SMTP_URL"]:
        abort(404)
    subscriptions.ask_for(row.id, request.remote_addr or "", clock.now())
    return _back(token, "asked")


@bp.post("/receipts/<token>/notices/end")
@token_route
def end(token: str) -> Answer:
    """Tell them nothing any more."""
    subscriptions.end(_row(token).id)
    return _back(token, "ended")


@bp.get("/receipts/<token>/data")
@token_route
def data(token: str) -> Response:
    """All that is kept of the comment and of who wrote it, as a file."""
    return json_file(kept.of_comment(_row(token).id), "comment.json")


def _row(token: str) -> AnyRow:
    """The comment that a token opens. A token of nobody's is no page (404), what was erased is gone (410)."""
    comment_id = tokens.receipt_id(token)
    return abort(404) if comment_id is None else comments.receipt(comment_id) or abort(410)


def _drawn(row: AnyRow) -> dict[str, Any]:
    answered = comments.approved_one(row.article_id, row.parent_id)
    return {
        "letter": letter(row),
        "row": row,
        "state": writers_state(row.status, is_withdrawn=row.withdrawn_at is not None),
        "can_change": can_be_changed(row.status),
        "pending_edit": pending_edits.of_comment(row.id) if row.status == Status.APPROVED else None,
        "answered": letter(answered) if answered else None,
        "subscription": subscribed.of_comment(row.id),
        "article": articles.by_id(row.article_id),
    }


def _back(token: str, done: str | None = None) -> Answer:
    """To the private page, which says what was done where that is not seen there."""
    return redirect(url_for(".show", token=token, done=done), 303)

"""What became of a comment, for the one who wrote it, and what they can do with it."""

import json
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from .. import clock, errors, tokens
from ..articles import queries as articles
from ..articles.actions import path
from ..comments import own, revisions
from ..comments import queries as comments
from ..comments.rules import Status
from ..comments.threads import letter
from ..db import AnyRow
from ..gate import token as token_route
from ..links import absolute
from ..subscriptions import actions as subscriptions
from ..subscriptions import queries as subscribed
from .forms import OwnWordsForm

bp = Blueprint("receipts", __name__)


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
    if row is None:
        return render_template("receipts/gone.html"), 410
    return render_template("receipts/show.html", token=token, **_drawn(row))


@bp.route("/receipts/<token>/edit", methods=["GET", "POST"])
@token_route
def edit(token: str) -> Any:
    """Other words: at once while it waits; those for a printed comment are read first."""
    row = _row(token) or abort(410)
    revision = revisions.of_comment(row.id)
    form = OwnWordsForm(data={"body": revision.body if revision else row.body})
    if form.validate_on_submit():
        own.revise(row.id, form.body.data or "", clock.now())
        return _back(token)
    if row.status not in (Status.PENDING, Status.APPROVED):
        raise own.NotChangeable
    page = render_template("receipts/edit.html", token=token, form=form, is_printed=row.status == Status.APPROVED)
    return page, 422 if form.is_submitted() else 200


@bp.post("/receipts/<token>/withdrawal")
@token_route
def withdraw(token: str) -> Answer:
    """Take it back."""
    own.withdraw((_row(token) or abort(410)).id, clock.now())
    return _back(token)


@bp.post("/receipts/<token>/erasure")
@token_route
def erase(token: str) -> Answer:
    """Remove it, and all that is kept of its writer with it."""
    own.erase((_row(token) or abort(410)).id)
    return _back(token)


@bp.post("/receipts/<token>/notices")
@token_route
def ask(token: str) -> Answer:
    """Ask by mail whether the address wants to be told."""
    row = _row(token) or abort(410)
    subscriptions.ask_for(row.id, clock.now()) if current_app.config["SMTP_URL"] else abort(404)
    return _back(token)


@bp.post("/receipts/<token>/notices/end")
@token_route
def end(token: str) -> Answer:
    """Tell them nothing any more."""
    subscriptions.end((_row(token) or abort(410)).id)
    return _back(token)


@bp.get("/receipts/<token>/data")
@token_route
def data(token: str) -> Response:
    """All that is kept of the comment and of who wrote it, as a file."""
    row = _row(token) or abort(410)
    subscription = subscribed.of_comment(row.id)
    article = articles.by_id(row.article_id)
    kept = {
        "article": absolute(path(article.kind, article.slug)) if article else None,
        "name": row.name,
        "email": row.email,
        "website": row.website,
        "comment": row.body,
        "network": row.address_short,
        "sent": row.submitted_at.isoformat(timespec="seconds"),
        "state": _state(row),
        "told_by_mail": bool(subscription and subscription.confirmed_at),
    }
    text = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
    return Response(
        text, mimetype="application/json", headers={"Content-Disposition": 'attachment; filename="comment.json"'}
    )


def _row(token: str) -> AnyRow | None:
    """The comment that a token opens; None for one that is gone. A token of nobody's is no page."""
    comment_id = tokens.receipt_id(token)
    return abort(404) if comment_id is None else comments.receipt(comment_id)


def _drawn(row: AnyRow) -> dict[str, Any]:
    answered = comments.receipt(row.parent_id) if row.parent_id else None
    return {
        "letter": letter(row),
        "row": row,
        "state": _state(row),
        "revision": revisions.of_comment(row.id) if row.status == Status.APPROVED else None,
        "answered": letter(answered) if answered and answered.status == Status.APPROVED else None,
        "subscription": subscribed.of_comment(row.id),
        "article": articles.by_id(row.article_id),
    }


def _state(row: AnyRow) -> str:
    """Where it is, as its writer is told: why it was not printed is nobody's to know but the editor's."""
    if row.withdrawn_at:
        return "withdrawn"
    return {Status.PENDING: "waiting", Status.APPROVED: "printed"}.get(row.status, "not printed")


def _back(token: str) -> Answer:
    return redirect(url_for(".show", token=token), 303)

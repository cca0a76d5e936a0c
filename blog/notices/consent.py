"""What the links in mails to readers open: wanting that mail, and wanting no more of it.

Programs that read mail open every link in it, so a GET shows, and only a press acts.
"""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from .. import clock, errors, tokens
from ..articles.queries import headlines
from ..db import AnyRow
from ..gate import token as token_route
from ..subscriptions import actions, queries, rules

bp = Blueprint("consent", __name__)
bp.register_error_handler(actions.NoSuchSubscription, lambda error: errors.page(410))


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@token_route
def confirm(token: str) -> Any:
    """Ask whoever opened the mail; a press confirms, once or twice."""
    found = tokens.confirmation(token) or abort(404)
    subscription_id, made_at = found
    row = queries.by_id(subscription_id)
    if row is None or (row.confirmed_at is None and clock.now() - made_at > rules.CONFIRM_TIME):
        abort(410)
    if request.method == "POST":
        actions.confirm(subscription_id, clock.now())
        return redirect(url_for(".confirm", token=token), 303)
    receipt = url_for("receipts.show", token=tokens.receipt_token(row.comment_id))
    end = url_for(".unsubscribe", token=tokens.unsubscribe_token(row.id))
    return render_template("notices/confirm_page.html", row=row, article=_article(row), receipt=receipt, end=end)


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@token_route
def unsubscribe(token: str) -> Any:
    """All that is sent to an address, to be ended one by one or at once; a program's one click (RFC 8058) ends all."""
    row = queries.by_id(tokens.unsubscribe_id(token) or abort(404))
    theirs = queries.of_address(row.email_key) if row else []
    if request.method == "POST" and row:
        one = next((each for each in theirs if str(each.id) == request.form.get("only")), None)
        if one:
            actions.end(one.comment_id)
        else:
            actions.end_all(row.email_key)
        left = next((each for each in theirs if one and each.id != one.id), None)
        if left:  # the page goes on under a token that still opens something
            return redirect(url_for(".unsubscribe", token=tokens.unsubscribe_token(left.id)), 303)
        return redirect(url_for(".unsubscribe", token=token), 303)
    return render_template("notices/unsubscribe.html", rows=theirs, articles=headlines([r.article_id for r in theirs]))


def _article(row: AnyRow) -> AnyRow:
    return headlines([row.article_id])[row.article_id]

"""What the link in a mail opens: one comment, and one act on it, without signing in.

Programs that read mail open every link in it, so a GET changes nothing and the page carries no script; a press acts.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from .. import clock, errors, tokens
from ..comments import actions, decisions, listing, moves, offers
from ..comments.rules import MoveRefused, Status
from ..comments.words import version
from ..db import AnyRow
from ..desk import words
from ..desk.rows import queue_rows
from ..gate import token as token_route
from ..letters import ReplyForm
from ..people.queries import the_admin
from ..tokens import Offer

DAYS = 7  # that a link in a mail can be used

bp = Blueprint("notices", __name__)
bp.register_error_handler(moves.NoSuchComment, lambda error: errors.page(404))


@bp.get("/decide/<token>")
@token_route
def show(token: str) -> Any:
    """The comment, as long as it is the one that the mail showed; else what happened since."""
    return _page(_offer(token), _form())


@bp.post("/decide/<token>")
@token_route
def decide(token: str) -> Any:
    """Do what was pressed, once; the page that follows can take it back."""
    offer, act, form = _offer(token), request.form.get("act"), _form()
    # Read before it is known to be current: what the desk decides after that is then not what is acted on.
    row, last = listing.row(offer.comment_id), offers.last_decision(offer.comment_id)
    if row is None or not _is_current(offer):
        return _page(offer, form, 409)
    if act == "reply" and not form.validate():
        return _page(offer, form, 422)
    try:
        _do(act, row, last, form.body.data or "")
    except (MoveRefused, decisions.WordsChanged):
        return _page(offer, form, 409)
    now = Offer(offer.comment_id, offers.versions([offer.comment_id])[offer.comment_id], clock.now())
    return redirect(url_for(".show", token=tokens.offer_token(now)), 303)


def _form() -> ReplyForm:
    """The same as at the desk, without its token: the address of the page is what proves who sends it."""
    return ReplyForm(meta={"csrf": False})


def _do(act: str | None, row: AnyRow, last: AnyRow | None, body: str) -> None:
    seen, now, person = Status(row.status), clock.now(), the_admin() or abort(404)
    known = version(row.inert_html)
    match act:
        case "approval":
            decisions.approve(row.id, person.id, now, seen, known)
        case "spam":
            decisions.mark_spam(row.id, person.id, now, seen, known)
        case "bin":
            decisions.put_in_bin(row.id, person.id, now, seen, known)
        case "reply":
            actions.reply(row.id, body, person.id, now, seen, known)
        case "undo":
            decisions.undo(last.id if last else abort(400), person.id, now)
        case _:
            abort(400)


def _page(offer: Offer, form: ReplyForm, code: int = 200) -> tuple[str, int]:
    row = listing.row(offer.comment_id)
    if row is None:
        return render_template("notices/gone.html"), 410
    last = offers.last_decision(row.id)
    return (
        render_template(
            "notices/decide.html",
            row=queue_rows([row])[0],
            form=form,
            is_current=_is_current(offer),
            last=last,
            happened=words.decision(last.to_status, last.undoes_id is not None, row.name) if last else None,
        ),
        code,
    )


def _offer(token: str) -> Offer:
    """What the link opens; one that is none of ours is not found, and one that is too old is said to be."""
    offer = tokens.offer(token) or abort(404)
    if clock.now() - offer.made_at > timedelta(days=DAYS):
        abort(410, _("Links in a mail can be used for seven days. The comment is in the queue."))
    admin = the_admin()
    # The link knows the second only: of two in the same one, the change counts.
    if admin and admin.credentials_changed_at and offer.made_at <= admin.credentials_changed_at:
        abort(410, _("This link is older than a change of how the admin signs in. The comment is in the queue."))
    return offer


def _is_current(offer: Offer) -> bool:
    return offers.versions([offer.comment_id]).get(offer.comment_id) == offer.version

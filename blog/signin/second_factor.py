"""Turning the second factor on and off, and its recovery codes, which are shown once."""

from typing import Any

import segno
from flask import Blueprint, g, redirect, render_template, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from .. import clock, gate
from ..locale import site
from ..people import queries, second_factor
from ..people.throttle import TooManyTries
from .coming import address_key, wait
from .forms import CodeForm

bp = Blueprint("second_factor", __name__, url_prefix="/admin/account")


@bp.errorhandler(second_factor.AlreadyOn)
def show_it(error: second_factor.AlreadyOn) -> Response:
    """Another window was quicker, or the page was sent again."""
    return redirect(url_for(".show"), 303)


@bp.get("/second-factor")
@gate.confirmed
def show() -> str:
    """How it stands, or how to turn it on."""
    if factor := queries.second_factor(g.admin.id):
        return render_template("signin/second_factor.html", factor=factor)
    return _offer(CodeForm())


@bp.post("/second-factor")
@gate.confirmed
def turn_on() -> Any:
    """Ask for codes from now on, once the phone has shown that it gives them."""
    form = CodeForm()
    if not form.validate():
        return _offer(form), 422
    sent, now = form.code.data or "", clock.now()
    try:
        token, codes = second_factor.turn_on(g.admin.id, _salt(), sent, address_key(), now, g.admin.sign_in_id)
    except second_factor.WrongCode:
        form.form_errors = [_("The code is not right. Is the clock of your phone?")]
        return _offer(form), 422
    except TooManyTries as refused:
        return wait(_offer(form, refused.seconds), refused)
    gate.sign_in(token)
    return render_template("signin/recovery_codes.html", codes=codes, is_new=True)


@bp.post("/second-factor/removal")
@gate.confirmed
def turn_off() -> Response:
    """Ask for the password alone."""
    gate.sign_in(second_factor.turn_off(g.admin.id, clock.now(), g.admin.sign_in_id))
    return redirect(url_for("account.show", done="second-factor"), 303)


@bp.post("/recovery-codes")
@gate.confirmed
def renew() -> Any:
    """Other recovery codes, in place of those that are left."""
    try:
        codes = second_factor.renew_codes(g.admin.id)
    except second_factor.IsOff:
        return redirect(url_for(".show"), 303)
    return render_template("signin/recovery_codes.html", codes=codes, is_new=False)


def _offer(form: CodeForm, seconds: int = 0) -> str:
    uri = second_factor.uri(g.admin.id, _salt(), email=g.admin.email, issuer=site().title)
    return render_template(
        "signin/turn_on.html",
        form=form,
        wait=seconds,
        uri=uri,
        secret=second_factor.secret(g.admin.id, _salt()),
        picture=Markup(_picture(uri)),  # noqa: S704 - drawn here, of squares alone
    )


def _salt() -> str:
    """The same until it is turned on, so that a wrong code leaves the phone's entry good; no database has it yet."""
    return str(session.setdefault("salt", second_factor.new_salt()))


def _picture(uri: str) -> str:
    """Black on white in the dark too, which is how phones read it."""
    return segno.make_qr(uri, error="m").svg_inline(omitsize=True, dark="#000", light="#fff", lineclass=None)

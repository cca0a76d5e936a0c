"""Set-up once, then sign-in (with a code, where there is a second factor) and sign-out."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import clock, errors, gate
from ..people import actions
from ..people.account import WrongPassword
from ..people.second_factor import WrongCode
from ..people.sessions import sign_out
from ..people.throttle import TooManyTries
from .coming import address_key, device, go_on, own_path, wait
from .forms import CodeForm, SetupForm, SignInForm

bp = Blueprint("signin", __name__, url_prefix="/admin")


@bp.errorhandler(actions.SetupRefused)
def setup_refused(error: actions.SetupRefused) -> Any:
    """The link was used, is too old or was never ours; or two used it at the same moment."""
    return errors.page(403, _("This set-up link was used already, or is older than a day."))


@bp.errorhandler(actions.HalfOver)
def begin_again(error: actions.HalfOver) -> Response:
    """No password, or one of too long ago: that comes first."""
    return redirect(url_for(".login", next=own_path(request.args.get("next"))), 303)


@bp.route("/setup", methods=["GET", "POST"])
@gate.door
def setup() -> Any:
    """Make the admin with the key that the server printed, and let them in."""
    key, now, form = request.args.get("key", ""), clock.now(), SetupForm()
    if not actions.is_setup_key(key, now):
        raise actions.SetupRefused
    if request.method != "POST":
        return render_template("signin/setup.html", form=form)
    if not form.validate():
        return render_template("signin/setup.html", form=form), 422
    token = actions.set_up(
        key,
        site_title=form.blog_name.data or "",
        name=form.name.data or "",
        email=form.email.data or "",
        password=form.password.data or "",
        now=now,
        device=device(),
    )
    return _let_in(token)


@bp.route("/login", methods=["GET", "POST"])
@gate.door
def login() -> Any:
    """Let the admin in, or on to the code."""
    form = SignInForm()
    if request.method != "POST":
        return render_template("signin/login.html", form=form, wait=0)
    if not form.validate():
        return render_template("signin/login.html", form=form, wait=0), 422
    email, password = form.email.data or "", form.password.data or ""
    try:
        return _let_in(actions.sign_in(email, password, address_key(), clock.now(), device()))
    except actions.CodeNeeded as needed:
        gate.half_sign_in(needed.half)
        return redirect(url_for(".code", next=own_path(request.args.get("next"))), 303)
    except WrongPassword:
        form.form_errors = [_("The email or the password is not right")]
        return render_template("signin/login.html", form=form, wait=0), 422
    except TooManyTries as refused:
        return wait(render_template("signin/login.html", form=form, wait=refused.seconds), refused)


@bp.route("/login/code", methods=["GET", "POST"])
@gate.door
def code() -> Any:
    """Let in whoever gave the password a moment ago, and has the code."""
    half, form = gate.half_signed_in(), CodeForm()
    actions.half_signed_in(half, clock.now())
    if request.method != "POST":
        return render_template("signin/code.html", form=form, wait=0)
    if not form.validate():
        return render_template("signin/code.html", form=form, wait=0), 422
    try:
        return _let_in(actions.sign_in_with_code(half, form.code.data or "", address_key(), clock.now(), device()))
    except WrongCode:
        form.form_errors = [_("The code is not right, or was used already")]
        return render_template("signin/code.html", form=form, wait=0), 422
    except TooManyTries as refused:
        return wait(render_template("signin/code.html", form=form, wait=refused.seconds), refused)


@bp.post("/logout")
@gate.admin
def logout() -> Response:
    """Sign this browser out, on the server too."""
    sign_out(gate.sign_out())
    return redirect(url_for(".login"), 303)


def _let_in(token: str) -> Response:
    gate.sign_in(token)
    return go_on()

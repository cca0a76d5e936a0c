"""Set-up once, then sign-in and sign-out."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import clock, errors, gate, tokens
from ..people import actions
from .forms import SetupForm, SignInForm

bp = Blueprint("signin", __name__, url_prefix="/admin")


@bp.errorhandler(actions.SetupRefused)
def setup_refused(error: actions.SetupRefused) -> Any:
    """The link was used, is too old or was never ours; or two used it at the same moment."""
    return errors.page(403, _("This set-up link was used already, or is older than a day."))


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
    )
    return _let_in(token)


@bp.route("/login", methods=["GET", "POST"])
@gate.door
def login() -> Any:
    """Let the admin in."""
    form = SignInForm()
    if request.method != "POST":
        return render_template("signin/login.html", form=form, wait=0)
    if not form.validate():
        return render_template("signin/login.html", form=form, wait=0), 422
    now = clock.now()
    address_key = tokens.address_keys(request.remote_addr or "", now).daily
    try:
        return _let_in(actions.sign_in(form.email.data or "", form.password.data or "", address_key, now))
    except actions.WrongPassword:
        form.form_errors = [_("The email or the password is not right")]
        return render_template("signin/login.html", form=form, wait=0), 422
    except actions.TooManyTries as refused:
        page = render_template("signin/login.html", form=form, wait=refused.seconds)
        return page, 429, {"Retry-After": str(refused.seconds)}


@bp.post("/logout")
@gate.admin
def logout() -> Response:
    """Sign this browser out, on the server too."""
    actions.sign_out(gate.sign_out())
    return redirect(url_for(".login"), 303)


def _let_in(token: str) -> Response:
    gate.sign_in(token)
    return redirect(_own_path(request.args.get("next")) or url_for("moderation.desk"), 303)


def _own_path(path: str | None) -> str | None:
    """A path under `/admin/` of this site; anything else could lead a sign-in elsewhere."""
    return path if path and path.startswith("/admin/") else None

"""The admin's own account: name, address, password, and the browsers that are signed in."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from .. import clock, gate
from ..people import account, queries, sessions
from .forms import EmailForm, NameForm, PasswordForm

bp = Blueprint("account", __name__, url_prefix="/admin/account")


@bp.get("")
@gate.admin
def show() -> str:
    """All of it, and where to change it."""
    return _page(NameForm(name=g.admin.name))


@bp.post("")
@gate.admin
def rename() -> Any:
    """Sign with another name."""
    form = NameForm()
    if not form.validate():
        return _page(form), 422
    account.rename(g.admin.id, form.name.data or "")
    return _done("name")


@bp.route("/email", methods=["GET", "POST"])
@gate.confirmed
def email() -> Any:
    """Sign in with another address."""
    form = EmailForm()
    if not form.validate_on_submit():
        return render_template("signin/email.html", form=form), 422 if form.errors else 200
    gate.sign_in(account.change_email(g.admin.id, form.email.data or "", clock.now(), g.admin.sign_in_id))
    return _done("email")


@bp.route("/password", methods=["GET", "POST"])
@gate.confirmed
def password() -> Any:
    """Sign in with another password."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("signin/password.html", form=form), 422 if form.errors else 200
    gate.sign_in(account.change_password(g.admin.id, form.password.data or "", clock.now(), g.admin.sign_in_id))
    return _done("password")


@bp.post("/sessions/<id:id>/end")
@gate.admin
def end(id: int) -> Response:
    """Sign one browser out."""
    sessions.end(g.admin.id, id)
    return _done("sessions")


@bp.post("/sessions/end-others")
@gate.admin
def end_others() -> Response:
    """Sign every other browser out."""
    sessions.end_others(g.admin.id, g.admin.sign_in_id)
    return _done("sessions")


def _page(form: NameForm) -> str:
    return render_template(
        "signin/account.html",
        form=form,
        factor=queries.second_factor(g.admin.id),
        sessions=queries.sessions(g.admin.id, clock.now()),
        done=request.args.get("done"),
    )


def _done(what: str) -> Response:
    return redirect(url_for("account.show", done=what), 303)

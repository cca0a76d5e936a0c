"""The password, once more, before what is dangerous."""

from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _

from .. import clock, gate
from ..people import account
from ..people.throttle import TooManyTries
from .coming import address_key, go_on, wait
from .forms import ConfirmForm

bp = Blueprint("confirm", __name__, url_prefix="/admin")


@bp.route("/confirm", methods=["GET", "POST"])
@gate.admin
def confirm() -> Any:
    """Ask for it, and lead back to what was asked for."""
    form = ConfirmForm()
    if request.method != "POST":
        return render_template("signin/confirm.html", form=form, wait=0)
    if not form.validate():
        return render_template("signin/confirm.html", form=form, wait=0), 422
    try:
        account.confirm(g.admin.id, g.admin.sign_in_id, form.password.data or "", address_key(), clock.now())
    except account.WrongPassword:
        form.form_errors = [_("The password is not right")]
        return render_template("signin/confirm.html", form=form, wait=0), 422
    except TooManyTries as refused:
        return wait(render_template("signin/confirm.html", form=form, wait=refused.seconds), refused)
    return go_on("account.show")

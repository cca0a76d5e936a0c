"""One page of settings."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..comments.queries import policy
from ..gate import admin
from ..site import actions, queries
from .forms import SettingsForm

bp = Blueprint("settings", __name__, url_prefix="/admin")


@bp.route("/settings", methods=["GET", "POST"])
@admin
def edit() -> Any:
    """Show the settings, or store them."""
    form = SettingsForm(obj=queries.settings(), data=asdict(policy()))
    if request.method != "POST":
        return render_template("settings/edit.html", form=form, saved="saved" in request.args)
    if not form.validate():
        return render_template("settings/edit.html", form=form, saved=False), 422
    return _store(form)


def _store(form: SettingsForm) -> Response:
    actions.change(**{name: value for name, value in form.data.items() if name != "csrf_token"})
    return redirect(url_for(".edit", saved=1), 303)

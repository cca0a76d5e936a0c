"""One page of settings."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..desk.settings import values
from ..gate import admin
from ..outbox.queries import given_up
from ..site import actions
from .forms import SettingsForm

bp = Blueprint("settings", __name__, url_prefix="/admin")


@bp.route("/settings", methods=["GET", "POST"])
@admin
def edit() -> Any:
    """Show the settings, or store them."""
    form = SettingsForm(data=values())
    if request.method != "POST":
        return _page(form, saved="saved" in request.args)
    if not form.validate():
        return _page(form, saved=False), 422
    return _store(form)


def _page(form: SettingsForm, *, saved: bool) -> str:
    server = urlsplit(current_app.config["SMTP_URL"]).hostname
    return render_template("settings/edit.html", form=form, saved=saved, mail_server=server, dead=given_up())


def _store(form: SettingsForm) -> Response:
    changed = (field for field in form if field.name != "csrf_token" and field.data != field.object_data)
    # Lists are merged inside the write: what the queue adds at this very moment is not lost.
    actions.change(**{field.name: getattr(field, "merged", field.data) for field in changed})
    return redirect(url_for(".edit", saved=1), 303)

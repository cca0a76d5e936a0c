"""One page of settings."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..desk import uploads
from ..desk.settings import LABELS, values
from ..gate import admin
from ..locale import interfaces
from ..media.queries import picture
from ..media.rules import PictureRefused
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
    if not _is_good(form):
        return _page(form, saved=False), 422
    return _store(form)


def _is_good(form: SettingsForm) -> bool:
    """Whether all of it can be stored. A picture is stored at once, so that another field's error does not lose it."""
    refusal = _take_card(form)
    is_valid: bool = form.validate()
    if refusal:
        form.card.errors = [*form.card.errors, refusal]
    return is_valid and not refusal


def _take_card(form: SettingsForm) -> str:
    """Put the uploaded picture in place of the former one; why it is refused, or nothing."""
    upload = form.card.data
    if form.remove_card.data:
        form.card_id.data = None
    if not upload or isinstance(upload, str):
        return ""
    try:
        form.card_id.data = uploads.picture(upload)
    except PictureRefused as refused:
        return uploads.why(refused.code, only_pictures=True)
    return ""


def _page(form: SettingsForm, *, saved: bool) -> str:
    server = urlsplit(current_app.config["SMTP_URL"]).hostname
    return render_template(
        "settings/edit.html",
        form=form,
        saved=saved,
        interfaces=interfaces(),
        card=picture(form.card_id.data) if form.card_id.data else None,
        mail_server=server,
        dead=given_up(),
    )


def _store(form: SettingsForm) -> Response:
    changed = (field for field in form if field.name in LABELS and field.data != field.object_data)
    # Lists are merged inside the write: what the queue adds at this very moment is not lost.
    actions.change(**{field.name: getattr(field, "merged", field.data) for field in changed})
    return redirect(url_for(".edit", saved=1), 303)

"""One page of settings."""

from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, ValidationError

from ..forms import Between, Required, one_line
from ..gate import admin
from ..language import is_language
from ..site import actions, queries

# Two names of the machine's own lists mean no place on earth.
ZONES: Any = sorted(available_timezones() - {"Factory", "localtime"})

bp = Blueprint("settings", __name__, url_prefix="/admin")


class SettingsForm(FlaskForm):
    """The fields of SiteSettings."""

    title = StringField(_l("Blog name"), [Required(_l("Name your blog")), Between(1, 80)], filters=[one_line])
    description = StringField(_l("Description"), [Between(0, 200)], filters=[one_line])
    language = StringField(_l("Language"), [Required(_l("Enter a language, like en or pt-BR"))], filters=[one_line])
    time_zone = SelectField(_l("Time zone"), choices=ZONES)

    def validate_language(self, field: Any) -> None:
        """A language tag, as pages carry it in `lang`."""
        if not is_language(field.data):
            raise ValidationError(_l("Enter a language, like en or pt-BR"))


@bp.route("/settings", methods=["GET", "POST"])
@admin
def edit() -> Any:
    """Show the settings, or store them."""
    form = SettingsForm(obj=queries.settings())
    if request.method != "POST":
        return render_template("settings/edit.html", form=form, saved="saved" in request.args)
    if not form.validate():
        return render_template("settings/edit.html", form=form, saved=False), 422
    return _store(form)


def _store(form: SettingsForm) -> Response:
    actions.change(**{name: value for name, value in form.data.items() if name != "csrf_token"})
    return redirect(url_for(".edit", saved=1), 303)

"""A reader asks the editor to look at a printed comment again: a plain form, with a word why."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from .. import clock, errors
from ..articles import queries as articles
from ..comments import reports
from ..comments.moves import NoSuchComment
from ..comments.queries import approved_one
from ..comments.threads import letter
from ..gate import public
from .forms import ReportForm

bp = Blueprint("reports", __name__)
bp.register_error_handler(NoSuchComment, lambda error: errors.page(404))


@bp.errorhandler(reports.TooManyReports)
def too_many(error: reports.TooManyReports) -> Any:
    """A limit for each network."""
    return errors.page(429, _("Too many comments were reported from here today. Please try again tomorrow."))


@bp.route("/articles/<slug>/comments/<id:id>/report", methods=["GET", "POST"])
@public()
def report(slug: str, id: int) -> Any:
    """Ask first, then store it; the comment stays as it is until the editor has looked."""
    article = articles.live_by_slug(slug) or abort(404)
    row = approved_one(article.id, id) or abort(404)
    form = ReportForm(article.id)
    is_sent = request.method == "POST"
    if is_sent and form.validate():
        reports.report(id, form.why.data or "", request.remote_addr or "", clock.now())
        return render_template("reading/reported.html", article=article, letter=letter(row))
    page = render_template("reading/report.html", article=article, letter=letter(row), form=form)
    return page, 422 if is_sent else 200

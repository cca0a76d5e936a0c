"""Ways to older pieces: by year and month, and by tag."""

from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for

from .. import errors
from ..alphabet import key
from ..articles import archive, calendar, tags
from ..articles.calendar import Span
from ..gate import public
from ..locale import site
from ..paging import BadCursor
from .pages import contents, turn

bp = Blueprint("archive", __name__)
bp.register_error_handler(BadCursor, lambda error: errors.page(404))


@bp.get("/archive")
@public()
def years() -> str:
    """Every month in which something was published, by years."""
    by_year = groupby(archive.months(_zone()), key=lambda month: month.first.year)
    return render_template("reading/archive.html", years=[(date(year, 1, 1), list(them)) for year, them in by_year])


@bp.get("/archive/<id:year>")
@public("before", "after")
def year(year: int) -> Any:
    """The articles of a year, and its months."""
    span = calendar.year(year, _zone()) or abort(404)
    months = archive.months(_zone(), span)
    return _list("archive.year", span, sum(month.articles for month in months), months=months, year=year)


@bp.get("/archive/<id:year>/<id:month>")
@public("before", "after")
def month(year: int, month: int) -> Any:
    """The articles of a month."""
    span = calendar.month(year, month, _zone()) or abort(404)
    found = archive.months(_zone(), span) or abort(404)
    return _list("archive.month", span, found[0].articles, year=year, month=month)


@bp.get("/tags")
@public()
def tag_index() -> str:
    """Every tag of what readers see, as the site's language lists words."""
    language = site().language
    found = sorted(tags.read(), key=lambda tag: key(tag.name, language))
    return render_template("reading/tags.html", tags=found)


def _list(endpoint: str, span: Span, count: int, months: Any = (), **values: Any) -> Any:
    """A page of the articles of a span, with the way to the ones before and after it that have any."""
    here = url_for(endpoint, **values)
    if here != request.path:  # 03 for 3
        return redirect(here, 301)
    page = archive.published(span, request.args.get("before"), request.args.get("after"))
    if not page.rows:
        abort(404)
    earlier, later = (calendar.month_of(at, _zone()) if at else None for at in archive.around(span))
    return render_template(
        "reading/span.html",
        first=date(values["year"], values.get("month", 1), 1),
        is_month="month" in values,
        count=count,
        months=months,
        earlier=earlier,
        later=later,
        entries=contents(page),
        **turn(endpoint, page, **values),
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(site().time_zone)

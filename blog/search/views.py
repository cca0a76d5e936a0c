"""The page that readers search on."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request, url_for

from .. import plaintext
from ..gate import public
from ..locale import site
from . import queries
from .finding import SIZE, Found, Wanted, find
from .meant import meant
from .query import LONGEST, parse
from .results import results

YEAR = re.compile(r"[1-9][0-9]{3}")
PAGE = re.compile(r"[1-9][0-9]{0,5}")

bp = Blueprint("search", __name__)


@bp.get("/search")
@public("q", "tag", "year", "comments", "page")
def search() -> str:
    """What fits, ten at a time; any text is a question, and a filter or page that is not there is no page of ours."""
    asked = plaintext.plain(request.args.get("q", ""))[:LONGEST]
    tag, year = request.args.get("tag", ""), request.args.get("year", "")
    terms, choices = parse(asked), queries.tags()
    if tag and tag not in {choice.slug for choice in choices}:
        abort(404)
    since, until = _span(year) if year else (None, None)
    wanted = Wanted(terms, tag, since, until, in_comments=request.args.get("comments") == "1")
    page = _page(request.args.get("page") or "1")
    found = find(wanted, page) if terms else Found(0, [])
    if page > 1 and not found.places:
        abort(404)
    is_more = found.count > page * SIZE
    return render_template(
        "search/search.html",
        asked=asked,
        tag=tag,
        year=year,
        in_comments=wanted.in_comments,
        has_terms=bool(terms),
        count=found.count,
        is_all=found.is_all,
        entries=results(found.places, terms),
        meant=_meant(asked, wanted) if terms and not found.count else "",
        tags=choices,
        years=queries.years(ZoneInfo(site().time_zone)),
        newer=_address(page - 1) if page > 1 else None,
        older=_address(page + 1) if is_more else None,
    )


def _span(year: str) -> tuple[datetime, datetime]:
    """From its first moment to the first of the next, where the site is."""
    if not YEAR.fullmatch(year) or year == "9999":
        abort(404)
    zone = ZoneInfo(site().time_zone)
    return tuple(datetime(int(year) + more, 1, 1, tzinfo=zone).astimezone(UTC) for more in (0, 1))  # type: ignore[return-value]


def _page(text: str) -> int:
    return int(text) if PAGE.fullmatch(text) else abort(404)


def _meant(asked: str, wanted: Wanted) -> str:
    """Other words that find something."""
    other = meant(asked)
    terms = parse(other)
    return other if terms and find(Wanted(terms, in_comments=wanted.in_comments), 1).count else ""


def _address(page: int) -> str:
    values: dict[str, Any] = {name: text for name, text in request.args.items() if text and name != "page"}
    return url_for(".search", **values, page=page if page > 1 else None)

"""Every address that readers have, for search engines (sitemaps.org), with the pictures that stand there."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template, url_for

from ..articles import syndication
from ..articles.syndication import Place
from ..gate import public
from ..links import absolute
from ..locale import site
from .answers import XML, answer

# The protocol takes 50,000 addresses and 50 MB. So many addresses and pictures stay below both with the longest host
# and the longest words of any script, so that nobody has to count bytes.
PART = 5_000
PICTURES = 25  # of one page

bp = Blueprint("sitemap", __name__)


@bp.get("/sitemap.xml")
@public()
def sitemap() -> Response:
    """All of them, or where their parts are; none of a site that is not to be listed."""
    _must_be_listed()
    parts = _parts()
    return answer(lambda: _part(1) if parts == 1 else _index(parts), XML)


@bp.get("/sitemap-<id:number>.xml")
@public()
def part(number: int) -> Response:
    """One of several parts."""
    _must_be_listed()
    if not 1 <= number <= _parts():
        abort(404)
    return answer(lambda: _part(number), XML)


def _must_be_listed() -> None:
    if not site().is_listed:
        abort(404)


def _parts() -> int:
    """At least one: the first has the home page, too."""
    return max(1, -(-syndication.count() // PART))


def _index(parts: int) -> str:
    addresses = [absolute(url_for(".part", number=number)) for number in range(1, parts + 1)]
    return render_template("feeds/sitemap_index.xml", addresses=addresses)


def _part(number: int) -> str:
    home = [Place(url_for("reading.home"), None, [])] if number == 1 else []
    places = home + syndication.places((number - 1) * PART, PART)
    return render_template("feeds/sitemap.xml", places=places, most=PICTURES, full=lambda path: absolute(quote(path)))

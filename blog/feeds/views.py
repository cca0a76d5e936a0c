"""Printed comments as Atom (RFC 4287): of the whole site, and of one article."""

from datetime import datetime

from flask import Blueprint, Response, abort, render_template, url_for
from flask_babel import gettext as _

from ..articles import queries as articles
from ..comments.queries import latest
from ..db import AnyRow
from ..gate import public
from ..links import absolute
from ..locale import site
from .answers import ATOM, answer
from .robots import unlist

bp = Blueprint("feeds", __name__)
bp.after_request(unlist)


@bp.get("/comments.xml")
@public()
def comments() -> Response:
    """The comments that were printed last, wherever they stand."""
    title = _("Comments on %(site)s", site=site().title)
    return answer(lambda: _feed(title, url_for(".comments"), url_for("reading.home"), latest()), ATOM)


@bp.get("/articles/<slug>/comments.xml")
@public()
def article_comments(slug: str) -> Response:
    """Those of one article."""
    article = articles.live_by_slug(slug) or abort(404)
    here, page = url_for(".article_comments", slug=slug), url_for("reading.article", slug=slug)
    title = _("Comments on %(article)s", article=article.title)
    return answer(lambda: _feed(title, here, page, latest(article.id), article.published_at), ATOM)


def _feed(title: str, here: str, page: str, rows: list[AnyRow], begun: datetime | None = None) -> str:
    """A feed without entries was last changed when its article came out, or at no time that anybody knows."""
    return render_template(
        "feeds/comments.xml",
        title=title,
        here=absolute(here),
        page=absolute(page),
        rows=rows,
        articles=articles.headlines(list({row.article_id for row in rows})),
        updated=max((row.moved_at for row in rows), default=begun),
    )

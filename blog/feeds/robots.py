"""What programs that read sites by themselves may fetch, and whether they may list it."""

from flask import Blueprint, Response

from ..gate import public
from ..links import absolute
from ..locale import site

# A site that is not to be listed forbids nothing more: who may not fetch a page never reads its `noindex`.
ROBOTS = "User-agent: *\nDisallow: /admin/\n"
SITEMAP = "\nSitemap: {}\n"

bp = Blueprint("robots", __name__)


@bp.get("/robots.txt")
@public()
def robots() -> Response:
    """The desk alone is not theirs; a site that may be listed says where its map is."""
    there = SITEMAP.format(absolute("/sitemap.xml")) if site().is_listed else ""
    return Response(ROBOTS + there, mimetype="text/plain")


def unlist(response: Response) -> Response:
    """Say of what is no page, and has no head to say it in, whether it may be listed."""
    if not site().is_listed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response

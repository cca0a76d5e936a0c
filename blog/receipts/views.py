"""What became of a comment, for the one who wrote it."""

from flask import Blueprint, abort, render_template

from .. import tokens
from ..articles import queries as articles
from ..comments import queries as comments
from ..comments.threads import letter
from ..gate import token as token_route

bp = Blueprint("receipts", __name__)


@bp.get("/receipts/<token>")
@token_route
def show(token: str) -> str:
    """The commenter's own words, and where they are now."""
    row = comments.receipt(tokens.receipt_id(token) or 0) or abort(404)
    return render_template(
        "receipts/show.html",
        letter=letter(row),
        status=row.status,
        submitted_at=row.submitted_at,
        article=articles.by_id(row.article_id),
    )

"""What is kept of readers, and for how long: the page that the comment form leads to."""

from flask import Blueprint, render_template

from ..comments.queries import retention
from ..gate import public

bp = Blueprint("privacy", __name__)


@bp.get("/privacy")
@public()
def privacy() -> str:
    """In plain words, with the days that are set."""
    return render_template("reading/privacy.html", kept=retention())

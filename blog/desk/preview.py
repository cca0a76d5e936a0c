"""A piece before readers see it, drawn as they will: from the editor's form, or for whoever has its link."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from ..articles.pieces import Piece
from ..articles.rules import Kind


def preview_page(article: Any, tags: Sequence[Any], also: Any, corrections: Sequence[Any] = ()) -> str:
    """The page of a row, or of a draft that has all of its columns."""
    return render_template(
        "reading/page.html" if article.kind == Kind.PAGE else "reading/article.html",
        article=Piece(article),
        tags=tags,
        also=also,
        corrections=corrections,
        letters=[],
        comment_count=0,
        preview=True,
    )

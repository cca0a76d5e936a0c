"""What the page of results is drawn from: pieces in the order in which they were found, and why each was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from ..articles.rules import Kind
from ..comments.queries import approved_counts
from ..db import AnyRow
from ..language import direction
from ..plaintext import prose
from . import index, queries
from .query import Term
from .snippets import Part, marked, snippet


@dataclass(frozen=True, slots=True)
class Result:
    """A piece that was found: its columns, its headline and some of its words in parts, and the comment that fits."""

    row: AnyRow
    headline: list[Part]
    words: list[Part]
    comment: AnyRow | None
    comment_count: int

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def direction(self) -> str:
        """Which way its words run."""
        return direction(self.row.language)

    @property
    def address(self) -> str:
        """Where it is read; the place of the comment, if that is what was found."""
        if self.row.kind == Kind.PAGE:
            return url_for("reading.page", slug=self.row.slug)
        if self.comment is not None:
            return url_for("reading.permalink", slug=self.row.slug, id=self.comment.id)
        return url_for("reading.article", slug=self.row.slug)


def results(places: Sequence[tuple[int, int | None]], terms: Sequence[Term]) -> list[Result]:
    """What was found, in that order."""
    ids = [id for id, _ in places]
    rows = queries.pieces(ids)
    letters = queries.letters([comment_id for _, comment_id in places if comment_id])
    counts = approved_counts(ids)
    return [
        _result(rows[id], letters.get(comment_id or 0), counts.get(id, 0), terms)
        for id, comment_id in places
        if id in rows
    ]


def _result(row: AnyRow, comment: AnyRow | None, comment_count: int, terms: Sequence[Term]) -> Result:
    if comment is not None:
        shown = snippet(prose(comment.body_html), terms) or [(prose(comment.body_html)[:200], False)]
    else:
        shown = snippet(f"{row.standfirst}\n{index.text_of(row)}", terms) or [(row.summary, False)]
    return Result(row, marked(row.title, terms), [part for part in shown if part[0]], comment, comment_count)

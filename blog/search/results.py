"""What the page of results is drawn from: pieces in the order in which they were found, and why each was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import bindparam, func, select

from ..articles.models import Article, Tag
from ..articles.queries import LIVE, SUMMARY
from ..articles.rules import Kind
from ..comments.models import Comment
from ..comments.queries import approved_counts
from ..comments.rules import Status
from ..db import AnyRow, AnySelect, db
from ..language import direction
from ..plaintext import prose
from . import index
from .query import Term
from .snippets import Part, marked, snippet

ROWS = select(
    Article.id, Article.kind, Article.slug, Article.title, Article.standfirst, Article.language, Article.published_at,
    Article.body_html, Article.disclaimer, Article.is_sample, SUMMARY,
).where(Article.is_live, Article.id.in_(bindparam("ids", expanding=True)))  # fmt: skip
COMMENTS = select(Comment.id, Comment.name, Comment.body_html).where(
    Comment.status == Status.APPROVED, Comment.id.in_(bindparam("ids", expanding=True))
)
TAGS = select(Tag.slug, Tag.name).where(Tag.articles > 0).order_by(func.lower(Tag.name))
SPAN: AnySelect = select(
    *(select(end(Article.published_at)).where(*LIVE).scalar_subquery() for end in (func.min, func.max))
)


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
    rows = {row.id: row for row in db.session.execute(ROWS, {"ids": ids})}
    chosen = [comment_id for _, comment_id in places if comment_id]
    letters = {row.id: row for row in db.session.execute(COMMENTS, {"ids": chosen})} if chosen else {}
    counts = approved_counts(ids)
    return [
        _result(rows[id], letters.get(comment_id or 0), counts.get(id, 0), terms)
        for id, comment_id in places
        if id in rows
    ]


def tags() -> list[AnyRow]:
    """Those that live articles have."""
    return list(db.session.execute(TAGS))


def years(zone: Any) -> list[int]:
    """From the last in which an article came out to the first, by the clock of the site."""
    first, last = db.session.execute(SPAN).one()
    if first is None or last is None:
        return []
    return list(range(last.astimezone(zone).year, first.astimezone(zone).year - 1, -1))


def _result(row: AnyRow, comment: AnyRow | None, comment_count: int, terms: Sequence[Term]) -> Result:
    if comment is not None:
        shown = snippet(prose(comment.body_html), terms) or [(prose(comment.body_html)[:200], False)]
    else:
        shown = snippet(f"{row.standfirst}\n{index.text_of(row)}", terms) or [(row.summary, False)]
    return Result(row, marked(row.title, terms), [part for part in shown if part[0]], comment, comment_count)

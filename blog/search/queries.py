"""What the page of results shows of what was found, by what it can be narrowed, and which words the site knows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from ..articles.models import Article, Tag
from ..articles.queries import LIVE, SUMMARY
from ..comments.models import Comment
from ..comments.rules import Status
from ..db import AnyRow, AnySelect, db
from . import sqlite

ROWS = select(
    Article.id, Article.kind, Article.slug, Article.title, Article.standfirst, Article.language, Article.published_at,
    Article.body_html, Article.disclaimer, Article.is_sample, SUMMARY,
).where(Article.is_live, Article.id.in_(bindparam("ids", expanding=True)))  # fmt: skip
# By their ids: the index of what is printed would be read as a whole.
COMMENTS = select(Comment.id, Comment.name, Comment.body_html).where(
    Comment.status.concat("") == Status.APPROVED, Comment.id.in_(bindparam("ids", expanding=True))
)
TAGS = select(Tag.slug, Tag.name).where(Tag.articles > 0).order_by(func.lower(Tag.name))
SPAN: AnySelect = select(
    *(select(end(Article.published_at)).where(*LIVE).scalar_subquery() for end in (func.min, func.max))
)


def near(key: str) -> list[str]:
    """Words of the site that may have been meant, the most used first."""
    values = {"first": key[0], "beyond": chr(ord(key[0]) + 1), "shortest": len(key) - 2, "longest": len(key) + 2}
    return list(db.session.scalars(sqlite.NEAR, values))


def is_known(key: str) -> bool:
    """Whether a word stands in a live piece."""
    known = select(sqlite.VOCABULARY.c.term).where(sqlite.VOCABULARY.c.term == key)
    return db.session.scalar(known) is not None


def pieces(ids: Sequence[int]) -> dict[int, AnyRow]:
    """What is shown of some pieces, by their ids."""
    return {row.id: row for row in db.session.execute(ROWS, {"ids": ids})}


def letters(ids: Sequence[int]) -> dict[int, AnyRow]:
    """The same of comments."""
    return {row.id: row for row in db.session.execute(COMMENTS, {"ids": ids})} if ids else {}


def tags() -> list[AnyRow]:
    """Those that live articles have."""
    return list(db.session.execute(TAGS))


def years(zone: Any) -> list[int]:
    """From the last in which an article came out to the first, by the clock of the site."""
    first, last = db.session.execute(SPAN).one()
    if first is None or last is None:
        return []
    return list(range(last.astimezone(zone).year, first.astimezone(zone).year - 1, -1))

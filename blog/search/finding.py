"""What fits what somebody looks for, and in which order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from ..articles.models import Article, ArticleTag, Tag
from ..articles.rules import Kind
from ..comments.models import Comment
from ..comments.rules import Status
from ..db import AnySelect, UTCDateTime, db
from . import sqlite
from .query import Term

SIZE = 10  # pieces on a page


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: terms, in pieces with a tag, of a span of time, and in printed comments too."""

    terms: tuple[Term, ...]
    tag: str = ""
    since: datetime | None = None
    until: datetime | None = None
    in_comments: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """How many pieces there are, and some of them in their order: ids, and of a comment that was found in each."""

    count: int
    places: list[tuple[int, int | None]]


def find(wanted: Wanted, page: int) -> Found:
    """A page of what fits, the best first: headline before standfirst before text, and comments after all of these."""
    values = _values(wanted)
    matching = _matching(wanted)
    count = db.session.scalar(select(func.count()).select_from(matching.subquery()), values) or 0
    first = (page - 1) * SIZE
    best = matching.order_by(sqlite.RANK, sqlite.ARTICLES.c.rowid.desc()).limit(SIZE).offset(first)
    places: list[tuple[int, int | None]] = [(id, None) for id in db.session.scalars(best, values)]
    if not wanted.in_comments:
        return Found(count, places)
    more = _in_comments(wanted, matching)
    total = count + (db.session.scalar(select(func.count()).select_from(more.subquery()), values) or 0)
    if rest := SIZE - len(places):
        more = more.order_by("rank", Comment.article_id.desc()).limit(rest).offset(max(0, first - count))
        places += [(row.article_id, row.id) for row in db.session.execute(more, values)]
    return Found(total, places)


def _matching(wanted: Wanted) -> Select[int]:
    matching = select(sqlite.ARTICLES.c.rowid.label("id")).where(sqlite.ARTICLES_MATCH)
    if allowed := _allowed(wanted):
        ids = select(Article.id).where(*allowed)
        matching = matching.where(sqlite.ARTICLE_ID.in_(ids))
    return matching


def _allowed(wanted: Wanted) -> list[Any]:
    allowed: list[Any] = []
    if wanted.tag:
        tagged = select(ArticleTag.article_id).join(Tag, Tag.id == ArticleTag.tag_id)
        allowed.append(Article.id.in_(tagged.where(Tag.slug == bindparam("tag"))))
    if wanted.since:
        allowed += [
            Article.kind == Kind.ARTICLE,
            Article.published_at >= bindparam("since", type_=UTCDateTime()),
            Article.published_at < bindparam("until", type_=UTCDateTime()),
        ]
    return allowed


def _in_comments(wanted: Wanted, matching: Select[int]) -> AnySelect:
    """Pieces that do not fit themselves, each with its comment that fits best."""
    return (
        select(Comment.article_id, Comment.id, func.min(sqlite.COMMENT_RANK).label("rank"))
        .select_from(sqlite.COMMENTS)
        .join(Comment, Comment.id == sqlite.COMMENTS.c.rowid)
        .join(Article, Article.id == Comment.article_id)
        .where(
            sqlite.COMMENTS_MATCH,
            Comment.status == Status.APPROVED,
            Article.is_live,
            Article.id.not_in(matching),
            *_allowed(wanted),
        )
        .group_by(Comment.article_id)
    )


def _values(wanted: Wanted) -> dict[str, Any]:
    values = {"expression": sqlite.expression(wanted.terms)}
    values |= {"tag": wanted.tag} if wanted.tag else {}
    return values | ({"since": wanted.since, "until": wanted.until} if wanted.since else {})

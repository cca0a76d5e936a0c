"""What fits what somebody looks for, and in which order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, text

from ..articles.models import Article, ArticleTag, Tag
from ..articles.rules import Kind
from ..comments.models import Comment
from ..comments.rules import Status
from ..db import AnySelect, UTCDateTime, db
from .engine import engine
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
    here, values = engine(), _values(wanted)
    matching = _matching(wanted)
    count = db.session.scalar(select(func.count()).select_from(matching.subquery()), values) or 0
    first = (page - 1) * SIZE
    best = matching.order_by(here.RANK, here.ARTICLES.c.rowid.desc()).limit(SIZE).offset(first)
    places: list[tuple[int, int | None]] = [(id, None) for id in db.session.scalars(best, values)]
    if not wanted.in_comments:
        return Found(count, places)
    more = _in_comments(wanted, matching)
    total = count + (db.session.scalar(select(func.count()).select_from(more.subquery()), values) or 0)
    if rest := SIZE - len(places):
        more = more.order_by(text("rank"), text("article_id DESC")).limit(rest).offset(max(0, first - count))
        places += [(row.article_id, row.id) for row in db.session.execute(more, values)]
    return Found(total, places)


def _matching(wanted: Wanted) -> Select[int]:
    here = engine()
    matching: Select[int] = select(here.ARTICLES.c.rowid.label("id")).where(here.ARTICLES_MATCH)
    if allowed := _allowed(wanted):
        ids = select(Article.id).where(*allowed)
        matching = matching.where(here.ARTICLE_ID.in_(ids))
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
    here = engine()
    comments = (
        select(Comment.article_id, Comment.id, here.COMMENT_RANK.label("rank"))
        .select_from(here.COMMENTS)
        .join(Comment, Comment.id == here.COMMENTS.c.rowid)
        .join(Article, Article.id == Comment.article_id)
        .where(
            here.COMMENTS_MATCH,
            Comment.status == Status.APPROVED,
            Article.is_live,
            Article.id.not_in(matching),
            *_allowed(wanted),
        )
    )
    best: AnySelect = here.best_of_each(comments)
    return best


def _values(wanted: Wanted) -> dict[str, Any]:
    values: dict[str, Any] = engine().values(wanted.terms)
    values |= {"tag": wanted.tag} if wanted.tag else {}
    return values | ({"since": wanted.since, "until": wanted.until} if wanted.since else {})

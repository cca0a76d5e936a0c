"""What fits what somebody looks for, and in which order."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, text

from ..articles.models import Article, ArticleTag, Tag
from ..articles.queries import LIVE
from ..comments.models import Comment
from ..comments.rules import Status
from ..db import AnySelect, UTCDateTime, db
from .engine import engine
from .query import Term

SIZE = 10  # pieces on a page
MOST = 1_000  # pieces that are ranked, or comments; of more the newest are shown


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
    """How many pieces there are, and some of them in their order: ids, and of a comment that was found in each.

    Where `is_all` is false there may be more than can be paged through.
    """

    count: int
    places: list[tuple[int, int | None]]
    is_all: bool = True


def find(wanted: Wanted, page: int) -> Found:
    """A page of what fits, the best first: headline before standfirst before text, and comments after all of these.

    How well each fits is asked of no more than MOST: words that more have say nothing of that.
    """
    matching, first = _matching(wanted), (page - 1) * SIZE
    newest, values = list[int](), _values(wanted) | _match(wanted.terms)
    for terms in _readings(wanted):
        match = _values(wanted) | _match(terms)
        fitting = _newest(matching, match)
        if len(fitting) > MOST:
            ids = _above_the_text(matching, match, terms) + fitting
            return Found(MOST, [(id, None) for id in list(dict.fromkeys(ids))[:MOST][first : first + SIZE]], False)
        if fitting != newest:  # else words are ranked as they stand, which takes no longer on a large site
            newest, values = fitting, match
    best = matching.order_by(engine().RANK, engine().ARTICLES.c.rowid.desc()).limit(SIZE).offset(first)
    places: list[tuple[int, int | None]] = [(id, None) for id in db.session.scalars(best, values)]
    if not wanted.in_comments:
        return Found(len(newest), places)
    more = _by_comments(wanted, newest, max(0, first - len(newest)), SIZE - len(places))
    return Found(len(newest) + more.count, places + more.places, more.is_all)


def _readings(wanted: Wanted) -> dict[tuple[Term, ...], None]:
    """The terms as they stand, then as beginnings too, where the former are not more than MOST by themselves."""
    return dict.fromkeys((tuple(replace(term, is_open=False) for term in wanted.terms), wanted.terms))


def _newest(matching: Select[int], values: dict[str, Any]) -> list[int]:
    """The last that were made, and one more than MOST where there are more."""
    return list(db.session.scalars(matching.order_by(engine().ARTICLES.c.rowid.desc()).limit(MOST + 1), values))


def _above_the_text(matching: Select[int], values: dict[str, Any], terms: tuple[Term, ...]) -> list[int]:
    """Those with all terms in the headline, then in headline and standfirst, the newest of both first."""
    above = _newest(matching, values | _match(terms, "title standfirst"))
    return _newest(matching, values | _match(terms, "title")) + above if above else []


def _by_comments(wanted: Wanted, found: list[int], first: int, size: int) -> Found:
    """Pieces that were not found themselves, each with its comment that fits best, or its newest where many fit."""
    here, matching, values = engine(), _in_comments(wanted, found), _values(wanted)
    for terms in _readings(wanted):
        values |= _match(terms)
        newest = db.session.execute(matching.order_by(here.COMMENTS.c.rowid.desc()).limit(MOST + 1), values).all()
        pieces = dict[int, int | None]()
        for row in newest:
            pieces.setdefault(row.article_id, row.id)
        if len(newest) > MOST:
            return Found(len(pieces), list(pieces.items())[first : first + size], False)
    best = here.best_of_each(matching.add_columns(here.COMMENT_RANK.label("rank")))
    best = best.order_by(text("rank"), text("article_id DESC")).limit(size).offset(first)
    return Found(len(pieces), [(row.article_id, row.id) for row in db.session.execute(best, values)])


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
            *LIVE,
            Article.published_at >= bindparam("since", type_=UTCDateTime()),
            Article.published_at < bindparam("until", type_=UTCDateTime()),
        ]
    return allowed


def _in_comments(wanted: Wanted, found: list[int]) -> AnySelect:
    """Comments that fit, of pieces that were not found."""
    here = engine()
    return (
        select(Comment.article_id, Comment.id)
        .select_from(here.COMMENTS)
        .join(Comment, Comment.id == here.COMMENTS.c.rowid)
        .join(Article, Article.id == Comment.article_id)
        .where(
            here.COMMENTS_MATCH,
            Comment.status == Status.APPROVED,
            Article.is_live,
            Article.id.not_in(found),
            *_allowed(wanted),
        )
    )


def _values(wanted: Wanted) -> dict[str, Any]:
    values = {"tag": wanted.tag} if wanted.tag else {}
    return values | ({"since": wanted.since, "until": wanted.until} if wanted.since else {})


def _match(terms: tuple[Term, ...], columns: str = "") -> dict[str, Any]:
    values: dict[str, Any] = engine().values(terms, columns)
    return values

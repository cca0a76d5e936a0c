"""The index of words: the one way to put what readers see into it, to take it out, and to ask it.

It holds live pieces and printed comments only, and changes inside the transaction that changes these.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, TableClause, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from ..articles.models import Article, ArticleTag, Tag
from ..articles.rules import Kind
from ..comments.models import Comment
from ..comments.rules import Status
from ..db import AnyRow, AnySelect, UTCDateTime, db, writing
from ..plaintext import prose
from . import related, sqlite
from .models import WordIndex
from .query import Term
from .words import VERSION, keys

SIZE = 10
CHUNK = 200  # pieces at a time while all is put in
PIECES = select(
    Article.id,
    Article.title,
    Article.standfirst,
    Article.summary,
    Article.author,
    Article.body_html,
    Article.disclaimer,
).where(Article.is_live)
PRINTED = select(Comment.id, Comment.name, Comment.body_html).where(Comment.status == Status.APPROVED)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the index: its table, what of it readers see, and how a row of these becomes one of the table."""

    table: TableClause
    id: InstrumentedAttribute[int]
    rows: AnySelect
    entry: Callable[[AnyRow], dict[str, Any]]


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


def text_of(row: AnyRow) -> str:
    """The words of a piece below its headline and standfirst, a paragraph a line."""
    return prose(f"{row.body_html}\n{row.disclaimer}")


def _piece(row: AnyRow) -> dict[str, Any]:
    return {
        "rowid": row.id,
        "title": keys(row.title),
        "standfirst": keys(f"{row.standfirst}\n{row.summary}\n{row.author}"),
        "body": keys(text_of(row)),
    }


def _letter(row: AnyRow) -> dict[str, Any]:
    return {"rowid": row.id, "body": keys(f"{row.name}\n{prose(row.body_html)}")}


ARTICLES = Shelf(sqlite.ARTICLES, Article.id, PIECES, _piece)
COMMENTS = Shelf(sqlite.COMMENTS, Comment.id, PRINTED, _letter)


def put(session: Session, shelf: Shelf, ids: Iterable[int]) -> None:
    """Let the index have these as readers see them now, as part of a write that somebody else commits."""
    ids = list(ids)
    drop(session, shelf, ids)
    if rows := session.execute(shelf.rows.where(shelf.id.in_(ids))).all():
        session.execute(insert(shelf.table), [shelf.entry(row) for row in rows])


def drop(session: Session, shelf: Shelf, ids: Any) -> None:
    """Take these out of the index; `ids` is a list, or a statement that selects them."""
    session.execute(delete(shelf.table).where(shelf.table.c.rowid.in_(ids)))


def forget(session: Session) -> None:
    """Leave nothing of what was taken out in the file."""
    session.execute(sqlite.FORGET)


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


def near(key: str) -> list[str]:
    """Words of the site that may have been meant, the most used first."""
    values = {"first": key[0], "beyond": chr(ord(key[0]) + 1), "shortest": len(key) - 2, "longest": len(key) + 2}
    return list(db.session.scalars(sqlite.NEAR, values))


def is_known(key: str) -> bool:
    """Whether a word stands in a live piece."""
    known = select(sqlite.VOCABULARY.c.term).where(sqlite.VOCABULARY.c.term == key)
    return db.session.scalar(known) is not None


def is_current() -> bool:
    """Whether all that readers see is in it, by the rules of this release."""
    return db.session.scalar(select(WordIndex.version)) == VERSION


def rebuild() -> tuple[int, int]:
    """Put everything in anew, some pieces at a time, so that nobody waits; how many pieces and comments.

    What changes meanwhile is put in as always, before or after its turn.
    """
    with writing() as session:
        session.execute(update(WordIndex).values(version=0))
        for shelf in (ARTICLES, COMMENTS):
            session.execute(delete(shelf.table).where(shelf.table.c.rowid.not_in(select(shelf.id))))
    counts = _put_all(ARTICLES), _put_all(COMMENTS)
    with writing() as session:
        session.execute(update(WordIndex).values(version=VERSION))
        related.mark(session, Article.is_live.is_(True))
        forget(session)
    return counts


def faults() -> tuple[int, int]:
    """How many pieces, and how many comments, are not in the index as readers see them. Raises DatabaseError."""
    with writing() as session:
        for check in sqlite.CHECKS:
            session.execute(check)
    return _faults(ARTICLES), _faults(COMMENTS)


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


def _put_all(shelf: Shelf) -> int:
    count = 0
    for ids in _chunks(db.session.scalars(select(shelf.id).order_by(shelf.id)).all()):
        with writing() as session:
            put(session, shelf, ids)
            count += session.scalar(select(func.count()).where(shelf.table.c.rowid.in_(ids))) or 0
    return count


def _faults(shelf: Shelf) -> int:
    stored = set(db.session.scalars(select(shelf.table.c.rowid)))
    wrong = 0
    for ids in _chunks(db.session.scalars(shelf.rows.with_only_columns(shelf.id)).all()):
        there = db.session.execute(select(shelf.table).where(shelf.table.c.rowid.in_(ids)))
        known = {row.rowid: dict(row._mapping) for row in there}
        rows = db.session.execute(shelf.rows.where(shelf.id.in_(ids)))
        wrong += sum(shelf.entry(row) != known.get(row.id) for row in rows)
        stored -= set(ids)
    return wrong + len(stored)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))

"""The index of words: the one way to put what readers see into it, and to take it out; `finding` asks it.

It holds live pieces and printed comments only, and changes inside the transaction that changes these.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TableClause, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from ..articles.models import Article
from ..comments.models import Comment
from ..comments.rules import Status
from ..db import AnyRow, AnySelect, db, writing
from ..plaintext import prose
from . import related, sqlite
from .engine import engine
from .models import WordIndex
from .words import VERSION, keys

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
    engine().forget(session)


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


def fill(session: Session) -> None:
    """Put all in that readers see, as part of a write that somebody else commits, where nothing is in it yet."""
    for shelf in (ARTICLES, COMMENTS):
        last = 0
        after = select(shelf.id).where(shelf.id > bindparam("last")).order_by(shelf.id).limit(CHUNK)
        while ids := session.scalars(after, {"last": last}).all():
            put(session, shelf, ids)
            last = ids[-1]
    session.execute(update(WordIndex).values(version=VERSION))


def faults() -> tuple[int, int]:
    """How many pieces, and how many comments, are not in the index as readers see them. Raises DatabaseError."""
    with writing() as session:
        engine().check(session)
    return _faults(ARTICLES), _faults(COMMENTS)


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

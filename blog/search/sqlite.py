"""The index of words as SQLite keeps it: FTS5, which ranks by BM25 (https://www.sqlite.org/fts5.html)."""

from collections.abc import Iterable
from json import dumps

from sqlalchemy import ColumnElement, Float, Integer, bindparam, column, func, literal_column, select, table, text
from sqlalchemy.orm import Session

from ..db import AnySelect
from .query import Term

ARTICLES = table("article_words", column("rowid"), column("title"), column("standfirst"), column("body"))
COMMENTS = table("comment_words", column("rowid"), column("body"))
VOCABULARY = table("site_words", column("term"), column("doc"))
# Each part by itself: whatever its weight, BM25 counts a word that comes often hardly more than one that comes twice.
# So one in the headline outweighs any number of them below it.
RANK: ColumnElement[float] = literal_column(
    "1000 * bm25(article_words, 1, 0, 0) + 33 * bm25(article_words, 0, 1, 0) + bm25(article_words, 0, 0, 1)", Float
)
COMMENT_RANK: ColumnElement[float] = literal_column("comment_words.rank", Float)
ARTICLES_MATCH = text("article_words MATCH :expression")
COMMENTS_MATCH = text("comment_words MATCH :expression")
# What was deleted stays in FTS5's own pages until they are merged; before SQLite 3.42 it cannot be told otherwise.
FORGET = text("INSERT INTO comment_words (comment_words) VALUES ('optimize')")
CHECKS = (
    text("INSERT INTO article_words (article_words) VALUES ('integrity-check')"),
    text("INSERT INTO comment_words (comment_words) VALUES ('integrity-check')"),
)
# A row's number that is only compared: else each that is allowed would be looked up in the index by itself.
ARTICLE_ID: ColumnElement[int] = literal_column("+article_words.rowid", Integer)
# Words of nearly the same length that begin alike: only a span of the vocabulary is read, and not all that there is.
NEAR = (
    select(VOCABULARY.c.term)
    .where(
        VOCABULARY.c.term >= bindparam("first"),
        VOCABULARY.c.term < bindparam("beyond"),
        func.length(VOCABULARY.c.term).between(bindparam("shortest"), bindparam("longest")),
    )
    .order_by(VOCABULARY.c.doc.desc())
    .limit(500)
)
# How widely words are spread, without reading all that there is of the common ones.
SPREAD = text(
    "SELECT value, (SELECT count(*) FROM (SELECT 1 FROM article_words WHERE article_words MATCH '\"' || value || '\"' "
    "LIMIT :most)) FROM json_each(:words)"
)
ALIKE = text("SELECT rowid, rank FROM article_words WHERE article_words MATCH :expression ORDER BY rank LIMIT :most")


def expression(terms: Iterable[Term], columns: str = "") -> str:
    """The terms as MATCH wants them, anywhere or within some columns; each is quoted, so that nothing in it means
    anything.
    """
    quoted = " ".join(f'"{" ".join(term.keys)}"{" *" if term.is_open else ""}' for term in terms)
    return f"{{{columns}}} : ({quoted})" if columns else quoted


def values(terms: Iterable[Term], columns: str = "") -> dict[str, str]:
    """What the conditions and ranks above are given."""
    return {"expression": expression(terms, columns)}


def forget(session: Session) -> None:
    """Leave nothing of what was taken out in the file."""
    session.execute(FORGET)


def check(session: Session) -> None:
    """Have the index look at itself. Raises DatabaseError."""
    for statement in CHECKS:
        session.execute(statement)


def best_of_each(comments: AnySelect) -> AnySelect:
    """Of comments with their `article_id`, `id` and `rank` the one of each article that fits best."""
    found = comments.subquery()
    return select(found.c.article_id, found.c.id, func.min(found.c.rank).label("rank")).group_by(found.c.article_id)


def spread(session: Session, keys: list[str], most: int) -> dict[str, int]:
    """In how many pieces each of some words stands, counted no further than `most`."""
    return dict(session.execute(SPREAD, {"words": dumps(keys), "most": most}).all())


def alike(session: Session, terms: Iterable[Term], most: int) -> dict[int, float]:
    """How well pieces fit any of some terms, the best `most` of them: less is more."""
    any_of = " OR ".join(expression([term]) for term in terms)
    return dict(session.execute(ALIKE, {"expression": any_of, "most": most}).all())

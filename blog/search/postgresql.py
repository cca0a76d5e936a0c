"""The index of words as PostgreSQL keeps it: vectors of the same words (https://www.postgresql.org/docs/15/textsearch.html).

Under the names of `sqlite.py`. The vectors and the vocabulary are kept by the tables themselves, as the migration made
them. BM25 is not to be had here: a rank knows how often and where a word stands, and not how rare it is.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Integer, bindparam, cast, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY, distinct_on
from sqlalchemy.orm import Session

from ..db import AnySelect
from .query import Term
from .sqlite import ARTICLES, COMMENTS, NEAR, VOCABULARY

__all__ = ["ARTICLES", "COMMENTS", "NEAR", "VOCABULARY"]

PARTS = {"title": "A", "standfirst": "B", "body": "D"}
# Of a word in the text, in nothing of ours, in the standfirst, in the headline: those of SQLite, as parts of 1. However
# often a word stands somewhere, it counts less than twice there. The last number divides by how long the whole is.
WEIGHTS = "'{0.001, 0, 0.033, 1}'"
RANK, COMMENT_RANK = (
    -func.ts_rank(literal_column(WEIGHTS), literal_column(f"{table}.words"), cast(bindparam("any_of"), TSQUERY), 1)
    for table in ("article_words", "comment_words")
)
ARTICLES_MATCH = text("article_words.words @@ CAST(:expression AS tsquery)")
COMMENTS_MATCH = text("comment_words.words @@ CAST(:expression AS tsquery)")
ARTICLE_ID: ColumnElement[int] = literal_column("article_words.rowid", Integer)
SPREAD = text("SELECT term, least(doc, :most) FROM site_words WHERE term = ANY(:words)")
# Each word weighs the more, the rarer it is, as BM25 has it.
ALIKE = text(
    "SELECT rowid, -sum(weight * ts_rank('{1, 1, 1, 1}', words, word, 1)) AS rank FROM (SELECT "
    "quote_literal(term)::tsquery AS word, ln(1 + (pieces - doc + 0.5) / (doc + 0.5)) AS weight "
    "FROM site_words CROSS JOIN (SELECT count(*) AS pieces FROM article_words) AS everything WHERE term = ANY(:words)) "
    "AS wanted JOIN article_words ON words @@ word GROUP BY rowid ORDER BY rank, rowid LIMIT :most"
)


def expression(terms: Iterable[Term], columns: str = "") -> str:
    """The terms as `@@` wants them, anywhere or within some columns; each is quoted, so that nothing in it means
    anything.
    """
    within = "".join(PARTS[column] for column in columns.split())
    return " & ".join(f"({' <-> '.join(_words(term, within))})" for term in terms)


def values(terms: Iterable[Term], columns: str = "") -> dict[str, str]:
    """What the conditions and ranks above are given."""
    terms = list(terms)
    any_of = dict.fromkeys(word for term in terms for word in _words(term))
    return {"expression": expression(terms, columns), "any_of": " | ".join(any_of)}


def forget(_session: Session) -> None:
    """Nothing: what was taken out goes from the files when the server next clears up (VACUUM), as it does by itself."""


def check(_session: Session) -> None:
    """Nothing: what the server cannot read it says."""


def best_of_each(comments: AnySelect) -> AnySelect:
    """Of comments with their `article_id`, `id` and `rank` the one of each article that fits best."""
    found = comments.subquery()
    best = select(found).ext(distinct_on(found.c.article_id))
    return select(best.order_by(found.c.article_id, found.c.rank, found.c.id).subquery())


def spread(session: Session, keys: list[str], most: int) -> dict[str, int]:
    """In how many pieces each of some words stands, counted no further than `most`."""
    return dict(session.execute(SPREAD, {"words": keys, "most": most}).all())


def alike(session: Session, terms: Iterable[Term], most: int) -> dict[int, float]:
    """How well pieces fit any of some terms of one word, the best `most` of them: less is more."""
    words = [word for term in terms for word in term.keys]
    return dict(session.execute(ALIKE, {"words": words, "most": most}).all())


def _words(term: Term, within: str = "") -> list[str]:
    after = f":{within}" if within else ""
    *before, last = (f"'{key}'" for key in term.keys)
    return [*(word + after for word in before), f"{last}:*{within}" if term.is_open else last + after]

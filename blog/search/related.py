"""Which pieces stand as related below each: found when one changes, so that no reader waits for it.

A piece that changes gets its own anew in that transaction, and those that it has to do with are marked: the heartbeat
gives them theirs, some at a time.
"""

from collections import Counter

from sqlalchemy import ColumnElement, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from ..articles.models import Article, ArticleTag, Related, RelatedDue
from ..articles.queries import LIVE
from ..db import db, writing
from . import sqlite
from .distinctive import distinctive, kinship, widest
from .engine import engine
from .query import Term

KEPT = 5  # of each: some more than are shown, for when one goes
LOOKED_AT = 500  # different words of a piece, those first that come most often
NEAREST = 50  # pieces with its words, and with each of its tags
AT_ONCE = 100  # pieces at one beat of the heart
PIECES = select(func.count()).select_from(Article).where(*LIVE)
DUE = select(RelatedDue.article_id).order_by(RelatedDue.article_id).limit(AT_ONCE)


def changed(session: Session, article_id: int) -> None:
    """Find what is related to a piece that readers see or saw; part of a write that somebody else commits."""
    naming = list(session.scalars(_naming([article_id])))
    mark(session, Article.id.in_([*naming, *_renew(session, article_id)]))


def mark(session: Session, which: ColumnElement[bool]) -> None:
    """Have the heartbeat look at some pieces; part of a write that somebody else commits."""
    new = select(Article.id).where(which, Article.id.not_in(select(RelatedDue.article_id)))
    session.execute(insert(RelatedDue).from_select(["article_id"], new))


def drop(session: Session, article_ids: list[int]) -> None:
    """Forget pieces that go; part of a write that somebody else commits."""
    mark(session, Article.id.in_(_naming(article_ids)))
    session.execute(delete(Related).where(Related.article_id.in_(article_ids) | Related.other_id.in_(article_ids)))
    session.execute(delete(RelatedDue).where(RelatedDue.article_id.in_(article_ids)))


def catch_up() -> int:
    """Look at some that are marked, each in a write of its own, so that nobody waits; how many there were."""
    due = db.session.scalars(DUE).all()
    for id in due:
        with writing() as session:
            session.execute(delete(RelatedDue).where(RelatedDue.article_id == id))
            _renew(session, id)
    return len(due)


def _naming(article_ids: list[int]) -> Select[int]:
    return select(Related.article_id).where(Related.other_id.in_(article_ids))


def _renew(session: Session, article_id: int) -> list[int]:
    """Find what is related to a piece and keep it, if it is another than before: each change makes all pages new."""
    found = find(session, article_id)
    known = select(Related.other_id).where(Related.article_id == article_id).order_by(Related.place)
    if found != list(session.scalars(known)):
        session.execute(delete(Related).where(Related.article_id == article_id))
        if found:
            rows = [{"article_id": article_id, "place": place, "other_id": id} for place, id in enumerate(found)]
            session.execute(insert(Related), rows)
    return found


def find(session: Session, article_id: int) -> list[int]:
    """What has most in common with a piece, the best first, of what readers see; nothing for one that they do not."""
    if session.scalar(select(Article.id).where(Article.id == article_id, *LIVE)) is None:
        return []
    pieces = session.scalar(PIECES) or 0
    shares = kinship(_by_words(session, article_id, pieces), *_by_tags(session, article_id), pieces)
    seen = select(Article.id, Article.published_at).where(Article.id.in_(list(shares)), Article.id != article_id, *LIVE)
    best = sorted(session.execute(seen), key=lambda row: (shares[row.id], row.published_at, row.id), reverse=True)
    return [row.id for row in best[:KEPT]]


def _by_words(session: Session, article_id: int, pieces: int) -> dict[int, float]:
    """How well pieces, and among them this one, fit the words that tell it apart."""
    row = session.execute(select(sqlite.ARTICLES).where(sqlite.ARTICLES.c.rowid == article_id)).one_or_none()
    counts = Counter(f"{row.title} {row.standfirst} {row.body}".split() if row else ())
    looked_at = [word for word, _ in counts.most_common(LOOKED_AT)]
    spread = engine().spread(session, looked_at, widest(pieces) + 1)
    words = distinctive(counts, spread, pieces)
    return dict(engine().alike(session, [Term((word,)) for word in words], NEAREST)) if words else {}


def _by_tags(session: Session, article_id: int) -> tuple[dict[int, list[int]], dict[int, int]]:
    """Who has which of a piece's tags, the last ones first, and how many these are."""
    own = session.scalars(select(ArticleTag.tag_id).where(ArticleTag.article_id == article_id)).all()
    having: dict[int, list[int]] = {}
    spread: dict[int, int] = {}
    for tag_id in own:
        same = select(ArticleTag.article_id).where(ArticleTag.tag_id == tag_id)
        having[tag_id] = list(session.scalars(same.order_by(ArticleTag.article_id.desc()).limit(NEAREST)))
        spread[tag_id] = session.scalar(select(func.count()).where(ArticleTag.tag_id == tag_id)) or 0
    return having, spread

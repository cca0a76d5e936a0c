"""The words of a piece as they were: kept with each save that changes them, given back, and thinned as they age."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.orm import Session

from ..db import AnyRow, db, writing
from . import rules
from .models import Article, Revision

WORDS = ("title", "standfirst", "body")
OF_ARTICLE = (
    select(Revision.id, Revision.made_at, Revision.is_public, func.length(Revision.body).label("length"))
    .where(Revision.article_id == bindparam("id"))
    .order_by(Revision.id.desc())
)
ONE = select(*Revision.__table__.columns).where(
    Revision.id == bindparam("id"), Revision.article_id == bindparam("article_id")
)
BEFORE = (
    select(*Revision.__table__.columns)
    .where(Revision.article_id == bindparam("article_id"), Revision.id < bindparam("id"))
    .order_by(Revision.id.desc())
    .limit(1)
)
WAS_READ = select(exists().where(Revision.article_id == bindparam("id"), Revision.is_public))
LATEST = select(func.max(Revision.id)).where(Revision.article_id == bindparam("id"))


def of_article(article_id: int) -> list[AnyRow]:
    """When its words were saved, the newest first; without the words."""
    return list(db.session.execute(OF_ARTICLE, {"id": article_id}))


def one(article_id: int, revision_id: int) -> AnyRow | None:
    """The words as they were saved then."""
    return db.session.execute(ONE, {"id": revision_id, "article_id": article_id}).one_or_none()


def before(article_id: int, revision_id: int) -> AnyRow | None:
    """What was kept of them before that."""
    return db.session.execute(BEFORE, {"id": revision_id, "article_id": article_id}).one_or_none()


def latest(article_id: int) -> int | None:
    """The number of the words that it has now."""
    return db.session.execute(LATEST, {"id": article_id}).scalar_one_or_none()


def words_of(article: Article) -> tuple[str, ...]:
    """Those words of it that are kept."""
    return tuple(getattr(article, name) for name in WORDS)


def was_read(article_id: int) -> bool:
    """Whether readers ever saw words of it."""
    return bool(db.session.execute(WAS_READ, {"id": article_id}).scalar_one())


def keep(session: Session, article: Article, now: datetime) -> None:
    """Keep its words if they are new, and know whether readers see them; part of a write that somebody else commits."""
    session.flush()
    last = session.get(Revision, latest(article.id) or 0)
    if last is None or any(getattr(last, name) != getattr(article, name) for name in WORDS):
        last = Revision(article_id=article.id, made_at=now, is_public=False)
        for name in WORDS:
            setattr(last, name, getattr(article, name))
        session.add(last)
    last.is_public = last.is_public or article.is_live


def show(session: Session, article_ids: Iterable[int]) -> None:
    """Readers see the words that these pieces have now; part of a write that somebody else commits."""
    last = select(func.max(Revision.id)).where(Revision.article_id.in_(article_ids)).group_by(Revision.article_id)
    session.execute(update(Revision).where(Revision.id.in_(last)).values(is_public=True))


def thin(now: datetime) -> int:
    """Drop what nobody needs any more (`rules.spared`), an article at a time; how many revisions that were."""
    found = select(Revision.article_id).where(~Revision.is_public).distinct()
    dropped = 0
    for article_id in list(db.session.scalars(found)):
        with writing() as session:
            rows = session.execute(OF_ARTICLE, {"id": article_id}).all()
            spared = rules.spared([(row.id, row.made_at, row.is_public) for row in rows], now)
            gone = [row.id for row in rows if row.id not in spared]
            session.execute(delete(Revision).where(Revision.id.in_(gone)))
            dropped += len(gone)
    return dropped

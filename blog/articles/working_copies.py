"""What stands in the editor of a piece and was not saved yet: kept every few seconds, and shown when it is opened."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from ..db import AnyRow, db
from ..plaintext import plain
from . import queries, revisions
from .models import Article, Revision, WorkingCopy
from .rules import Seen

# Of an article's columns: what no form says, and what only follows from the others.
NOT_SAID = {
    "body_html", "headings", "markup_version", "reading_minutes", "updated_at", "revised_at", "previewed_at",
    "pinned_at",
}  # fmt: skip
OF = select(*WorkingCopy.__table__.columns).where(WorkingCopy.article_id == bindparam("id"))


class ChangedMeanwhile(Exception):
    """Somebody saved or typed other words since the editor was opened."""


def of(article_id: int) -> AnyRow | None:
    """What was typed and not saved; its `fields` are the form's as they were sent."""
    return db.session.execute(OF, {"id": article_id}).one_or_none()


def seen_now(article_id: int) -> Seen:
    """What an editor that is opened now begins from."""
    copy = of(article_id)
    return Seen(_edition(article_id), (copy.version if copy is not None else 0,))


def _edition(article_id: int) -> str:
    """What tells all that a form says of a piece, and its state, from what was saved or done before or since."""
    row = queries.by_id(article_id)
    said = [value for name, value in row._mapping.items() if name not in NOT_SAID] if row is not None else []
    names = [tag.name for tag in queries.tags_of(article_id)]
    return blake2b(repr((said, names)).encode(), digest_size=6).hexdigest()


def check(session: Session, article_id: int, seen: Seen | None) -> None:
    """Refuse to overwrite what the editor has not seen; None sees everything. Raises ChangedMeanwhile."""
    if seen is not None and not seen.covers(seen_now(article_id)):
        raise ChangedMeanwhile(article_id)


def keep(session: Session, article_id: int, fields: Mapping[str, str], version: int, now: datetime) -> Seen:
    """Put this in the place of what was kept; part of a write that somebody else commits."""
    session.merge(WorkingCopy(article_id=article_id, version=version, kept_at=now, fields=dict(fields)))
    session.flush()
    return seen_now(article_id)


def drop(session: Session, article_id: int) -> None:
    """It was saved; part of somebody else's write."""
    session.execute(delete(WorkingCopy).where(WorkingCopy.article_id == article_id))


def put_aside(session: Session, article: Article) -> None:
    """Make a former revision of what was not saved, so that it can be brought back; part of somebody else's write."""
    copy = session.get(WorkingCopy, article.id)
    if copy is None:
        return
    words = {name: plain(copy.fields.get(name, "")) for name in revisions.WORDS}
    words |= {name: " ".join(words[name].split()) for name in ("title", "standfirst")}
    if any(words[name] != getattr(article, name) for name in revisions.WORDS):
        session.add(Revision(article_id=article.id, made_at=copy.kept_at, is_public=False, **words))
    session.delete(copy)
    session.flush()

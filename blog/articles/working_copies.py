"""What stands in the editor of a piece and was not saved yet: kept every few seconds, and shown when it is opened."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from ..db import AnyRow, db
from . import revisions
from .models import Article, Revision, WorkingCopy
from .rules import Seen

OF = select(*WorkingCopy.__table__.columns).where(WorkingCopy.article_id == bindparam("id"))


class ChangedMeanwhile(Exception):
    """Somebody saved or typed other words since the editor was opened."""


def of(article_id: int) -> AnyRow | None:
    """What was typed and not saved; its `fields` are the form's as they were sent."""
    return db.session.execute(OF, {"id": article_id}).one_or_none()


def seen_now(article_id: int) -> Seen:
    """What an editor that is opened now begins from."""
    copy = of(article_id)
    return Seen(revisions.latest(article_id) or 0, copy.version if copy is not None else 0)


def check(session: Session, article_id: int, seen: Seen | None) -> None:
    """Refuse to overwrite what the editor has not seen; None sees everything. Raises ChangedMeanwhile."""
    if seen not in (None, seen_now(article_id)):
        raise ChangedMeanwhile(article_id)


def keep(session: Session, article_id: int, fields: Mapping[str, str], now: datetime) -> Seen:
    """Put this in the place of what was kept; part of a write that somebody else commits."""
    # Not counted: a number that comes again would let a third tab take one copy for another.
    version = secrets.randbelow(2**31 - 1) + 1
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
    words = {name: copy.fields.get(name, "") for name in revisions.WORDS}
    if any(words[name] != getattr(article, name) for name in revisions.WORDS):
        session.add(Revision(article_id=article.id, made_at=copy.kept_at, is_public=False, **words))
    session.delete(copy)
    session.flush()

"""The words that articles share."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from .. import plaintext
from .models import ArticleTag, Tag


def put(session: Session, article_id: int, names: tuple[str, ...]) -> None:
    """Give an article these tags, in this order; part of a write that somebody else commits."""
    session.execute(delete(ArticleTag).where(ArticleTag.article_id == article_id))
    wanted: dict[str, str] = {}
    for name in names:
        if slug := plaintext.slug(name):
            wanted.setdefault(slug, name)
    for position, (slug, name) in enumerate(wanted.items()):
        tag = session.scalars(select(Tag).where(Tag.slug == slug)).one_or_none() or Tag(slug=slug, name=name)
        session.add(tag)
        session.flush()
        session.add(ArticleTag(article_id=article_id, position=position, tag_id=tag.id))
    session.flush()
    drop_unused(session)


def drop_unused(session: Session) -> None:
    """Forget the tags that no article has; part of a write that somebody else commits."""
    session.execute(delete(Tag).where(Tag.id.not_in(select(ArticleTag.tag_id))))

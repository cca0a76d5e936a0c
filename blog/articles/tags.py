"""The words that articles share: given to pieces, renamed, described, merged, and read for the desk."""

from collections.abc import Callable, Sequence
from itertools import groupby

from blinker import Signal
from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from .. import plaintext
from ..db import AnyRow, db, writing
from ..site import actions as site
from ..site.models import Redirect
from .models import Article, ArticleTag, Tag
from .queries import UNCOUNTED

# Sent inside the transaction with `session` and `ids` of pieces that got or lost tags, though nobody saved them.
articles_tagged = Signal()
PATH = "/tags/"
NAMES = select(Tag.id, Tag.slug, Tag.name).order_by(func.lower(Tag.name), Tag.slug)
_uncounted = (
    select(ArticleTag.tag_id, func.count().label("pieces"))
    .where(ArticleTag.article_id.in_(select(Article.id).where(UNCOUNTED)))
    .group_by(ArticleTag.tag_id)
    .subquery()
)
USED = (
    select(
        *Tag.__table__.columns,
        (Tag.articles + func.coalesce(_uncounted.c.pieces, 0)).label("all"),
        Tag.articles.label("live"),
    )
    .outerjoin(_uncounted, _uncounted.c.tag_id == Tag.id)
    .order_by(func.lower(Tag.name), Tag.slug)
)
ONE = USED.where(Tag.id == bindparam("id"))
READ = select(Tag.slug, Tag.name, Tag.description, Tag.articles).where(Tag.articles > 0)


class NoSuchTag(LookupError):
    """There is no tag with this id (any more)."""


class NoName(ValueError):
    """A name without a letter or number makes no address."""


class NameTaken(Exception):
    """Another tag has this name's address; its id is the only argument."""


def names() -> list[AnyRow]:
    """Every tag, by its name."""
    return list(db.session.execute(NAMES))


def used() -> list[AnyRow]:
    """Every tag, by its name: in `all` how many pieces have it, in `live` how many articles that readers see."""
    return list(db.session.execute(USED))


def read() -> list[AnyRow]:
    """The tags of what readers see, in no order; in `articles` how many each."""
    return list(db.session.execute(READ))


def one(tag_id: int) -> AnyRow | None:
    """One of these."""
    return db.session.execute(ONE, {"id": tag_id}).one_or_none()


def add_to(article_ids: Sequence[int], name: str) -> int:
    """Give pieces a tag, after those that they have; how many did not have it. Raises NoName."""
    with writing() as session:
        tag_id = _named(session, name).id
        return _change(session, Article.id.in_(article_ids), lambda ids: ids if tag_id in ids else [*ids, tag_id])


def take_from(article_ids: Sequence[int], name: str) -> int:
    """Take a tag from pieces; how many had it. Raises NoName."""
    with writing() as session:
        tag = _found(session, _slug(name))
        if tag is None:
            return 0
        tag_id = tag.id
        return _change(session, Article.id.in_(article_ids), lambda ids: [id for id in ids if id != tag_id])


def describe(tag_id: int, name: str, description: str) -> None:
    """Give a tag these words; its address follows its name, and the former one leads to it.

    Raises NoSuchTag, NoName and NameTaken.
    """
    with writing() as session:
        tag, slug = _find(session, tag_id), _slug(name)
        if other := session.scalars(select(Tag.id).where(Tag.slug == slug, Tag.id != tag_id)).one_or_none():
            raise NameTaken(other)
        if slug != tag.slug:
            site.moved(session, PATH + tag.slug, PATH + slug)
        tag.name, tag.slug, tag.description = name, slug, description
        session.flush()
        drop_unused(session)


def merge(tag_id: int, into_id: int) -> int:
    """Give the pieces of a tag another one in its place, to which its address leads then; how many they were.

    Raises NoSuchTag.
    """
    with writing() as session:
        tag, into = _find(session, tag_id), _find(session, into_id)
        if tag is into:
            raise NoSuchTag(into_id)
        # In the place of whichever came first, so that a kicker stays the kicker.
        count = _change(session, _having(tag_id), lambda ids: [into_id if id == tag_id else id for id in ids])
        site.moved(session, PATH + tag.slug, PATH + into.slug)
        session.execute(delete(Tag).where(Tag.id == tag_id))
        return count


def remove(tag_id: int) -> int:
    """Take a tag from all pieces, and forget it; how many they were. Raises NoSuchTag."""
    with writing() as session:
        tag = _find(session, tag_id)
        count = _change(session, _having(tag_id), lambda ids: [id for id in ids if id != tag_id])
        _forget(session, [(tag.id, tag.slug)])
        return count


def put(session: Session, article_id: int, names: tuple[str, ...]) -> None:
    """Give an article these tags, in this order; part of a write that somebody else commits."""
    session.execute(delete(ArticleTag).where(ArticleTag.article_id == article_id))
    wanted = dict.fromkeys(_named(session, name).id for name in names if plaintext.slug(name))
    for position, tag_id in enumerate(wanted):
        session.add(ArticleTag(article_id=article_id, position=position, tag_id=tag_id))
    session.flush()
    drop_unused(session)


def drop_unused(session: Session) -> None:
    """Forget the tags that no article has, but for those that say what they are; part of somebody else's write."""
    unused = select(Tag.id, Tag.slug).where(Tag.id.not_in(select(ArticleTag.tag_id)), Tag.description == "")
    _forget(session, [(id, slug) for id, slug in session.execute(unused)])


def _forget(session: Session, tags: Sequence[tuple[int, str]]) -> None:
    for id, slug in tags:
        site.gone(session, PATH + slug)
        session.execute(delete(Tag).where(Tag.id == id))


def _change(session: Session, which: ColumnElement[bool], change: Callable[[list[int]], list[int]]) -> int:
    """Change the tags of some pieces, given in their order; how many got others. None has a tag twice."""
    statement = (
        select(Article.id, ArticleTag.tag_id)
        .outerjoin(ArticleTag, ArticleTag.article_id == Article.id)
        .where(which)
        .order_by(Article.id, ArticleTag.position)
    )
    new: dict[int, list[int]] = {}
    for article_id, theirs in groupby(session.execute(statement).all(), key=lambda row: row[0]):
        had = [row[1] for row in theirs if row[1] is not None]
        if (has := list(dict.fromkeys(change(had)))) != had:
            new[article_id] = has
    if new:
        session.execute(delete(ArticleTag).where(ArticleTag.article_id.in_(new)))
    rows = [
        {"article_id": article_id, "position": position, "tag_id": tag_id}
        for article_id, ids in new.items()
        for position, tag_id in enumerate(ids)
    ]
    if rows:
        session.execute(insert(ArticleTag), rows)
    if new:
        articles_tagged.send(None, session=session, ids=list(new))
    drop_unused(session)
    return len(new)


def _having(tag_id: int) -> ColumnElement[bool]:
    return Article.id.in_(select(ArticleTag.article_id).where(ArticleTag.tag_id == tag_id))


def _find(session: Session, tag_id: int) -> Tag:
    tag = session.get(Tag, tag_id)
    if tag is None:
        raise NoSuchTag(tag_id)
    return tag


def _named(session: Session, name: str) -> Tag:
    """The tag of this name, which may be new. Raises NoName."""
    slug = _slug(name)
    tag = _found(session, slug) or Tag(slug=slug, name=name)
    session.add(tag)
    session.flush()
    return tag


def _found(session: Session, slug: str) -> Tag | None:
    """The tag at this address, or to which it leads, so that a former name goes on working."""
    former = select(Redirect.new).where(Redirect.old == PATH + slug)
    return session.scalars(
        select(Tag).where((Tag.slug == slug) | (PATH + Tag.slug == former.scalar_subquery())).order_by(Tag.slug != slug)
    ).first()


def _slug(name: str) -> str:
    slug = plaintext.slug(name)
    if not slug:
        raise NoName(name)
    return slug

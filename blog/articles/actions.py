"""Writing articles: each action finishes its job, announces it, and commits once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from blinker import Signal
from sqlalchemy import Select, exists, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session

from .. import plaintext
from ..db import writing
from ..site import actions as site
from ..site.models import Redirect
from . import mentions, revisions, rules
from .models import Article, ArticleTag, Correction, Revision, Tag
from .queries import SCHEDULED
from .rules import ArticleText, Kind, State

# Sent inside the transaction with `session` and `ids`: listeners add their rows to it, or take theirs away.
articles_deleting = Signal()
# The same with `id`, and `states`: what it was (None: not there) and what it is now.
article_changed = Signal()


class NoSuchArticle(LookupError):
    """There is no article with this id (any more)."""


class NoSuchRevision(LookupError):
    """An article has no revision with this number (any more)."""


class ChangedMeanwhile(Exception):
    """Somebody saved other words since the editor was opened."""


class NotLive(Exception):
    """Only what readers see can be withdrawn."""


class NoSuchAlsoRead(LookupError):
    """The article that "also read" names does not exist."""


def add(text: ArticleText, now: datetime) -> int:
    """Store a new article; its id. Raises NoSuchAlsoRead."""
    with writing() as session:
        # A first slug that nothing else can have: the id that it may become is known after the flush only.
        article = Article(slug=f"/{now.isoformat()}", created_at=now, is_sample=text.is_sample)
        _fill(session, article, text, now)
        session.add(article)
        session.flush()
        article.slug = _free_slug(session, plaintext.slug(text.slug or text.title) or str(article.id), article.id)
        _put_tags(session, article.id, text.tags)
        mentions.tell_of(session, rules.path(article.kind, article.slug))
        revisions.keep(session, article, now)
        if not text.is_sample:
            article_changed.send(None, session=session, id=article.id, states=(None, _state(article)))
        return article.id


def revise(article_id: int, text: ArticleText, now: datetime, seen: int | None = None) -> None:
    """Store a new version of an article; a live one's former address keeps leading to it.

    An empty slug keeps the address that there is. `seen` is the revision that the editor began from: what was saved
    since is not overwritten. Raises NoSuchArticle, NoSuchAlsoRead and ChangedMeanwhile.
    """
    with writing() as session:
        article = _find(session, article_id)
        if seen not in (None, revisions.latest(article_id)):
            raise ChangedMeanwhile(article_id)
        old_path, old_title = rules.path(article.kind, article.slug), article.title
        old_words = _words(article)
        was, took_comments = _state(article), article.comments_open
        _fill(session, article, text, now)
        if took_comments and not article.comments_open:
            article.comments_closed_at = now
        article.is_sample = False  # what the owner has worked on is theirs
        if wanted := plaintext.slug(text.slug):
            article.slug = _free_slug(session, wanted, article.id, old_path)
        new_path = rules.path(article.kind, article.slug)
        if was == State.LIVE and article.is_live and _words(article) != old_words:
            article.revised_at = now
        if was == State.LIVE and old_path != new_path:
            site.moved(session, old_path, new_path)
        _put_tags(session, article.id, text.tags)
        revisions.keep(session, article, now)
        if (old_path, old_title) != (new_path, article.title):
            mentions.tell_of(session, old_path, new_path)
        article_changed.send(None, session=session, id=article_id, states=(was, _state(article)))


def restore(article_id: int, revision_id: int, now: datetime) -> None:
    """Give an article the words back that it had, which is a revision too. Raises NoSuchArticle and NoSuchRevision."""
    with writing() as session:
        article, revision = _find(session, article_id), session.get(Revision, revision_id)
        if revision is None or revision.article_id != article_id:
            raise NoSuchRevision(revision_id)
        was, old_words, old_title = _state(article), _words(article), article.title
        for name in revisions.WORDS:
            setattr(article, name, getattr(revision, name))
        article.reading_minutes = rules.reading_minutes(mentions.render_again(article).text)
        article.updated_at = now
        if was == State.LIVE and _words(article) != old_words:
            article.revised_at = now
        revisions.keep(session, article, now)
        if old_title != article.title:
            mentions.tell_of(session, rules.path(article.kind, article.slug))
        article_changed.send(None, session=session, id=article_id, states=(was, was))


def publish(article_id: int, now: datetime) -> None:
    """Show a draft or a scheduled article to readers from now on. Raises NoSuchArticle."""
    with writing() as session:
        article = _find(session, article_id)
        was = _state(article)
        if article.published_at is None or article.published_at > now:
            article.published_at = now
        article.is_live, article.updated_at, article.withdrawn_at = True, now, None
        revisions.show(session, [article_id])
        article_changed.send(None, session=session, id=article_id, states=(was, _state(article)))


def unpublish(article_id: int, now: datetime) -> None:
    """Make an article a draft again; its comments stay with it. Raises NoSuchArticle."""
    with writing() as session:
        article = _find(session, article_id)
        was = _state(article)
        article.published_at, article.is_live, article.updated_at = None, False, now
        article.withdrawn_at = article.revised_at = None
        article_changed.send(None, session=session, id=article_id, states=(was, _state(article)))


def withdraw(article_id: int, farewell: str, now: datetime) -> None:
    """Put a sentence in the place of a live article, which stays at the desk. Raises NoSuchArticle and NotLive."""
    with writing() as session:
        article = _find(session, article_id)
        if not article.is_live:
            raise NotLive(article_id)
        article.is_live, article.withdrawn_at, article.farewell, article.updated_at = False, now, farewell, now
        article_changed.send(None, session=session, id=article_id, states=(State.LIVE, State.WITHDRAWN))


def correct(article_id: int, text: str, now: datetime) -> None:
    """Say under an article what was wrong in it. Raises NoSuchArticle."""
    with writing() as session:
        session.add(Correction(article_id=_find(session, article_id).id, made_at=now, text=text))


def drop_corrections(article_id: int, ids: Sequence[int]) -> None:
    """Take corrections of an article away again; those that are gone are none the worse."""
    if ids:
        with writing() as session:
            theirs = (Correction.article_id == article_id, Correction.id.in_(ids))
            session.execute(delete_from(Correction).where(*theirs))


def open_preview(article_id: int, now: datetime) -> None:
    """Let whoever has the link see an article beforehand; a former link stops working. Raises NoSuchArticle."""
    with writing() as session:
        _find(session, article_id).previewed_at = now


def close_preview(article_id: int) -> None:
    """Let no link show it any more. Raises NoSuchArticle."""
    with writing() as session:
        _find(session, article_id).previewed_at = None


def delete(article_id: int) -> None:
    """Remove an article and, through those who listen, all that hangs on it. Raises NoSuchArticle."""
    with writing() as session:
        remove(session, [_find(session, article_id).id])


def remove(session: Session, ids: list[int]) -> None:
    """Remove articles as part of a write that somebody else commits."""
    articles_deleting.send(None, session=session, ids=ids)
    for kind, slug in session.execute(select(Article.kind, Article.slug).where(Article.id.in_(ids))):
        site.gone(session, rules.path(kind, slug))
    session.execute(update(Article).where(Article.also_read_id.in_(ids)).values(also_read_id=None))
    for table in (ArticleTag, Correction, Revision):
        session.execute(delete_from(table).where(table.article_id.in_(ids)))
    session.execute(delete_from(Article).where(Article.id.in_(ids)))
    _drop_unused_tags(session)


def remove_samples(session: Session, keep: Select[tuple[int]]) -> None:
    """Remove the samples, as part of a write that somebody else commits; those to `keep` become the owner's drafts."""
    remove(session, list(session.scalars(select(Article.id).where(Article.is_sample, Article.id.not_in(keep)))))
    drafts = {"is_sample": False, "is_live": False, "published_at": None}
    session.execute(update(Article).where(Article.is_sample).values(drafts))


def release(now: datetime) -> int:
    """Let every scheduled article whose time has come go live; how many did."""
    due = (*SCHEDULED, Article.published_at <= now)
    with writing() as session:
        ids = list(session.scalars(select(Article.id).where(*due)))
        if ids:
            session.execute(update(Article).where(Article.id.in_(ids)).values(is_live=True))
            revisions.show(session, ids)
        for id in ids:
            article_changed.send(None, session=session, id=id, states=(State.SCHEDULED, State.LIVE))
        return len(ids)


def close_old(now: datetime, days: int) -> int:
    """Close the comments of what was published so many days ago (0: never), once: what is opened again stays so.

    How many were closed.
    """
    if not days:
        return 0
    old = Article.published_at <= now - timedelta(days=days)
    due = (Article.is_live, Article.comments_open, Article.comments_closed_at.is_(None), old)
    with writing() as session:
        articles = session.scalars(select(Article).where(*due)).all()
        for article in articles:
            article.comments_open, article.comments_closed_at = False, now
        return len(articles)


def _find(session: Session, article_id: int) -> Article:
    article = session.get(Article, article_id)
    if article is None:
        raise NoSuchArticle(article_id)
    return article


def _state(article: Article) -> State:
    return rules.state(article.published_at, article.is_live, article.withdrawn_at)


def _fill(session: Session, article: Article, text: ArticleText, now: datetime) -> None:
    values: dict[str, Any] = {name: getattr(text, name) for name in SAME_NAME}
    for name, value in values.items():
        setattr(article, name, value)
    article.reading_minutes = rules.reading_minutes(mentions.render_again(article).text)
    article.also_read_id = _also_read_id(session, text.also_read)
    article.updated_at = now
    article.is_live = text.published_at is not None and text.published_at <= now and article.withdrawn_at is None


def _words(article: Article) -> tuple[str, str, str]:
    return article.title, article.standfirst, article.body


SAME_NAME = (
    "kind", "title", "standfirst", "summary", "author", "language", "body", "source_name", "source_url", "disclaimer",
    "comments_open", "menu_place", "picture_id", "picture_alt", "picture_caption", "picture_credit", "published_at",
)  # fmt: skip


def _also_read_id(session: Session, slug: str) -> int | None:
    if not slug:
        return None
    found = session.scalars(select(Article.id).where(Article.slug == slug)).one_or_none()
    if found is None:
        raise NoSuchAlsoRead(slug)
    return found


def _free_slug(session: Session, wanted: str, article_id: int, here: str = "") -> str:
    """The wanted slug, or with -2, -3 …: no other article's, and no former address that leads elsewhere than `here`."""
    slug = wanted
    for number in count(2):
        former = Redirect.old.in_([rules.path(kind, slug) for kind in Kind]) & (Redirect.new != here)
        others = select(Article.id).where(Article.slug == slug, Article.id != article_id)
        if not session.execute(select(exists(others) | exists(select(Redirect.old).where(former)))).scalar_one():
            break
        slug = f"{wanted}-{number}"
    return slug


def _put_tags(session: Session, article_id: int, names: tuple[str, ...]) -> None:
    session.execute(delete_from(ArticleTag).where(ArticleTag.article_id == article_id))
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
    _drop_unused_tags(session)


def _drop_unused_tags(session: Session) -> None:
    session.execute(delete_from(Tag).where(Tag.id.not_in(select(ArticleTag.tag_id))))

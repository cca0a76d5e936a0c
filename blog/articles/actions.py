"""Writing articles: each action finishes its job, announces it, and commits once."""

from datetime import datetime
from itertools import chain, count
from typing import Any

from blinker import Signal
from sqlalchemy import Select, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session

from .. import plaintext
from ..db import writing
from ..markup import Piece
from ..site import actions as site
from . import mentions, queries, revisions, rules, tags, working_copies
from .models import Article, ArticleMedia, ArticleTag, Correction, Revision, WorkingCopy
from .rules import ArticleText, Seen, State

# Sent inside the transaction with `session` and `ids`: listeners add their rows to it, or take theirs away.
articles_deleting = Signal()
# The same with `id`, and `states`: what it was (None: not there) and what it is now.
article_changed = Signal()


class NoSuchArticle(LookupError):
    """There is no article with this id (any more)."""


class NoSuchAlsoRead(LookupError):
    """The article that "also read" names does not exist."""


def add(text: ArticleText, now: datetime) -> int:
    """Store a new article; its id. Raises NoSuchAlsoRead."""
    piece = mentions.render(text.body, text.language)
    with writing() as session:
        return put_in(session, text, now, piece=piece).id


def put_in(
    session: Session, text: ArticleText, now: datetime, slug: str = "", piece: Piece | None = None, **past: Any
) -> Article:
    """Store a new article as part of a write that somebody else commits; `past` are columns that it brings along.

    Raises NoSuchAlsoRead.
    """
    article = put_down(session, text, now, slug, piece, **past)
    mentions.tell_of(session, rules.path(article.kind, article.slug))
    article_changed.send(None, session=session, id=article.id, states=(None, state_of(article)))
    return article


def put_down(
    session: Session, text: ArticleText, now: datetime, slug: str = "", piece: Piece | None = None, **past: Any
) -> Article:
    """The same without telling anybody, which is left to whoever stores many."""
    # A first slug that nothing else can have: the id that it may become is known after the flush only.
    article = Article(slug=f"/{now.isoformat()}", is_sample=text.is_sample, **({"created_at": now} | past))
    piece = _fill(session, article, text, now, piece)
    article.updated_at = past.get("updated_at", now)
    session.add(article)
    session.flush()
    wanted = slug or plaintext.slug(text.slug or text.title) or str(article.id)
    article.slug = _free_slug(wanted, article.id)
    tags.put(session, article.id, text.tags)
    mentions.keep(session, article, piece)
    revisions.keep(session, article, now)
    return article


def revise(article_id: int, text: ArticleText, now: datetime, seen: Seen | None = None) -> None:
    """Store a new version of an article; the former address of what was ever read keeps leading to it.

    An empty slug keeps the address that there is; the one of a piece that no reader ever saw follows its headline.
    `seen` is what the editor began from: what was saved or typed since is not overwritten. Raises NoSuchArticle,
    NoSuchAlsoRead and ChangedMeanwhile.
    """
    piece = mentions.render(text.body, text.language)
    with writing() as session:
        article = find(session, article_id)
        working_copies.check(session, article_id, seen)
        working_copies.drop(session, article_id)
        change(session, article, text, now, piece)


def change(
    session: Session, article: Article, text: ArticleText, now: datetime, piece: Piece | None = None, **past: Any
) -> None:
    """The same as part of a write that somebody else commits; `past` are columns that it brings along."""
    old_path, old_title = rules.path(article.kind, article.slug), article.title
    old_words = revisions.words_of(article)
    was, took_comments = state_of(article), article.comments_open
    for name, value in past.items():
        setattr(article, name, value)
    piece = _fill(session, article, text, now, piece)
    if took_comments and not article.comments_open:
        article.comments_closed_at = now
    article.is_sample = False  # what the owner has worked on is theirs
    if wanted := plaintext.slug(text.slug) or (not revisions.was_read(article.id) and plaintext.slug(text.title)):
        article.slug = _free_slug(wanted, article.id)
    new_path = rules.path(article.kind, article.slug)
    if was == State.LIVE and article.is_live and revisions.words_of(article) != old_words:
        article.revised_at = now
    if revisions.was_read(article.id) and old_path != new_path:
        site.moved(session, old_path, new_path)
    tags.put(session, article.id, text.tags)
    mentions.keep(session, article, piece)
    working_copies.put_aside(session, article)
    revisions.keep(session, article, now)
    if (old_path, old_title) != (new_path, article.title):
        mentions.tell_of(session, old_path, new_path)
    article_changed.send(None, session=session, id=article.id, states=(was, state_of(article)))


def delete(article_id: int) -> None:
    """Remove an article and, through those who listen, all that hangs on it. Raises NoSuchArticle."""
    with writing() as session:
        remove(session, [find(session, article_id).id])


def remove(session: Session, ids: list[int]) -> None:
    """Remove articles as part of a write that somebody else commits."""
    articles_deleting.send(None, session=session, ids=ids)
    for kind, slug in session.execute(select(Article.kind, Article.slug).where(Article.id.in_(ids))):
        site.gone(session, rules.path(kind, slug))
    session.execute(update(Article).where(Article.also_read_id.in_(ids)).values(also_read_id=None))
    for table in (ArticleTag, ArticleMedia, Correction, Revision, WorkingCopy):
        session.execute(delete_from(table).where(table.article_id.in_(ids)))
    session.execute(delete_from(Article).where(Article.id.in_(ids)))
    tags.drop_unused(session)


def remove_samples(session: Session, keep: Select[tuple[int]]) -> None:
    """Remove the samples, as part of a write that somebody else commits; those to `keep` become the owner's drafts."""
    remove(session, list(session.scalars(select(Article.id).where(Article.is_sample, Article.id.not_in(keep)))))
    drafts = {"is_sample": False, "is_live": False, "published_at": None}
    kept = update(Article).where(Article.is_sample).values(drafts).returning(Article.id)
    mentions.articles_drawn_anew.send(None, session=session, ids=list(session.scalars(kept)))


def find(session: Session, article_id: int) -> Article:
    """The article, inside a write. Raises NoSuchArticle."""
    article = session.get(Article, article_id)
    if article is None:
        raise NoSuchArticle(article_id)
    return article


def state_of(article: Article) -> State:
    """The state that readers and the desk speak of."""
    return rules.state(article.published_at, article.is_live, article.withdrawn_at)


def _fill(session: Session, article: Article, text: ArticleText, now: datetime, piece: Piece | None) -> Piece:
    values: dict[str, Any] = {name: getattr(text, name) for name in SAME_NAME}
    for name, value in values.items():
        setattr(article, name, value)
    piece = mentions.render_again(article, piece)
    article.reading_minutes = rules.reading_minutes(piece.text)
    article.also_read_id = _also_read_id(session, text.also_read)
    article.updated_at = now
    article.is_live = text.published_at is not None and text.published_at <= now and article.withdrawn_at is None
    return piece


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


def _free_slug(wanted: str, article_id: int) -> str:
    """The wanted slug, or with -2, -3 …: one that no other piece has or had."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if not queries.is_taken(slug, article_id))

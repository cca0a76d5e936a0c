"""Taking pieces in that were written elsewhere, each in one write, with what they have been through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from blinker import Signal
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from .. import plaintext
from ..db import writing
from ..markup import Piece
from ..site import actions as site
from ..site.models import Redirect
from . import actions, mentions, rules
from .models import Article, Correction, Tag
from .rules import ArticleText, Kind

# Sent inside the transaction with `session` and `ids` of pieces of another blog, which came in together.
articles_taken_in = Signal()


@dataclass(frozen=True, slots=True)
class Past:
    """What a piece brings along beside its text."""

    columns: Mapping[str, Any] = field(default_factory=dict)  # `created_at`, `pinned_at` … by their names
    corrections: Sequence[tuple[datetime, str]] | None = None  # None: nobody said
    former: Sequence[str] = ()  # addresses, `/articles/hello`, that shall lead to it
    tags: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by slug: the name and description of new ones


def take_in(text: ArticleText, past: Past, now: datetime) -> int:
    """Store a new piece under the very slug that it has; its id. Raises NoSuchAlsoRead."""
    with writing() as session:
        _name_tags(session, text.tags, past.tags)
        article = actions.put_in(session, text, now, text.slug, **past.columns)
        _bring(session, article, past)
        return article.id


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new piece, its past, and its text as it was drawn outside of the write."""

    text: ArticleText
    past: Past
    drawn: Piece


def take_in_all(session: Session, arrivals: Sequence[Arrival], now: datetime) -> list[int]:
    """Store new pieces as part of a write that somebody else commits; their ids, in the same order.

    Nothing that was here before is drawn again: whoever brings a whole blog brings no words about ours.
    """
    ids: list[int] = []
    for each in arrivals:
        _name_tags(session, each.text.tags, each.past.tags)
        article = actions.put_down(session, each.text, now, each.text.slug, each.drawn, **each.past.columns)
        _bring(session, article, each.past)
        ids.append(article.id)
    if ids:
        articles_taken_in.send(None, session=session, ids=ids)
    return ids


def take_again(article_id: int, text: ArticleText, past: Past, now: datetime) -> None:
    """Give a piece another version, which is a save like any other. Raises NoSuchArticle and NoSuchAlsoRead."""
    with writing() as session:
        article = actions.find(session, article_id)
        _name_tags(session, text.tags, past.tags)
        # When it was changed is now, and its address is what it was found by.
        columns = {name: value for name, value in past.columns.items() if name not in ("updated_at", "revised_at")}
        actions.change(session, article, text, now, **columns)
        if "comments_closed_at" in columns:
            article.comments_closed_at = columns["comments_closed_at"]
        _bring(session, article, past)


def connect(article_id: int, also_read: str) -> None:
    """Name the piece that readers are led to, which came after this one. Raises NoSuchArticle and NoSuchAlsoRead."""
    with writing() as session:
        article = actions.find(session, article_id)
        found = session.scalars(select(Article.id).where(Article.slug == also_read)).one_or_none()
        if found is None:
            raise actions.NoSuchAlsoRead(also_read)
        article.also_read_id = found


def lead(pairs: Sequence[tuple[str, str]]) -> None:
    """Lead former addresses to what they lead to elsewhere, where nothing stands and nothing leads yet."""
    with writing() as session:
        for old, new in pairs:
            _lead(session, old, new)


def is_free(session: Session, path: str) -> bool:
    """Whether nothing stands at an address, and it leads nowhere yet."""
    stands = [
        exists(select(Article.id).where(Article.kind == kind, Article.slug == path.removeprefix(rules.path(kind, ""))))
        for kind in Kind
        if path.startswith(rules.path(kind, ""))
    ]
    leads = exists(select(Redirect.old).where(Redirect.old == path))
    return not any(session.execute(select(found)).scalar_one() for found in [*stands, leads])


def _name_tags(session: Session, names: Sequence[str], known: Mapping[str, tuple[str, str]]) -> None:
    """Make the tags that are new here with the name and description that they have elsewhere."""
    for slug in dict.fromkeys(plaintext.slug(name) for name in names):
        if slug in known and session.scalars(select(Tag.id).where(Tag.slug == slug)).one_or_none() is None:
            name, description = known[slug]
            session.add(Tag(slug=slug, name=name, description=description))


def _bring(session: Session, article: Article, past: Past) -> None:
    if past.corrections is not None:
        session.execute(delete(Correction).where(Correction.article_id == article.id))
        session.add_all(Correction(article_id=article.id, made_at=at, text=text) for at, text in past.corrections)
    path = rules.path(article.kind, article.slug)
    for old in past.former:
        _lead(session, old, path)
    if past.former:
        mentions.tell_of(session, path)


def _lead(session: Session, old: str, new: str) -> None:
    if old != new and is_free(session, old):
        site.moved(session, old, new)

"""What becomes of an article once it is written: shown, taken back, corrected, and what only time does to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from ..db import writing
from . import revisions
from .actions import article_changed, find, state_of
from .models import Article, Correction
from .queries import PINNED, SCHEDULED
from .rules import Kind, State


class NotLive(Exception):
    """Only what readers see can be withdrawn."""


class NotPinnable(Exception):
    """Only an article can lead the first page."""


def publish(article_id: int, now: datetime) -> None:
    """Show a draft or a scheduled article to readers from now on. Raises NoSuchArticle."""
    with writing() as session:
        article = find(session, article_id)
        was = state_of(article)
        if article.published_at is None or article.published_at > now:
            article.published_at = now
        article.is_live, article.updated_at, article.withdrawn_at = True, now, None
        revisions.show(session, [article_id])
        article_changed.send(None, session=session, id=article_id, states=(was, state_of(article)))


def unpublish(article_id: int, now: datetime) -> None:
    """Make an article a draft again; its comments stay with it. Raises NoSuchArticle."""
    with writing() as session:
        article = find(session, article_id)
        was = state_of(article)
        article.published_at, article.is_live, article.updated_at = None, False, now
        article.withdrawn_at = article.revised_at = None
        article_changed.send(None, session=session, id=article_id, states=(was, state_of(article)))


def withdraw(article_id: int, farewell: str, now: datetime) -> None:
    """Put a sentence in the place of a live article, which stays at the desk. Raises NoSuchArticle and NotLive."""
    with writing() as session:
        article = find(session, article_id)
        if not article.is_live:
            raise NotLive(article_id)
        article.is_live, article.withdrawn_at, article.farewell, article.updated_at = False, now, farewell, now
        article_changed.send(None, session=session, id=article_id, states=(State.LIVE, State.WITHDRAWN))


def pin(article_id: int, now: datetime) -> None:
    """Let an article lead the first page, in the place of any other, once it is live.

    Raises NoSuchArticle and NotPinnable.
    """
    with writing() as session:
        article = find(session, article_id)
        if article.kind != Kind.ARTICLE:
            raise NotPinnable(article_id)
        session.execute(update(Article).where(PINNED, Article.id != article_id).values(pinned_at=None))
        article.pinned_at = article.pinned_at or now


def unpin(article_id: int) -> None:
    """Let the newest article lead again. Raises NoSuchArticle."""
    with writing() as session:
        find(session, article_id).pinned_at = None


def correct(article_id: int, text: str, now: datetime) -> None:
    """Say under an article what was wrong in it. Raises NoSuchArticle."""
    with writing() as session:
        session.add(Correction(article_id=find(session, article_id).id, made_at=now, text=text))


def drop_corrections(article_id: int, ids: Sequence[int]) -> None:
    """Take corrections of an article away again; those that are gone are none the worse."""
    if ids:
        with writing() as session:
            theirs = (Correction.article_id == article_id, Correction.id.in_(ids))
            session.execute(delete(Correction).where(*theirs))


def open_preview(article_id: int, now: datetime) -> None:
    """Let whoever has the link see an article beforehand; a former link stops working. Raises NoSuchArticle."""
    with writing() as session:
        find(session, article_id).previewed_at = now


def close_preview(article_id: int) -> None:
    """Let no link show it any more. Raises NoSuchArticle."""
    with writing() as session:
        find(session, article_id).previewed_at = None


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

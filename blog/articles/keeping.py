"""What an editor types is kept and given up, and former words are brought back: nothing of either is lost."""

from collections.abc import Mapping
from datetime import datetime

from ..db import writing
from . import mentions, queries, revisions, rules, working_copies
from .actions import article_changed, find, state_of
from .rules import Seen, State


class NoSuchRevision(LookupError):
    """An article has no revision with this number (any more)."""


class Unfinished(Exception):
    """Words that a piece cannot have: without a headline or a text, or too long."""


def restore(article_id: int, revision_id: int, now: datetime) -> None:
    """Give an article the words back that it had, which is a revision too; what was not saved becomes a former one.

    Raises NoSuchArticle, NoSuchRevision and Unfinished.
    """
    revision = revisions.one(article_id, revision_id)
    article_now = queries.by_id(article_id)
    if revision is None or article_now is None:
        raise NoSuchRevision(revision_id)
    if not rules.can_be_shown(revision.title, revision.body):
        raise Unfinished(revision_id)
    piece = mentions.render(revision.body, article_now.language)
    with writing() as session:
        article = find(session, article_id)
        was, old_words, old_title = state_of(article), revisions.words_of(article), article.title
        working_copies.put_aside(session, article)
        for name in revisions.WORDS:
            setattr(article, name, getattr(revision, name))
        mentions.render_again(article, piece)
        mentions.keep(session, article, piece)
        article.reading_minutes = rules.reading_minutes(piece.text)
        article.updated_at = now
        if was == State.LIVE and revisions.words_of(article) != old_words:
            article.revised_at = now
        revisions.keep(session, article, now)
        if old_title != article.title:
            mentions.tell_of(session, rules.path(article.kind, article.slug))
        article_changed.send(None, session=session, id=article_id, states=(was, was))


def keep(article_id: int, fields: Mapping[str, str], seen: Seen, version: int, now: datetime) -> Seen:
    """Keep what stands in the editor, which readers do not see; what the editor has seen by now.

    `version` is a number by which the editor knows it again, drawn and not counted: one that comes again would let a
    third tab take one copy for another. Raises NoSuchArticle and ChangedMeanwhile.
    """
    with writing() as session:
        find(session, article_id)
        working_copies.check(session, article_id, seen)
        return working_copies.keep(session, article_id, fields, version, now)


def discard(article_id: int, now: datetime) -> None:
    """Go back to what was saved; what was not becomes a former revision. Raises NoSuchArticle."""
    with writing() as session:
        article = find(session, article_id)
        working_copies.put_aside(session, article)
        revisions.keep(session, article, now)

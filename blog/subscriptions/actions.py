"""Asking to be told, confirming it, and ending it."""

from datetime import datetime
from typing import Any

from blinker import Signal
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ..comments.actions import comments_removing
from ..comments.decisions import find
from ..comments.models import Comment
from ..db import writing
from . import rules
from .models import Subscription

# Sent inside the transaction with `session`, the subscription's `id`, its `comment_id` and the `recipient`: somebody
# adds the mail that asks for a confirmation.
subscription_asked = Signal()


class TooManyAsked(Exception):
    """So many mails went to that address, or were asked for from that network, that there is none today."""


class NoSuchSubscription(LookupError):
    """There is none with this id (any more)."""


def ask(session: Session, comment_id: int, now: datetime) -> None:
    """Ask the writer's address whether to be told, as part of a write that somebody else commits.

    What was confirmed already stays so. Raises NoSuchComment and TooManyAsked.
    """
    comment = find(session, comment_id)
    found = session.scalars(select(Subscription).where(Subscription.comment_id == comment_id)).one_or_none()
    if found is not None and found.confirmed_at is not None:
        return
    for_address = _asked(session, Comment.email_key == comment.email_key, now)
    from_network = _asked(session, Comment.address_key == comment.address_key, now) if comment.address_key else 0
    if not rules.may_ask(for_address, from_network):
        raise TooManyAsked
    subscription = found or Subscription(comment_id=comment_id, asks=0)
    subscription.asks, subscription.asked_at = subscription.asks + 1, now
    session.add(subscription)
    session.flush()
    subscription_asked.send(None, session=session, id=subscription.id, comment_id=comment_id, recipient=comment.email)


def ask_for(comment_id: int, now: datetime) -> None:
    """The same by itself. Raises NoSuchComment and TooManyAsked."""
    with writing() as session:
        ask(session, comment_id, now)


def confirm(subscription_id: int, now: datetime) -> None:
    """Whoever reads mail at that address wants it; twice is once. Raises NoSuchSubscription."""
    with writing() as session:
        subscription = session.get(Subscription, subscription_id)
        if subscription is None:
            raise NoSuchSubscription(subscription_id)
        subscription.confirmed_at = subscription.confirmed_at or now


def end(comment_id: int) -> None:
    """Tell the writer of a comment nothing any more; nothing to end is none the worse."""
    with writing() as session:
        session.execute(delete(Subscription).where(Subscription.comment_id == comment_id))


def end_all(email_key: str) -> None:
    """Tell nobody at this address anything any more."""
    theirs = select(Comment.id).where(Comment.email_key == email_key)
    with writing() as session:
        session.execute(delete(Subscription).where(Subscription.comment_id.in_(theirs)))


def _asked(session: Session, whose: Any, now: datetime) -> int:
    """How many mails asked for a confirmation lately, for an address or from a network."""
    asks = (
        select(func.coalesce(func.sum(Subscription.asks), 0))
        .join(Comment)
        .where(whose, Subscription.asked_at > now - rules.ASK_TIME)
    )
    return session.execute(asks).scalar_one()


def _end_with_comments(_sender: Any, *, session: Session, ids: Any) -> None:
    session.execute(delete(Subscription).where(Subscription.comment_id.in_(ids)))


comments_removing.connect(_end_with_comments, weak=False)

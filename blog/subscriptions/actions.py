"""Asking to be told, confirming it, and ending it."""

from datetime import datetime, timedelta
from typing import Any

from blinker import Signal
from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from ..comments.actions import comments_removing
from ..comments.models import Comment
from ..comments.moves import find
from ..comments.rules import can_be_changed
from ..db import writing
from ..tokens import address_keys, recipient_key
from . import rules
from .models import Ask, Subscription

# Sent inside the transaction with `session`, the subscription's `id`, its `comment_id` and the `recipient`: somebody
# adds the mail that asks for a confirmation.
subscription_asked = Signal()
# The same with `ids` that end: mail to them goes with them.
subscriptions_ending = Signal()
# The same before that, where it was asked for, and they do not only go with their comments.
subscriptions_refused = Signal()


class TooManyAsked(Exception):
    """So many mails went to that address, or were asked for from that network, that there is none today."""


class NoSuchSubscription(LookupError):
    """There is none with this id (any more)."""


def ask(session: Session, comment_id: int, address: str, now: datetime) -> None:
    """Ask the writer's address whether to be told, as part of a write that somebody else commits; `address` is the
    network's from where it is asked for. What was confirmed already stays so, and of what is
    not printed there is nothing to tell. Raises NoSuchComment and TooManyAsked.
    """
    comment = find(session, comment_id)
    found = session.scalars(select(Subscription).where(Subscription.comment_id == comment_id)).one_or_none()
    if not can_be_changed(comment.status) or (found is not None and found.confirmed_at is not None):
        return
    recipient, network = recipient_key(rules.mailbox(comment.email_key), now), address_keys(address, now).daily
    _count(session, Ask(recipient_key=recipient, address_key=network, asked_at=now))
    subscription = found or Subscription(comment_id=comment_id)
    subscription.asked_at = now
    session.add(subscription)
    session.flush()
    subscription_asked.send(None, session=session, id=subscription.id, comment_id=comment_id, recipient=comment.email)


def ask_for(comment_id: int, address: str, now: datetime) -> None:
    """`ask` in a write of its own. Raises NoSuchComment and TooManyAsked."""
    with writing() as session:
        ask(session, comment_id, address, now)


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
        _refuse(session, Subscription.comment_id == comment_id)


def end_all(email_key: str) -> None:
    """Tell nobody at this address anything any more."""
    theirs = select(Comment.id).where(Comment.email_key == email_key)
    with writing() as session:
        _refuse(session, Subscription.comment_id.in_(theirs))


def _count(session: Session, ask: Ask) -> None:
    """Count one more, and forget those of former days. Raises TooManyAsked."""
    session.execute(delete(Ask).where(Ask.asked_at <= ask.asked_at - timedelta(days=1)))
    for_address = select(func.count()).where(Ask.recipient_key == ask.recipient_key)
    from_network = select(func.count()).where(Ask.address_key == ask.address_key)
    if not rules.may_ask(session.execute(for_address).scalar_one(), session.execute(from_network).scalar_one()):
        raise TooManyAsked
    session.add(ask)


def _refuse(session: Session, these: ColumnElement[bool]) -> None:
    ids = list(session.scalars(select(Subscription.id).where(these)))
    subscriptions_refused.send(None, session=session, ids=ids)
    _end(session, Subscription.id.in_(ids))


def _end(session: Session, these: ColumnElement[bool]) -> None:
    ids = list(session.scalars(select(Subscription.id).where(these)))
    subscriptions_ending.send(None, session=session, ids=ids)
    session.execute(delete(Subscription).where(Subscription.id.in_(ids)))


def _end_with_comments(_sender: Any, *, session: Session, ids: Select[tuple[int]]) -> None:
    _end(session, Subscription.comment_id.in_(ids))


comments_removing.connect(_end_with_comments, weak=False)

"""Who is erased is written down before it is done, so that no backup of before brings them back."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .. import clock
from ..backups import erased
from ..comments.models import Comment
from ..comments.own import all_erased, writer_acted
from ..subscriptions.actions import subscriptions_refused
from ..subscriptions.models import Subscription


def init_app() -> None:
    """From now on, who is erased is written down."""
    all_erased.connect(person_erased, weak=False)
    writer_acted.connect(comment_erased, weak=False)
    subscriptions_refused.connect(mail_ended, weak=False)


def person_erased(_sender: Any, *, session: Session, ids: Sequence[int]) -> None:
    """The admin erased all comments from an address, also those that a clock dated ahead which was set back since."""
    key = session.get_one(Comment, ids[0]).email_key
    newest = session.scalars(select(func.max(Comment.submitted_at)).where(Comment.id.in_(ids))).one()
    _write([erased.person(key, max(newest, clock.now()))])


def comment_erased(_sender: Any, *, session: Session, id: int, act: str) -> None:
    """Its writer erased a comment."""
    if act == "erase":
        _write([erased.comment(id, session.get_one(Comment, id).submitted_at, clock.now())])


def mail_ended(_sender: Any, *, session: Session, ids: Sequence[int]) -> None:
    """Writers of comments are told nothing any more."""
    about = select(Comment.id, Comment.submitted_at).join(Subscription, Subscription.comment_id == Comment.id)
    rows = session.execute(about.where(Subscription.id.in_(ids))).all() if ids else []
    _write([erased.mail(id, submitted_at, clock.now()) for id, submitted_at in rows])


def _write(lines: Sequence[erased.Line]) -> None:
    erased.write(current_app.config["SERVER"].backup_folder, lines)

"""Readers who asked for it are told what becomes of their comment, and who answers it.

Nothing is sent to an address before somebody confirmed from there. What a decision sends is held for a moment, and
whatever is decided next recalls it.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select
from sqlalchemy.orm import Session

from .. import clock
from ..comments import offers
from ..comments.actions import comments_removing, comments_submitted
from ..comments.moves import Made, comments_moved
from ..comments.rules import Status, Submission, writers_state
from ..outbox import actions as outbox
from ..outbox.rules import HOLD
from ..subscriptions import actions as subscriptions
from ..subscriptions import queries

CONFIRM, DECIDED, REPLIED = "confirm", "decided", "replied"  # the kinds of mail


def init_app(_app: Flask) -> None:
    """From now on, readers are told."""
    comments_submitted.connect(ask)
    subscriptions.subscription_asked.connect(ask_back)
    comments_moved.connect(tell)
    comments_removing.connect(forget)
    subscriptions.subscriptions_ending.connect(forget_for)


def ask(_sender: Any, *, session: Session, ids: Iterable[int], sent: Submission) -> None:
    """A comment came in whose writer wants to be told; what is probably spam causes no mail to anybody."""
    if sent.notify and current_app.config["SMTP_URL"]:
        with suppress(subscriptions.TooManyAsked):  # its private page offers it again
            for id in offers.to_read(list(ids)):
                subscriptions.ask(session, id, sent.address, clock.now())


def ask_back(_sender: Any, *, session: Session, id: int, comment_id: int, recipient: str) -> None:
    """An address is asked whether it wants mail."""
    outbox.add(session, CONFIRM, recipient, clock.now(), about=comment_id, subscription_id=id)


def tell(_sender: Any, *, session: Session, decisions: Sequence[Made], **_: Any) -> None:
    """Comments were decided: their writers are told, and those whom a printed one answers.

    From the spam to the bin is no news to a writer, who is told the same of both.
    """
    ids = [made["comment_id"] for made in decisions if _state(made["from_status"]) != _state(made["to_status"])]
    outbox.recall(session, (DECIDED, REPLIED), ids)
    is_the_admins = decisions[0]["person_id"] and not decisions[0]["undoes_id"]
    if not (is_the_admins and current_app.config["SMTP_URL"]):
        return
    is_printed = decisions[0]["to_status"] == Status.APPROVED
    answers = {row.id: row for row in offers.answers(ids)} if is_printed else {}
    answered = {row.comment_id: row for row in queries.told([row.parent_id for row in answers.values()])}
    told = [
        (answered[row.parent_id], REPLIED, row.id)
        for row in answers.values()
        if row.parent_id in answered and row.email_key != row.parent_email_key
    ]
    # Who is answered in the same act as they are printed learns both from the answer.
    told += [(row, DECIDED, row.comment_id) for row in queries.told([id for id in ids if id not in answered])]
    for row, kind, comment_id in told:
        due_at = decisions[0]["decided_at"] + HOLD
        outbox.add(session, kind, row.email, due_at, about=comment_id, subscription_id=row.id)


def _state(status: Status) -> str:
    return writers_state(Status(status), is_withdrawn=False)


def forget(_sender: Any, *, session: Session, ids: Select[tuple[int]]) -> None:
    """Comments go: so does all mail about them."""
    outbox.forget(session, ids)


def forget_for(_sender: Any, *, session: Session, ids: list[int]) -> None:
    """Subscriptions end: so does all mail to them, and with it the addresses that it would have gone to."""
    outbox.forget_for(session, ids)

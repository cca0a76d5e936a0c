"""No half of a decision: wherever it fails, the database is what it was, and the next try works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from blog.comments import actions, decisions
from blog.comments.models import Comment
from blog.comments.rules import Status
from blog.db import db
from tests.factories import NOW, dump, make_admin, make_article, make_comment

Act = Callable[[], Any]


class Cut(Exception):
    """The statement that was to come next never came."""


def undo_of_many() -> Act:
    done = decisions.decide_all(Comment.id <= 3, Status.SPAM, 1, NOW)
    assert done
    return lambda: decisions.undo(done.decision_id, 1, NOW)


def undo_of_one() -> Act:
    decision_id = decisions.approve(1, 1, NOW)
    return lambda: decisions.undo(decision_id, 1, NOW)


ACTS: dict[str, Callable[[], Act]] = {
    "approve": lambda: lambda: decisions.approve(1, 1, NOW),
    "mark as spam": lambda: lambda: decisions.mark_spam(1, 1, NOW),
    "put in the bin": lambda: lambda: decisions.put_in_bin(1, 1, NOW),
    "approve many": lambda: lambda: decisions.decide_all(Comment.id <= 3, Status.APPROVED, 1, NOW),
    "spam of many": lambda: lambda: decisions.decide_all(Comment.id <= 3, Status.SPAM, 1, NOW),
    "answer, and approve": lambda: lambda: actions.reply(1, "Thank you.", 1, NOW),
    "undo": undo_of_one,
    "undo of many": undo_of_many,
}


@pytest.mark.parametrize("name", ACTS)
def test_wherever_a_decision_fails_nothing_of_it_is_there_and_the_next_try_works(name: str, app_context: Flask) -> None:
    make_admin()
    article_id = make_article()
    for number in range(4):
        make_comment(article_id, f"Letter {number} about the bridge.", email=f"{number}@example.org")
    act = ACTS[name]()
    before, cuts = dump(), 0
    while is_cut(act, cuts):
        assert dump() == before, f"half of it was there after {cuts} statements"
        cuts += 1
    assert cuts > 5
    assert dump() != before


def is_cut(act: Act, statements: int) -> bool:
    """Do it, but only so many statements of it; whether it would have had more."""
    try:
        with cut_after(statements):
            act()
    except Cut:
        return True
    return False


@contextmanager
def cut_after(statements: int) -> Iterator[None]:
    """Let so many statements of this app through, and one commit more is no longer one."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen > statements:
            raise Cut

    event.listen(db.engine, "before_cursor_execute", count)
    event.listen(db.engine, "commit", count)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
        event.remove(db.engine, "commit", count)

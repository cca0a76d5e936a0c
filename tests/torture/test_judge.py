"""The judge of accidents sees what it is asked to see."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from blog.comments import decisions
from blog.comments.models import Comment
from blog.comments.rules import Status
from tests.factories import NOW, make_admin, make_article, make_comment
from tests.torture import judge
from tests.torture.judge import Known

ALL = frozenset({1, 2, 3})


@pytest.mark.parametrize(
    ("accident", "fault"),
    [
        ("SELECT 1", None),
        ("DELETE FROM comment WHERE id = 1", "lost: 1"),
        ("UPDATE comment SET body = replace(body, 'number 1:', 'number 2:')", "twice: 2"),
        ("UPDATE comment SET status = 'pending' WHERE id = 1", "elsewhere than its last decision"),
        ("DELETE FROM decision WHERE comment_id = 1", "half of a decision: [2, 3]"),
        ("DELETE FROM decision", "lost decision: [1, 2, 3]"),
        ("DELETE FROM comment_reason WHERE comment_id = 1", "without its reasons"),
        ("UPDATE comment SET rank = NULL WHERE id = 1", "has no place"),
        ("DELETE FROM event WHERE comment_id = 1", "the log does not know"),
        ("UPDATE comment SET taught = NULL WHERE id = 1", "the score was taught"),
        ("INSERT INTO mail (kind, recipient, data, about, due_at, attempts, key, answer) "
         "VALUES ('queue', 'a@example.org', '{}', 99, '2026-01-01', 0, '', '')", "a mail is about nothing"),
        ("UPDATE decision SET undoes_id = 99 WHERE comment_id = 1", "an undo took nothing back"),
    ],
)  # fmt: skip
def test_the_judge_finds_what_is_lost_twice_or_half(
    accident: str, fault: str | None, app_context: Flask, instance: Path
) -> None:
    make_admin()
    article_id = make_article()
    for number in ALL:
        make_comment(article_id, judge.words(number), email=f"{number}@example.org")
    decisions.decide_all(Comment.article_id == article_id, Status.APPROVED, 1, NOW)
    with closing(sqlite3.connect(instance / "blog.sqlite")) as connection:
        connection.execute(accident)
        connection.commit()
    found = judge.faults(instance / "blog.sqlite", Known(set(ALL), {ALL}, {ALL}))
    assert found == [] if fault is None else any(fault in each for each in found), found

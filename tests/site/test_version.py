"""Whatever readers see raises the version, in the same commit; what they do not see leaves it alone."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from sqlite3 import OperationalError

import pytest
from flask import Flask
from sqlalchemy import text

from blog.articles import actions as articles
from blog.articles import life
from blog.articles.rules import ArticleText
from blog.comments import decisions
from blog.db import db, writing
from blog.people import actions as people
from blog.site import actions as site
from blog.site import postgresql, sqlite, version
from tests.factories import EMAIL, NOW, PASSWORD, make_admin, make_article, make_comment, make_printed

pytestmark = pytest.mark.usefixtures("app_context")
TEXT = ArticleText(title="Hello", body="Text.", published_at=NOW)


def connections(read: sqlite.Reader | postgresql.Reader) -> int:
    """How many it holds now."""
    return len(read._idle) if isinstance(read, postgresql.Reader) else int(read._cursor is not None)


def raised_by(act: Callable[[], object]) -> bool:
    before = version.current()
    db.session.rollback()
    act()
    return version.current() > before


def test_everything_that_readers_see_raises_it() -> None:
    make_admin()
    assert raised_by(lambda: make_article())
    assert raised_by(lambda: articles.revise(1, replace(TEXT, body="New."), NOW))
    assert raised_by(lambda: articles.revise(1, replace(TEXT, tags=("Town",)), NOW))
    comment_id = make_comment(1)
    decision: list[int] = []
    assert raised_by(lambda: decision.append(decisions.approve(comment_id, 1, NOW)))
    assert raised_by(lambda: decisions.undo(decision[0], 1, NOW))
    assert raised_by(lambda: make_printed(1, "Another."))
    assert raised_by(lambda: site.change(title="Other"))
    assert raised_by(lambda: site.change(newest_first=True))
    assert raised_by(lambda: site.change(accent="#1a4d2e"))
    assert raised_by(lambda: site.change(navigation=["About | /pages/about"]))
    assert raised_by(lambda: life.unpublish(1, NOW))
    make_article("Later", published_at=NOW + timedelta(hours=1))
    assert raised_by(lambda: life.release(NOW + timedelta(hours=1)))
    assert raised_by(lambda: articles.delete(2))


def test_what_nobody_sees_does_not() -> None:
    make_admin()
    make_article()
    assert not raised_by(lambda: make_comment(1))
    assert not raised_by(lambda: decisions.mark_spam(1, 1, NOW))
    assert not raised_by(lambda: people.sign_in(EMAIL, PASSWORD, "here", NOW))
    assert not raised_by(lambda: life.release(NOW))


def test_a_change_that_is_rolled_back_raises_nothing() -> None:
    before = version.current()
    with suppress(RuntimeError), writing() as session:
        site.put(session, title="Never")
        session.flush()
        raise RuntimeError
    assert version.current() == before


def test_saving_a_draft_or_a_rule_about_comments_changes_nothing_for_readers() -> None:
    draft = make_article("Draft", published_at=None)
    assert not raised_by(lambda: articles.revise(draft, replace(TEXT, published_at=None, body="More."), NOW))
    assert not raised_by(lambda: site.change(held_words=["casino"]))


def test_every_table_is_known_to_be_visible_or_not() -> None:
    hidden = {
        "article_media",
        "ask",
        "comment_key",
        "comment_reason",
        "content_version",
        "decision",
        "emptying",
        "event",
        "imported",
        "lease",
        "live_month",  # it follows the articles
        "lost_address",
        "mail",
        "person",
        "recovery_code",
        "related_due",
        "report",
        "revision",
        "pending_edit",
        "second_factor",
        "setup_key",
        "sign_in",
        "spam_word",
        "subscription",
        "throttle",
        "word_index",
        "working_copy",
    }
    assert set(db.metadata.tables) == set(version.VISIBLE) | hidden


def test_it_is_read_by_any_thread_and_no_connection_is_left_for_a_fork(app: Flask) -> None:
    read = version.reader(app.config["SQLALCHEMY_DATABASE_URI"])
    assert isinstance(read, (sqlite.Reader, postgresql.Reader))
    assert [read() for _ in range(3)] == [version.current()] * 3
    with ThreadPoolExecutor(1) as pool:  # another thread may have it next
        assert pool.submit(read).result() == version.current()
    assert connections(read) == 1
    if (child := os.fork()) == 0:
        os._exit(connections(read))
    assert os.waitpid(child, 0)[1] == 0
    assert read() == version.current()


@pytest.mark.sqlite
def test_all_threads_take_turns_on_one_connection_and_so_do_those_of_a_fork_that_came_between(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 30)  # the one whose turn it is may be kept from it by other programs
    read, now = sqlite.Reader(app.config["SQLALCHEMY_DATABASE_URI"]), version.current()
    opened: list[None] = []
    connect = read._connect
    read._connect = lambda: opened.append(None) or connect()  # type: ignore[func-returns-value, method-assign]
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(read) for _ in range(2_000)]
        assert {answer.result() for answer in answers} == {now}
        assert len(opened) == 1
        for _ in range(20):
            answers = [pool.submit(read) for _ in range(50)]
            if (child := os.fork()) == 0:
                signal.alarm(5)  # it would wait for a thread that is not there
                os._exit(read() != now)
            assert os.waitpid(child, 0)[1] == 0
            assert {answer.result() for answer in answers} == {now}


@pytest.mark.sqlite
def test_nobody_waits_long_for_those_who_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.01)
    read = sqlite.Reader(app.config["SQLALCHEMY_DATABASE_URI"])
    with read._turn, pytest.raises(OperationalError):
        read()
    assert read() == version.current()


def test_a_connection_does_not_outlive_what_was_wrong_with_it(app: Flask) -> None:
    read = version.reader(app.config["SQLALCHEMY_DATABASE_URI"])
    assert isinstance(read, (sqlite.Reader, postgresql.Reader))
    with writing() as session:
        session.execute(text("DELETE FROM content_version"))
    with pytest.raises(TypeError):
        read()
    assert connections(read) == 0

"""The database keeps what it was given."""

from datetime import datetime, timedelta, timezone
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.schema import CreateTable

from blog.articles.models import Article, ArticleTag
from blog.db import db, writing
from blog.people.models import Throttle
from blog.site.models import ContentVersion
from blog.trouble import Busy
from tests.factories import NOW, make_article


@pytest.mark.sqlite
@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 30000)],
)
def test_every_connection_is_set_up_for_safety(pragma: str, value: object) -> None:
    assert db.session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.sqlite
@pytest.mark.usefixtures("app_context")
def test_no_connection_keeps_much_of_the_file_to_itself() -> None:
    assert db.session.connection().exec_driver_sql("PRAGMA cache_size").scalar() == -400


def test_no_update_is_lost_between_many_writers(app: Flask) -> None:
    def add() -> None:
        with app.app_context():
            for _ in range(25):
                with writing() as session:
                    throttle = session.get(Throttle, "k") or Throttle(key="k", failures=0, until=NOW)
                    throttle.failures += 1
                    session.add(throttle)

    threads = [Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.get_one(Throttle, "k").failures == 200


def test_a_write_that_waits_too_long_for_another_of_its_process_says_so(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.db.BUSY", 50)
    refused: list[Busy] = []

    def write() -> None:
        with app.app_context():
            try:
                with writing():
                    pass
            except Busy as busy:
                refused.append(busy)

    thread = Thread(target=write)
    with app.app_context(), writing():
        thread.start()
        thread.join()
    assert len(refused) == 1


@pytest.mark.usefixtures("app_context")
def test_a_write_ends_a_read_that_came_before(app: Flask) -> None:
    make_article()
    db.session.execute(select(Article.id)).all()

    def change() -> None:
        with app.app_context():
            make_article("Meanwhile")

    thread = Thread(target=change)
    thread.start()
    thread.join()
    make_article("After")
    assert len(db.session.scalars(select(Article.id)).all()) == 3


@pytest.mark.usefixtures("app_context")
def test_a_failure_inside_a_write_leaves_nothing() -> None:
    with pytest.raises(IntegrityError), writing() as session:  # noqa: PT012 - the failing statement is the second
        session.add(Throttle(key="k", failures=0, until=NOW))
        session.add(ArticleTag(article_id=999, position=0, tag_id=999))
    assert db.session.get(Throttle, "k") is None


@pytest.mark.usefixtures("app_context")
def test_moments_come_back_aware_and_in_utc() -> None:
    there = datetime(2026, 3, 14, 10, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    with writing() as session:
        session.add(Throttle(key="k", failures=0, until=there))
    db.session.expire_all()
    found = db.session.get_one(Throttle, "k").until
    assert found == there
    assert found.utcoffset() == timedelta()


@pytest.mark.usefixtures("app_context")
def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 14)  # noqa: DTZ001
    with pytest.raises(StatementError, match="no time zone"), writing() as session:
        session.add(Throttle(key="k", failures=0, until=naive))


@pytest.mark.usefixtures("app_context")
def test_every_table_can_be_made_in_postgresql() -> None:
    for table in db.metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]


@pytest.mark.usefixtures("app_context")
def test_the_content_version_is_one_row() -> None:
    assert len(db.session.scalars(select(ContentVersion)).all()) == 1

"""No page asks the database more often because there is more to show, and none reads what it does not show."""

import re
from datetime import timedelta
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from blog.articles import actions as articles
from blog.articles import life
from blog.articles.rules import ArticleText
from blog.comments import decisions, own, reports
from blog.db import db
from blog.gate import RouteClass
from blog.pagecache.front import PageCache
from tests.factories import NOW, Desk, make_article, make_comment, make_printed
from tests.filled import Filled, fill
from tests.statements import asked
from tests.test_url_map import addresses

FEW, MANY = 3, 20  # both on one page of each list
MOST = {"/": 3, "/articles/hello": 4}  # besides what a lead picture takes
# Whole tables that are read for what they hold, as they stay small, or each of whose rows is shown.
SMALL = {"content_version", "correction", "emptying", "live_month", "media", "setting", "tag", "word_index"}

WALKED = "ORDER BY article.id"  # by the site map, which names all of them


def grow(first: int, last: int) -> None:
    """More of everything, of which each page shows a list."""
    for number in range(first, last):
        at = NOW - timedelta(days=40 * number)
        make_article(f"More {number}", tags=(f"Tag {number}", "Trees"), published_at=at, body=f"Words {number}.")
        make_article(f"Draft {number}", published_at=None)
        who = {"email": f"r{number}@example.org", "address": f"198.51.{number}.7"}
        printed = make_printed(1, f"Printed {number}.", name=f"Reader {number}", **who)
        reports.report(printed, f"rude {number}", f"203.0.{number}.9", NOW)
        own.revise(printed, f"Other words {number}.", NOW)
        make_printed(1, f"Answer {number}.", parent_id=printed, **who)
        make_comment(1, f"Waiting {number}, https://{number}.example", **who)
        decisions.mark_spam(make_comment(1, f"Spam {number}.", **who), 1, NOW)
        decisions.put_in_bin(make_comment(1, f"Bin {number}.", **who), 1, NOW)
        life.correct(1, f"Corrected {number}.", NOW)


def _engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def _reads(statements: list[tuple[str, object]]) -> list[tuple[str, object]]:
    return [each for each in statements if each[0].startswith(("SELECT", "WITH"))]


def count(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements a page takes once it was asked for before."""
    client.get(address, buffered=True)
    with asked(_engine(app)) as statements:
        assert client.get(address, buffered=True).status_code < 500, address
    return len(_reads(statements))


@pytest.fixture(autouse=True)
def drawn(app: Flask) -> None:
    """Each page is drawn whenever it is asked for: a kept one asks for nothing."""
    app.wsgi_app = cast(PageCache, app.wsgi_app).app  # type: ignore[method-assign]


@pytest.fixture
def filled(app: Flask) -> Filled:
    """A site that has one of everything, and a few more of what it has lists of."""
    with app.app_context():
        found = fill(app)
        grow(0, FEW)
    return found


def test_no_page_takes_more_statements_for_more_rows(app: Flask, filled: Filled) -> None:
    desk = Desk(app).client
    pages = [*addresses(app, filled, *RouteClass), "/search?q=words", "/search?q=words&comments=1", "/?before=1-1"]
    there = [address for address in pages if desk.get(address, buffered=True).status_code == 200]
    few = {address: count(app, desk, address) for address in there}
    with app.app_context():
        grow(FEW, MANY)
    many = {address: count(app, desk, address) for address in there}
    assert {address: (few[address], many[address]) for address in there if few[address] < many[address]} == {}
    assert len(there) > 50


@pytest.mark.parametrize("address", MOST)
def test_a_page_takes_no_more_statements_than_this(app: Flask, client: FlaskClient, address: str) -> None:
    with app.app_context():
        articles.add(ArticleText(title="Hello", body="One.", published_at=NOW, tags=("Trees",)), NOW)
        make_article("Other", tags=("Trees",))
        for number in range(3):
            decisions.approve(make_comment(1, f"Letter {number}."), None, NOW)
    assert count(app, client, address) == MOST[address]


@pytest.fixture
def public(app: Flask, client: FlaskClient, filled: Filled) -> set[tuple[str, tuple[object, ...]]]:
    """All that is read for the pages of readers, with its values."""
    with asked(_engine(app)) as statements:
        for address in (*addresses(app, filled, RouteClass.PUBLIC), "/search?q=words", "/search?q=words&comments=1"):
            client.get(address, buffered=True)
    return {(statement, tuple(values)) for statement, values in _reads(statements)}  # type: ignore[call-overload]


@pytest.mark.sqlite
def test_no_public_page_binds_a_kind_of_piece(public: set[tuple[str, tuple[object, ...]]]) -> None:
    """For SQLite would plan the statement anew each time (`articles.queries.IS`)."""
    assert {statement for statement, _ in public if "article.kind = ?" in statement} == set()


@pytest.mark.sqlite
def test_every_public_page_finds_what_it_shows_by_an_index(
    app: Flask, public: set[tuple[str, tuple[object, ...]]]
) -> None:
    scans = set()
    with app.app_context():
        for statement, values in public:
            plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            scans |= {(found[1], statement) for step in plan if (found := re.match(r"SCAN (\w+)(?! USING)", step[3]))}
    tables = set(db.metadata.tables)
    assert {each for each in scans if each[0] in tables - SMALL and WALKED not in each[1]} == set()

"""A real app on a migrated database of its own for each test, and a skip that CI counts as a failure."""

import os
from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import Environment
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from blog import clock, create_app
from blog.cards import faces
from blog.db import db
from blog.people import passwords
from tests import databases
from tests.databases import config
from tests.factories import Desk, forget_faces, make_admin
from tests.postgresql import PROGRAMS, Cluster
from tests.postgresql import cluster as start_cluster

settings.register_profile("unhurried", deadline=None)  # an example may meet a busy machine
settings.load_profile("unhurried")

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
LEFT_OUT = pytest.StashKey[int]()
STATEMENTS: dict[Any, Any] = {}  # what SQLAlchemy compiled


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--postgresql` runs what can run there on PostgreSQL in place of SQLite."""
    parser.addoption("--postgresql", action="store_true", help="keep the data of tests in PostgreSQL")


@pytest.hookimpl(trylast=True)  # of those that are to run
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What looks at SQLite itself has nothing to look at elsewhere: it is left out, and counted."""
    if not config.getoption("postgresql"):
        return
    out = [item for item in items if item.get_closest_marker("sqlite") or "torture" in item.path.parts]
    items[:] = [item for item in items if item not in out]
    config.hook.pytest_deselected(items=out)
    config.stash[LEFT_OUT] = len(out)
    for item in items:
        # A test that leaves a transaction open has it ended by the cluster, and nobody closes its connection.
        item.add_marker(pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of many tells the one that sums up; each of them has seen all tests."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = session.config.stash.get(LEFT_OUT, 0)


def pytest_testnodedown(node: Any) -> None:
    """What it told."""
    node.config.stash[LEFT_OUT] = node.workeroutput["left out"]


@pytest.fixture(scope="session", autouse=True)
def _one_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """With `--postgresql`, what keeps its data in SQLite all the same fails: it would look at the wrong database."""
    with pytest.MonkeyPatch.context() as patch:
        if request.config.getoption("postgresql"):
            patch.setattr(databases, "cluster", request.getfixturevalue("cluster"))
            patch.setattr("blog.engines.sqlite.prepare", lambda _engine: pytest.fail("this opens a database in SQLite"))
        yield
        if databases.cluster:
            assert list(tmp_path_factory.getbasetemp().rglob("blog.sqlite")) == []  # of servers and commands


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> PasswordHasher:
    """That of the site. Tests hash with the least effort: a thousand sign-ins would take half a minute."""
    real, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return real


@pytest.fixture(scope="session", autouse=True)
def _compile_once() -> Iterator[None]:
    """Compile each template, route and statement once for all the apps of these tests: that was half of their time."""
    known: dict[tuple[Any, ...], Any] = {}

    def once(of: type, name: str, key: Callable[..., tuple[Any, ...]]) -> None:
        compiles = getattr(of, name)

        def compile(self: Any, *what: Any, **how: Any) -> Any:
            this = (name, *key(self), *what, *how.items())
            if this not in known:
                known[this] = compiles(self, *what, **how)
            return known[this]

        patch.setattr(of, name, compile)

    with pytest.MonkeyPatch.context() as patch:
        once(Environment, "compile", lambda environment: ())
        once(Rule, "_compile_builder", lambda rule: (rule.rule, tuple(rule._trace), repr(rule.defaults)))
        # The dialect is part of the key under which a statement is known, and each engine has one of its own.
        for dialect in (SQLiteDialect, PGDialect):
            patch.setattr(dialect, "__eq__", lambda dialect, other: type(dialect) is type(other))
            patch.setattr(dialect, "__hash__", lambda dialect: hash(type(dialect)))
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One empty, migrated file, to be copied by what looks at SQLite itself."""
    path = tmp_path_factory.mktemp("migrated") / "blog.sqlite"
    path.write_bytes(databases.migrated())
    return path


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A server of PostgreSQL of this process's own."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed")
    with start_cluster() as cluster:
        yield cluster


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance folder with a fresh database."""
    databases.make_first(tmp_path)
    return tmp_path


@pytest.fixture
def one_moment(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """In which all of a test happens: midnight does not come in its midst."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


class Visitor(FlaskClient):
    """A client whose every request has a context of its own, as on a server, also inside a test that has one."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture
def app(instance: Path) -> Iterator[Flask]:
    """The app on that folder."""
    app = create_app(config(instance, secret_key="a key for tests"), {"TESTING": True})
    app.test_client_class = Visitor
    with app.app_context():
        db.engine.update_execution_options(compiled_cache=STATEMENTS)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app_context(app: Flask) -> Iterator[Flask]:
    """For tests that call nouns directly."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader."""
    return app.test_client()


@pytest.fixture
def desk(app: Flask) -> Desk:
    """The admin, signed in."""
    with app.app_context():
        make_admin()
    return Desk(app)


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Another blog, on which nothing is yet."""
    instance = tmp_path_factory.mktemp("empty")
    databases.make(instance)
    app = create_app(config(instance, secret_key="another key"), {"TESTING": True})
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def no_other_faces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that has no faces but our own."""
    monkeypatch.setattr(faces, "FOLDERS", ())
    forget_faces()
    yield
    forget_faces()


@pytest.fixture
def other_faces() -> Iterator[None]:
    """A machine that has those of Debian's fonts-noto-core."""
    if not any(any(folder.rglob("NotoSerifDevanagari-Bold.ttf")) for folder in faces.FOLDERS):
        pytest.skip("fonts-noto-core is not installed")
    forget_faces()
    yield
    forget_faces()


@pytest.fixture
def found(record_property: Callable[[str, object], None]) -> Callable[[str, object], None]:
    """What a long test counted: `found("comments lost", 0)` is a row of the table of `make torture`."""
    return record_property


def pytest_terminal_summary(terminalreporter):
    """The table of what the long tests found, and how many had no part in it."""
    if left_out := terminalreporter.config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} look at SQLite itself, and are left out.")
    ended = [report for reports in terminalreporter.stats.values() for report in reports if hasattr(report, "when")]
    rows = [(*row, report.nodeid.rpartition("::")[2]) for report in ended if report.when == "call"
            for row in report.user_properties]  # fmt: skip
    if rows:
        terminalreporter.section("what was found")
        width = max(len(name) for name, _, _ in rows)
        for name, value, test in rows:
            terminalreporter.write_line(f"{name:<{width}}  {value!s:>12}  {test}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What skips on a laptop for want of a program must run in CI."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report

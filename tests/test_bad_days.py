"""Bad days of the disk: reads go on, writes say so and give the words back, and nobody has to come and help."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from errno import EIO, ENOSPC, EROFS
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from threading import Event as Flag

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from blog import create_app, heartbeat
from blog import db as database
from blog.backups import making
from blog.comments import own
from blog.comments.models import Comment
from blog.config import Config
from blog.db import db, empty_wal
from blog.upgrade import UpgradeError, upgrade
from tests.e2e.conftest import start
from tests.factories import (
    EMAIL,
    NOW,
    PASSWORD,
    Desk,
    count,
    make_admin,
    make_article,
    make_comment,
    make_printed,
    stamp_in,
)
from tests.torture.disk import library
from tests.torture.load import Load
from tests.waiting import end

pytestmark = pytest.mark.sqlite

WORDS = "Words that took an hour to write."
PIECE = {"title": "A piece", "body": WORDS, "kind": "article", "language": "en", "do": "draft"}
READ = ("/", "/articles/hello", "/comments.xml", "/robots.txt")


@pytest.fixture
def impatient(app: Flask) -> None:
    """Writes wait for a lock no longer than a test can."""
    with app.app_context():
        event.listen(db.engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=100"))
        db.engine.dispose()
        db.engine.connect().close()  # the first one of all sets the mode of the file


@pytest.fixture
def send(app: Flask, client: FlaskClient) -> Callable[[], TestResponse]:
    """A reader sends a comment."""
    with app.app_context():
        make_article()
    sent = {
        "stamp": stamp_in(client.get("/articles/hello").text), "body": WORDS, "name": "Asha", "email": "a@example.org"
    }  # fmt: skip
    return lambda: client.post("/articles/hello/comments", data=sent)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process writes, for longer than anybody waits."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file can get larger than so many bytes."""
    soft, hard = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        setrlimit(RLIMIT_FSIZE, (soft, hard))


def damage(path: Path, table: str) -> None:
    """Spoil the page where a table begins."""
    with closing(sqlite3.connect(path)) as connection:
        for pragma in ("journal_mode=WAL", "wal_checkpoint(TRUNCATE)"):  # as a site has it that ever ran
            connection.execute(f"PRAGMA {pragma}")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()[0]
    with path.open("r+b") as file:
        file.seek(size * (page - 1))
        file.write(b"\xff" * size)


@pytest.mark.usefixtures("impatient")
def test_while_another_process_writes_readers_wait_for_nothing(
    send: Callable[[], TestResponse], client: FlaskClient, instance: Path
) -> None:
    assert send().status_code == 303
    with held(instance / "blog.sqlite"):
        assert [client.get(path).status_code for path in READ] == [200] * len(READ)  # and 503 after such a wait


@pytest.mark.usefixtures("impatient")
def test_a_database_that_another_process_holds_takes_nothing_until_it_lets_go(
    send: Callable[[], TestResponse], desk: Desk, instance: Path
) -> None:
    with held(instance / "blog.sqlite"):
        answer = send()
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert "Too much at once." in answer.text
        assert WORDS in answer.text
    assert send().status_code == 303
    with held(instance / "blog.sqlite"):
        assert desk.post("/admin/comments/1/approval").status_code == 503
    assert desk.post("/admin/comments/1/approval").status_code == 303


@pytest.mark.usefixtures("impatient")
def test_a_heart_that_cannot_write_says_so_in_a_line_and_beats_on(
    app: Flask, instance: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    missed, beaten, beat = Flag(), Flag(), heartbeat.beat

    def watched(holder: str) -> bool:
        try:
            done = beat(holder)
        except Exception:
            missed.set()
            raise
        beaten.set()
        return done

    monkeypatch.setattr(heartbeat, "SECONDS", 0.05)
    monkeypatch.setattr(heartbeat, "beat", watched)
    with held(instance / "blog.sqlite"):
        stop = heartbeat.start(app)
        assert missed.wait(20)
    assert beaten.wait(20)
    end(stop)
    assert "missed a beat; it goes on with the next one (the database is busy)" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.usefixtures("impatient", "app_context")
@pytest.mark.parametrize("is_of_this_process", [True, False])
def test_what_came_of_a_backup_and_cannot_be_written_down_is_said_in_a_line(
    is_of_this_process: bool, instance: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("blog.db.BUSY", 100)
    with database._turn if is_of_this_process else held(instance / "blog.sqlite"):
        making.announce("good")
    assert "could not be written down (the database is busy)" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.usefixtures("impatient")
def test_a_command_that_cannot_write_is_one_clear_line(app: Flask, instance: Path) -> None:
    runner, words = app.test_cli_runner(), ["create-admin", "--email", EMAIL]
    with held(instance / "blog.sqlite"):
        result = runner.invoke(args=words, input=PASSWORD + "\n")
    assert (result.exit_code, result.output) == (1, "Error: This could not be done: the database is busy.\n")
    assert runner.invoke(args=words, input=PASSWORD + "\n").exit_code == 0


def test_a_page_that_needs_a_damaged_part_says_so_and_all_others_go_on(
    send: Callable[[], TestResponse], client: FlaskClient, desk: Desk, app: Flask, instance: Path
) -> None:
    with app.app_context():
        db.engine.dispose()
    damage(instance / "blog.sqlite", "comment_reason")
    answer = send()
    assert answer.status_code == 503
    assert "Something is wrong with the disk of this site." in answer.text
    assert WORDS in answer.text
    assert [client.get(path).status_code for path in READ] == [200] * len(READ)


def test_an_article_whose_comments_are_damaged_says_so_and_all_other_pages_go_on(
    send: Callable[[], TestResponse], client: FlaskClient, app: Flask, instance: Path
) -> None:
    with app.app_context():
        make_admin()
        make_printed(1)
        db.engine.dispose()
    damage(instance / "blog.sqlite", "comment")
    answer = client.get("/articles/hello")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "<h1>This cannot be reached for now.</h1>" in answer.text
    assert [client.get(path).status_code for path in ("/", "/privacy", "/robots.txt")] == [200] * 3
    assert send().status_code == 503


def test_where_not_even_the_name_of_the_site_can_be_read_the_words_are_given_back(
    send: Callable[[], TestResponse], app: Flask, instance: Path
) -> None:
    with app.app_context():
        db.engine.dispose()
    damage(instance / "blog.sqlite", "setting")
    answer = send()
    assert answer.status_code == 503
    assert "<h1>This cannot be reached for now.</h1>" in answer.text
    assert WORDS in answer.text


@pytest.mark.parametrize("table", ["setup_key", "alembic_version"])
def test_a_damaged_database_is_one_clear_line_at_the_start_and_is_not_touched(tmp_path: Path, table: str) -> None:
    instance = tmp_path / "instance"
    upgrade(f"sqlite:///{instance}/blog.sqlite", NOW)
    damage(instance / "blog.sqlite", table)
    before = (instance / "blog.sqlite").read_bytes()
    server = start(instance)
    assert server.process.wait(20) == 1
    assert server.printed.startswith("Letterpress could not start. The database: ")
    assert server.printed.endswith("sqlite: database disk image is malformed (the disk or the database is damaged).\n")
    assert server.printed.count("\n") == 1
    assert (instance / "blog.sqlite").read_bytes() == before


def test_an_upgrade_on_a_full_disk_leaves_the_database_whole_and_nothing_beside_it(instance: Path) -> None:
    path = instance / "blog.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    before = path.read_bytes()
    with room_for(50_000), pytest.raises(UpgradeError, match=r"blog\.sqlite: "):
        upgrade(f"sqlite:///{path}", NOW)
    assert path.read_bytes() == before
    assert sorted(file.name for file in instance.iterdir()) == ["blog.lock", "blog.sqlite"]


def test_a_start_on_a_disk_without_any_room_calls_it_full(instance: Path) -> None:
    path = instance / "blog.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    with room_for(10_000), pytest.raises(UpgradeError, match=r"disk I/O error \(the disk is full\)"):
        upgrade(f"sqlite:///{path}", NOW)
    assert upgrade(f"sqlite:///{path}", NOW) is None


@pytest.mark.usefixtures("app_context")
def test_what_was_erased_is_so_also_where_the_log_of_it_cannot_be_emptied(
    instance: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_admin()
    comment_id, other = make_comment(make_article()), make_comment(1, "Another.")
    empty_wal()
    with room_for((instance / "blog.sqlite").stat().st_size // 2):  # enough for the log, and not for the database
        own.erase(comment_id)
        assert count(Comment) == 1
    assert "could not be emptied" in caplog.text
    own.erase(other)
    assert (instance / "blog.sqlite-wal").stat().st_size == 0


@pytest.mark.parametrize(
    ("number", "headline"),
    [
        (ENOSPC, "The disk of this site is full."),
        (EROFS, "Nothing can be stored here for now.|This cannot be reached for now."),  # by when the file was opened
        (EIO, "This cannot be reached for now."),
    ],
    ids=["full", "read-only", "broken"],
)
def test_on_a_disk_that_takes_nothing_reads_go_on_and_nobody_has_to_help(
    number: int, headline: str, instance: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = create_app(Config(instance=instance, secret_key="k"))
    with app.app_context():
        make_admin()
        make_comment(make_article())
        db.session.remove()
        db.engine.dispose()
    aside = tmp_path_factory.mktemp("aside")
    fault = aside / "fault"
    server = start(
        instance, BLOG_SECRET_KEY="k", BLOG_WORKERS="1",
        LD_PRELOAD=str(library(aside)), DISK_FOLDER=str(instance), DISK_FAULT=str(fault),
    )  # fmt: skip
    try:
        visitor = Load(server.url, server.database)
        sent = {"stamp": visitor.stamp, "body": WORDS, "name": "Asha", "email": "asha@example.org"}
        acts = {
            "/articles/hello/comments": sent,
            "/admin/comments/1/approval": {"csrf_token": visitor.token, "seen": "pending"},
            "/admin/articles/new": PIECE | {"csrf_token": visitor.token},
            "/admin/login": {"csrf_token": visitor.token, "email": EMAIL, "password": PASSWORD},
        }
        fault.write_text(str(number))
        for path, fields in acts.items():
            status, page, headers = visitor.send(path, **fields)
            assert (status, headers["Retry-After"]) == (503, "60"), path
            assert re.search(f"<h1>({headline})</h1>", page)
            assert PASSWORD not in page
            assert fields.get("body", "") in page
            for read in (*READ, "/admin/"):
                assert visitor.get(read), read
        with ThreadPoolExecutor(16) as readers:  # so many at once that connections are opened while the disk is so
            assert all(readers.map(visitor.get, READ * 8))
        fault.unlink()
        for path, fields in acts.items():
            assert visitor.send(path, **fields)[0] == 303, path
    finally:
        server.stop()
    assert "Traceback" not in server.printed
    assert "was answered 503" in server.printed

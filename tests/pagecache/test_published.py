"""Files of finished pages: those of now, and none of before, whatever happens to the disk."""

import gzip
import logging
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock, create_app
from blog.comments import decisions
from blog.db import db
from blog.doctor.checks import faults
from blog.doctor.thorough import THOROUGH
from blog.headers import HEADERS, OF_DOCUMENTS, shared
from blog.pagecache import published, published_by
from blog.pagecache.answers import Answer
from blog.pagecache.published import Published
from tests.databases import config
from tests.factories import NOW, make_admin, make_article, make_comment

PAGE = [*(HEADERS | OF_DOCUMENTS).items(), ("Cache-Control", shared(0)), ("Content-Type", "text/html; charset=utf-8")]


class Counter:
    """A content version that the test raises."""

    def __init__(self) -> None:
        self.now = 1

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def version() -> Counter:
    return Counter()


@pytest.fixture
def pages(tmp_path: Path, version: Counter) -> Published:
    """A folder of nothing, which is read."""
    pages = Published(tmp_path / "pages", version)
    pages.begin()
    return pages


@pytest.fixture
def app(instance: Path) -> Iterator[Flask]:
    """An app that publishes; the folder is made where a server would start."""
    app = create_app(config(instance, pages_dir=instance / "pages"), {"TESTING": True})
    with app.app_context():
        make_admin()
        make_article()
        pages = published_by(app)
        assert pages
        pages.begin()
        yield app
        db.session.remove()
        db.engine.dispose()


def page(text: str = "<p>Hello") -> Answer:
    return Answer("200 OK", list(PAGE), text.encode())


def shown(pages: Published) -> dict[str, bytes]:
    """What the server in front finds."""
    current = pages.folder / "current"
    return {str(file.relative_to(current)): file.read_bytes() for file in current.rglob("*") if file.is_file()}


def test_a_page_stands_there_as_it_is_and_packed(pages: Published) -> None:
    pages.put("/articles/hello", 1, page())
    files = shown(pages)
    assert files["articles/hello.html"] == b"<p>Hello"
    assert gzip.decompress(files["articles/hello.html.gz"]) == brotli.decompress(files["articles/hello.html.br"])
    assert len(files) == 3


def test_the_home_page_has_a_name_too(pages: Published) -> None:
    pages.put("/", 1, page())
    assert ".html" in shown(pages)


def test_the_server_in_front_may_read_it_whatever_the_blog_keeps_to_itself(tmp_path: Path, version: Counter) -> None:
    before = os.umask(0o077)
    try:
        pages = Published(tmp_path / "cache" / "pages", version)
        pages.begin()
        pages.put("/articles/hello", 1, page())
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "cache").rglob("*") if path.name != "lock"}
    assert modes == {0o755, 0o644}


def test_what_was_drawn_for_another_version_is_not_put_there(pages: Published, version: Counter) -> None:
    pages.put("/articles/late", 0, page())
    version.now = 2
    pages.put("/articles/early", 2, page())
    assert shown(pages) == {}
    assert len(list(pages.folder.glob("*-*"))) == 1  # nor anywhere else


def test_a_page_that_is_finished_late_is_shown_to_nobody(pages: Published, version: Counter) -> None:
    version.now = 2
    pages.follow()
    pages.put("/articles/hello", 1, page("<p>Of before"))
    assert shown(pages) == {}


def test_nothing_is_turned_while_nothing_changed(pages: Published) -> None:
    pages.put("/", 1, page())
    pages.follow()
    assert ".html" in shown(pages)


def test_each_start_begins_with_none(pages: Published) -> None:
    pages.put("/", 1, page())
    pages.begin()
    assert shown(pages) == {}


def test_no_two_versions_have_the_date_of_one_another(
    pages: Published, version: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server tells a page from that of before by its second and its length: both might be the same."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    dates = []
    for number in range(2, 6):
        version.now = number
        pages.follow()
        pages.put("/", number, page())
        dates.append((pages.folder / "current" / ".html").stat().st_mtime)
        assert dates[-1] == int(dates[-1])
        pages.sweep()
    assert len(set(dates)) == 4
    monkeypatch.setattr(clock, "now", lambda: NOW - timedelta(days=1))  # as when a clock is set right
    version.now = 9
    pages.follow()
    pages.put("/", 9, page())
    assert (pages.folder / "current" / ".html").stat().st_mtime > max(dates)


def test_whoever_is_slow_does_not_turn_it_back(pages: Published, version: Counter) -> None:
    """One reads the version and stops; another one raises it meanwhile, and turns; then the first goes on."""
    other = Published(pages.folder, version)
    quicker = Thread(target=other.follow)
    asked: list[int] = []

    def slowly() -> int:
        asked.append(version.now)
        if len(asked) == 2:  # what is turned to is read
            version.now += 1
            quicker.start()
            quicker.join(0.5)
        return asked[-1]

    version.now = 2
    pages.version = slowly
    pages.follow()
    quicker.join()
    assert (pages.folder / "current").readlink().name.endswith("-3")


def test_former_folders_are_removed_and_nothing_else(pages: Published, version: Counter) -> None:
    (pages.folder / "mine").mkdir()
    version.now = 2
    pages.follow()
    pages.put("/", 2, page())
    pages.sweep()
    assert {path.name.partition("-")[2] or path.name for path in pages.folder.iterdir()} == {
        "2", "lock", "mine", "current"
    }  # fmt: skip
    assert ".html" in shown(pages)


def test_no_more_is_written_than_fits(pages: Published, version: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "MOST", 100)
    for number in range(20):
        pages.put(f"/articles/{number}", 1, page("x" * 50))
    assert sum(map(len, shown(pages).values())) < 250
    version.now = 2
    pages.follow()
    pages.put("/", 2, page())
    assert ".html" in shown(pages)


@pytest.mark.parametrize(
    "path", ["/../x", "/a/../../x", "/a//b", "/a/", "/.x", "/a/.b", "/\x00", "/a\nb", "/" + "x" * 300, "/a b", "/a%2f"]
)
def test_a_path_that_means_another_place_has_no_file(pages: Published, path: str) -> None:
    pages.put(path, 1, page())
    assert shown(pages) == {}


def test_a_path_may_be_of_any_script(pages: Published) -> None:
    pages.put("/tags/" + "पत्र".encode().decode("latin-1"), 1, page())
    assert "tags/पत्र.html" in shown(pages)


@pytest.mark.parametrize(
    "header", [("X-Robots-Tag", "noindex"), ("Cache-Control", "public, max-age=9"), ("Content-Type", "text/plain")]
)
def test_what_has_headers_of_its_own_is_left_to_the_blog(pages: Published, header: tuple[str, str]) -> None:
    kept = [each for each in PAGE if each[0] != header[0]]
    pages.put("/", 1, Answer("200 OK", [*kept, header], b"x"))
    assert shown(pages) == {}


def test_an_act_shows_no_page_of_before_it_once_it_is_done(app: Flask, client: FlaskClient) -> None:
    pages = published_by(app)
    assert pages
    letter = make_comment(1, "The very words.")
    client.get("/articles/hello")
    assert "articles/hello.html" in shown(pages)
    make_comment(1, "What waits turns nothing.")
    assert "articles/hello.html" in shown(pages)
    decisions.approve(letter, 1, NOW)
    assert shown(pages) == {}
    client.get("/articles/hello")
    assert b"The very words." in shown(pages)["articles/hello.html"]


def test_only_whole_pages_without_a_query_are_published(app: Flask, client: FlaskClient) -> None:
    pages = published_by(app)
    assert pages
    for path in ("/?after=x", "/search?q=hello", "/none", "/feed.xml", "/admin/login", "/robots.txt", "/articles/"):
        client.get(path)
    assert shown(pages) == {}


def fails(*_args: Any, **_how: Any) -> None:
    raise OSError(28, "No space left on device")


def test_where_no_folder_can_be_made_nothing_is_shown_and_the_act_is_done(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pages = published_by(app)
    assert pages
    letters = [make_comment(1, f"Letter {number}.") for number in range(3)]
    client.get("/articles/hello")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "symlink_to", fails)
        for letter in letters[:2]:
            decisions.approve(letter, 1, NOW)
        assert not (pages.folder / "current").exists()
        assert len([each for each in caplog.records if each.levelno == logging.ERROR]) == 1
    decisions.approve(letters[2], 1, NOW)
    client.get("/articles/hello")
    assert b"Letter 0." in shown(pages)["articles/hello.html"]


def test_a_page_that_cannot_be_written_is_given_all_the_same(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = published_by(app)
    assert pages
    monkeypatch.setattr(Path, "write_bytes", fails)
    assert client.get("/articles/hello").status_code == 200
    assert shown(pages) == {}
    monkeypatch.undo()
    assert client.get("/archive").status_code == 200
    assert shown(pages) == {}  # of this version no other is tried


def test_the_doctor_sees_pages_of_another_version(app: Flask) -> None:
    pages = published_by(app)
    assert pages
    assert faults(THOROUGH, clock.now()) == []
    (pages.folder / "current").unlink()
    (pages.folder / "current").symlink_to("1-999")
    [(check, fault)] = faults(THOROUGH, clock.now())
    assert (check.name, "another version" in fault) == ("published pages", True)


@pytest.mark.sqlite
def test_a_site_that_was_brought_back_begins_with_none(app: Flask, client: FlaskClient) -> None:
    pages, run = published_by(app), app.test_cli_runner().invoke
    assert pages
    backup = run(args=["backup"]).output.strip()
    client.get("/articles/hello")
    assert "articles/hello.html" in shown(pages)
    assert "The site is again" in run(args=["restore", backup, "--force"]).output
    assert shown(pages) == {}

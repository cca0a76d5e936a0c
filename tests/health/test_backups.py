"""The backups at the desk."""

import re
import tarfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from blog import clock
from blog.audit.models import Event
from blog.backups import making, rules, status
from blog.backups.whole import whole
from blog.config import Config
from blog.db import db
from blog.health import words
from tests.backups.sites import add_picture
from tests.factories import NOW, Desk, make_article

pytestmark = pytest.mark.sqlite

NAME = "letterpress-20260314T100000Z.tar"


@pytest.fixture
def config(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Config:
    config: Config = app.config["SERVER"]
    config.backup_folder.mkdir()
    return config


@pytest.fixture
def made(app: Flask, desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of a site with a picture."""
    with app.app_context():
        make_article()
        add_picture(config, (1, 2, 3))
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda: NOW)
            return making.make(config)


def test_a_new_site_says_that_the_first_comes_by_itself(desk: Desk, config: Config) -> None:
    page = desk.get("/admin/backups").text
    assert "There is no backup yet." in page
    assert "they may take 2.0 GB of disk, and take 0 B" in page


def test_the_page_lists_them_with_their_sizes_and_what_they_take(desk: Desk, made: Path) -> None:
    page = desk.get("/admin/backups").text
    assert "The backup of 14 March 2026, 10:00 is good" in page
    size = rules.in_words(made.stat().st_size)
    assert re.search(rf'href="/admin/backups/{NAME}".*?{size}', page, re.DOTALL)
    assert f"and take {size}" in page  # the pictures are the library's own


def test_asking_for_one_leaves_word_for_the_archivist(desk: Desk, config: Config) -> None:
    answer = desk.post("/admin/backups", page="/admin/backups")
    assert (answer.status_code, answer.location) == (303, "/admin/backups#notice")
    assert status.is_wanted(config.backup_folder)
    assert "A backup begins within seconds." in desk.get("/admin/backups").text
    assert "A backup is asked for" in desk.get("/admin/backups").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"reason": "cap", "values": {"needs": "3.0 GB", "cap": "2.0 GB", "held": "1.0 GB"}},
            "It needs 3.0 GB of disk",
        ),
        ({"reason": "disk", "values": {"needs": "3.0 GB", "free": "1.0 GB"}}, "only 1.0 GB are free"),
        ({"reason": "unfit", "values": {"what": "a.webp is damaged"}}, "a.webp is damaged"),
        ({"reason": "failed", "values": {"what": "<b>No space</b>"}}, "&lt;b&gt;No space&lt;/b&gt;"),
        ({"not_copied": "it ended with 12: <no> route"}, "it ended with 12: &lt;no&gt; route"),
        ({"lost": 2}, "2 files of the library were missing"),
    ],
)
def test_what_went_wrong_is_said_in_plain_words(
    desk: Desk, config: Config, change: dict[str, object], words: str
) -> None:
    status.change(config.backup_folder, good_at=NOW, tried_at=NOW, **change)
    assert words in desk.get("/admin/backups").text


def test_every_reason_has_its_words() -> None:
    assert words.REASONS.keys() == rules.REASONS.keys()


def test_every_page_of_the_desk_says_that_they_need_somebody(desk: Desk, config: Config) -> None:
    assert "desk__trouble" not in desk.get("/admin/").text
    for change, said in (
        ({"reason": "failed", "values": {"what": "x"}}, "The last backup failed."),
        ({"reason": "", "not_copied": "x"}, "The last backup was not copied away."),
        ({"not_copied": "", "tried_at": NOW}, "The last good backup is too old."),
    ):
        status.change(config.backup_folder, **change)
        page = desk.get("/admin/").text
        assert f'Backups: {said} <a href="/admin/backups">' in page


def test_one_is_taken_away_as_one_file_after_its_page_said_what_is_in_it(app: Flask, desk: Desk, made: Path) -> None:
    page = desk.get(f"/admin/backups/{NAME}").text
    assert "It holds 1 article or page," in page
    assert "The secret key of the site is not in it." in page
    answer = desk.post(f"/admin/backups/{NAME}", page=f"/admin/backups/{NAME}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{NAME}"'
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.headers["Cache-Control"] == "private, no-store"
    with tarfile.open(fileobj=BytesIO(answer.data)) as tar:
        names = tar.getnames()
    assert names[:4] == ["manifest.json", "files", "erased", "blog.sqlite"]
    assert {Path(name).name for name in names[4:]} == {path.name for path in (made.parent / "files").iterdir()}
    with app.app_context():
        assert [event.after for event in db.session.query(Event).filter_by(act="backup")] == ["good", "downloaded"]


def test_an_open_desk_is_not_enough_to_take_one_away(desk: Desk, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    for answer in (desk.get(f"/admin/backups/{NAME}"), desk.post(f"/admin/backups/{NAME}")):
        assert answer.status_code == 303
        assert answer.location.startswith("/admin/confirm?")


def test_it_is_sent_in_parts_that_no_memory_feels(made: Path) -> None:
    _length, chunks = whole(made)
    assert max(len(chunk) for chunk in chunks) <= 1 << 18


@pytest.mark.parametrize(
    "name", ["x", "status.json", "erased", ".lock", "letterpress-20990101T000000Z.tar", "..%2Fblog.sqlite"]
)
def test_nothing_else_of_the_folder_is_given_away(desk: Desk, made: Path, name: str) -> None:
    made.with_name("x").write_bytes(made.read_bytes())  # not one of those that count
    assert desk.get(f"/admin/backups/{name}").status_code == 404
    assert desk.post(f"/admin/backups/{name}").status_code == 404


@pytest.mark.parametrize("left", [None, b"", b"?"])
def test_one_whose_files_are_damaged_is_not_given_away(desk: Desk, made: Path, left: bytes | None) -> None:
    victim = next((made.parent / "files").iterdir())
    victim.unlink()
    if left is not None:
        victim.write_bytes(left)
    assert desk.post(f"/admin/backups/{NAME}").status_code == 404


def test_one_that_is_damaged_by_now_is_not_given_away(desk: Desk, made: Path) -> None:
    made.write_bytes(b"?" * 2000)
    assert desk.get(f"/admin/backups/{NAME}").status_code == 404
    assert desk.get("/admin/backups").status_code == 200

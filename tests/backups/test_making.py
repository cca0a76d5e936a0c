"""Making a backup: what is in it, what is kept, and what becomes of one that goes wrong."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask

from blog import clock
from blog.audit.models import Event as Happened
from blog.backups import archive, checking, disk, erased, making, rules, sqlite, status, store
from blog.backups.archive import opened
from blog.backups.manifest import Unfit
from blog.backups.rules import Refused
from blog.comments import own
from blog.config import ROOT, Config
from blog.db import db
from blog.media import actions as media
from tests.backups.sites import add_picture, close, restore
from tests.factories import NOW, make_article, make_comment

pytestmark = pytest.mark.sqlite

DAY = timedelta(days=1)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every look at the clock finds a day more."""
    days = iter(range(1, 1_000))
    monkeypatch.setattr(clock, "now", lambda: NOW + next(days) * DAY)
    return


def test_a_backup_is_one_file_for_its_owner_only_that_tar_can_read(filled: Config) -> None:
    path = making.make(filled)
    assert path == filled.backup_folder / "letterpress-20260314T100000Z.tar"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with tarfile.open(path) as tar:
        assert tar.getnames() == ["manifest.json", "files", "erased", "blog.sqlite"]
    assert sorted(each.name for each in path.parent.iterdir()) == [".lock", "files", path.name, "status.json"]


def test_it_says_what_is_in_it_and_nothing_secret(filled: Config) -> None:
    path = making.make(filled)
    with opened(path) as archive:
        manifest = archive.manifest
        assert (manifest.made_at, manifest.rows["comment"], manifest.rows["article"]) == (NOW, 3, 1)
        assert manifest.revision in {path.name[:4] for path in ROOT.glob("blog/migrations/versions/*.py")}
        said = manifest.text().decode()
        assert {name.partition("/")[0] for name in archive.files} == {"media", "originals"}
    with tarfile.open(path) as tar:
        settings = json.loads(tar.extractfile("manifest.json").read())["settings"]  # type: ignore[union-attr]
    assert filled.secret_key not in said
    assert settings.keys() == {field.name for field in fields(Config)} - {
        "secret_key", "database_url", "smtp_url", "backup_command",
    }  # fmt: skip


def test_media_are_stored_once_for_all_backups_and_go_with_the_last(filled: Config, later: None) -> None:
    making.make(filled)
    files = filled.backup_folder / "files"
    first = {path.name: path.stat() for path in files.iterdir()}
    assert first
    assert all(state.st_nlink == 2 for state in first.values())  # the library's own file, under another name
    media.delete(1, filled.media_folder)
    add_picture(filled, (1, 2, 3))
    making.make(filled)
    assert first.keys() < {path.name for path in files.iterdir()}
    store.drop(filled.backup_folder, [min(store.archives(filled.backup_folder))])
    left = {path.name for path in files.iterdir()}
    assert left
    assert not left & first.keys()


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_copy_that_was_damaged_since_is_made_anew(
    filled: Config, monkeypatch: pytest.MonkeyPatch, *, is_linked: bool
) -> None:
    """Or no backup would be good from then on."""
    if not is_linked:
        monkeypatch.setattr(os, "link", _across_disks)
    making.make(filled)
    victim = next((filled.backup_folder / "files").iterdir())
    data = victim.read_bytes()
    victim.unlink()
    victim.write_bytes(data[:-1] + b"?")
    making.make(filled)
    assert victim.read_bytes() == data


def test_where_no_link_can_be_made_the_file_is_copied(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", _across_disks)
    making.make(filled)
    assert {path.stat().st_nlink for path in (filled.backup_folder / "files").iterdir()} == {1}


def _across_disks(*_: object) -> None:
    raise OSError(18, "Invalid cross-device link")


def test_the_cap_counts_what_has_to_be_copied(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_to_copy", lambda _config: 3_000_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 10**12}))
    with pytest.raises(Refused, match=r"it needs 3\.0 GB of disk, and of the 2\.0 GB that backups may take"):
        making.make(filled)


def test_older_ones_go_by_the_rule(filled: Config, later: None) -> None:
    for _ in range(9):
        making.make(filled)
    times = set(store.archives(filled.backup_folder))
    assert times == rules.kept(times)
    assert len(times) < 9


def test_two_in_one_second_are_two(filled: Config) -> None:
    assert making.make(filled) != making.make(filled)


def test_one_that_is_made_after_the_clock_was_set_back_stays(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    making.make(filled)
    monkeypatch.setattr(clock, "now", lambda: NOW - timedelta(hours=1))
    assert making.make(filled).exists()


def test_only_one_is_made_at_a_time(filled: Config) -> None:
    with store.alone(filled.backup_folder), pytest.raises(store.BackupRunning):
        making.make(filled)


def test_what_is_not_whole_when_it_is_checked_does_not_count(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    good = making.make(filled)

    def lose(path: Path, to: Path) -> None:
        sqlite_copy(path, to)
        with closing(sqlite3.connect(to)) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("DELETE FROM article")
            connection.commit()

    sqlite_copy = sqlite.copy
    monkeypatch.setattr(sqlite, "copy", lose)
    with pytest.raises(Refused, match="lacks what it belongs to"):
        making.make(filled)
    last = status.read(filled.backup_folder)
    assert (last.reason, last.good_at, last.is_good) == ("unfit", NOW, False)
    assert list(store.archives(filled.backup_folder).values()) == [good]


def test_a_list_of_the_erased_that_no_restore_would_read_does_not_count(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    (filled.backup_folder).mkdir()
    (filled.backup_folder / "erased").write_bytes(b"person\n" * 10)
    monkeypatch.setitem(archive.LONGEST, "erased", 60)
    with pytest.raises(Refused, match="erased is longer than any"):
        making.make(filled)


def test_a_damaged_file_beside_it_is_found_when_it_is_checked(filled: Config, scratch: Path) -> None:
    path = making.make(filled)
    shared = filled.backup_folder / "files"
    checking.check(path, shared, scratch)
    victim = next(shared.iterdir())
    data = victim.read_bytes()
    (scratch / "blog.sqlite").unlink()
    for damaged in (data[:-1] + b"?", data[:-1], b""):
        victim.unlink()
        victim.write_bytes(damaged)
        with pytest.raises(Unfit, match="damaged"):
            checking.check(path, shared, scratch)
        (scratch / "blog.sqlite").unlink()
    victim.unlink()
    with pytest.raises(Unfit, match="neither in it nor in"):
        checking.check(path, shared, scratch)


def test_a_damaged_list_of_the_erased_is_found_when_it_is_checked(filled: Config, scratch: Path) -> None:
    own.erase(1)
    path = making.make(filled)
    line = erased.kept(filled.backup_folder)
    path.write_bytes(path.read_bytes().replace(line, line.swapcase()))
    with pytest.raises(Unfit, match="erased is damaged"):
        checking.check(path, filled.backup_folder / "files", scratch)


def test_a_file_that_the_library_has_lost_is_told_and_stops_no_backup(filled: Config) -> None:
    lost = next(filled.media_folder.glob("*.webp"))
    lost.unlink()
    with opened(making.make(filled)) as archive:
        assert archive.manifest.lost == [lost.name]
    assert status.read(filled.backup_folder).lost == 1


def test_pictures_that_come_and_go_while_it_is_made_are_in_it_with_their_rows(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = sqlite.copy

    def copy_meanwhile(path: Path, to: Path) -> None:
        add_picture(filled, (7, 7, 7))
        copy(path, to)
        media.delete(1, filled.media_folder)

    monkeypatch.setattr(sqlite, "copy", copy_meanwhile)
    with opened(making.make(filled)) as archive:
        assert archive.manifest.lost == []
        assert archive.manifest.rows["media"] == 2


def test_one_that_cannot_fit_is_refused_before_it_is_begun(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    making.make(filled)
    small = Config(instance=filled.instance, secret_key=filled.secret_key, backup_megabytes=1)
    with closing(sqlite3.connect(filled.instance / "blog.sqlite")) as connection:
        connection.execute("CREATE TABLE large AS SELECT zeroblob(1000000)")
    monkeypatch.setattr(sqlite, "copy", lambda *_: pytest.fail("it was begun"))
    with pytest.raises(Refused, match=r"of the 1\.0 MB that backups may take"):
        making.make(small)
    assert len(store.archives(filled.backup_folder)) == 1


def test_what_cannot_be_read_is_named(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(disk, "entry", deny)
    with pytest.raises(Refused, match=r"written: .+/media/.+: Permission denied"):
        making.make(filled)


def test_it_is_in_the_log(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    making.make(filled)
    for fails, words in ((_fail, "No space left"), (lambda *_: 1 / 0, "division")):
        monkeypatch.setattr(sqlite, "copy", fails)
        with pytest.raises(Refused, match=words):
            making.make(filled)
    db.session.rollback()
    assert [event.after for event in db.session.query(Happened).filter_by(act="backup")] == [
        "good", "failed", "failed",
    ]  # fmt: skip


def _fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_it_is_made_when_due_or_asked_for_and_a_failed_one_an_hour_later(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[timedelta] = []
    copy = sqlite.copy

    def make_at(hours: float, *, fails: bool = False) -> int:
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=hours))
        monkeypatch.setattr(sqlite, "copy", _fail if fails else copy)
        making.make_if_due(filled)
        made.append(timedelta(hours=hours))
        return len(store.archives(filled.backup_folder))

    assert [make_at(0), make_at(1), make_at(23.9)] == [1, 1, 1]
    assert make_at(24, fails=True) == 1
    assert status.read(filled.backup_folder).reason == "failed"
    assert [make_at(24.5), make_at(25)] == [1, 2]
    assert status.read(filled.backup_folder).is_good
    status.want(filled.backup_folder)
    assert [make_at(25.1), make_at(25.2)] == [2, 2]  # the newest of the day is kept
    assert max(store.archives(filled.backup_folder)) == NOW + timedelta(hours=25.1)


def test_one_that_another_worker_made_just_now_is_not_made_again(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([True, False])  # before it holds the lock, and with it
    monkeypatch.setattr(making, "_is_time", lambda _folder: next(answers))
    making.make_if_due(filled)
    assert store.archives(filled.backup_folder) == {}


def test_what_a_dead_process_left_is_swept(filled: Config) -> None:
    folder = filled.backup_folder
    (folder / store.WORK / "scratch").mkdir(parents=True)
    (folder / store.WORK / "archive.tar").write_text("half")
    (folder / "files").mkdir()
    (folder / "files" / "0").write_text("of no backup")
    making.make(filled)
    assert not (folder / store.WORK).exists()
    assert not (folder / "files" / "0").exists()


def test_one_that_fails_leaves_the_disk_as_it_was(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "write", _fail)
    with pytest.raises(Refused, match="No space left"):
        making.make(filled)
    assert sorted(path.name for path in filled.backup_folder.iterdir()) == [".lock", "files", "status.json"]


def test_a_folder_that_belongs_to_somebody_else_is_told_and_tried_again_an_hour_later(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does after somebody ran the command as root."""
    making.make(filled)
    monkeypatch.setattr(clock, "now", lambda: NOW + DAY)
    with monkeypatch.context() as patch:
        patch.setattr(store, "flock", _deny)
        status.want(filled.backup_folder)
        making.make_if_due(filled)
        last = status.read(filled.backup_folder)
        assert (last.reason, last.values, last.tried_at) == ("failed", {"what": "Permission denied"}, NOW + DAY)
        monkeypatch.setattr(clock, "now", lambda: NOW + DAY + timedelta(minutes=59))
        making.make_if_due(filled)
        assert status.read(filled.backup_folder) == last
    monkeypatch.setattr(clock, "now", lambda: NOW + DAY + timedelta(hours=1))
    making.make_if_due(filled)
    assert status.read(filled.backup_folder).is_good


def _deny(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_what_others_keep_in_the_folder_stays(filled: Config) -> None:
    theirs = [".git", ".gitignore", ".stfolder", "letterpress-old.tar", "notes.txt"]
    filled.backup_folder.mkdir()
    for name in theirs:
        (filled.backup_folder / name).touch()
    making.make(filled)
    assert {*theirs} <= {path.name for path in filled.backup_folder.iterdir()}


def test_an_archive_that_cannot_be_read_for_a_moment_loses_none_of_its_files(
    filled: Config, monkeypatch: pytest.MonkeyPatch, later: None
) -> None:
    first = making.make(filled)
    media.delete(1, filled.media_folder)  # so that nobody else has them
    with monkeypatch.context() as patch:
        patch.setattr(archive, "opened", _refuse)
        store.drop(filled.backup_folder, [])
        assert store.stored(filled.backup_folder)[0].size > 0
    with opened(first) as read:
        assert read.files
        for name in read.files:
            read.copy(name, None)


def _refuse(*_: object) -> None:
    raise OSError(24, "Too many open files")


def test_a_backup_that_is_killed_leaves_the_last_good_one_and_the_next_succeeds(filled: Config) -> None:
    good = making.make(filled)
    content = good.read_bytes()
    close()
    for wait in (0.0, 0.01, 0.03, 0.06):
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(filled.instance)], stdout=subprocess.PIPE, cwd=ROOT
        )
        assert process.stdout
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert good.read_bytes() == content
    newest = making.make(filled)
    assert not (filled.backup_folder / store.WORK).exists()
    restore(newest, filled)


ENDLESS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from blog import create_app
from blog.backups import making, rules
from blog.config import Config
rules.kept = set  # whatever it is called, none goes
config = Config(instance=Path(sys.argv[1]), secret_key="a key for tests")
with create_app(config).app_context():
    print("begins", flush=True)
    while True:
        making.make(config)
"""


@contextmanager
def writers(app: Flask, count: int) -> Iterator[list[int]]:
    """So many threads write letters as fast as they can; the ids of those that are stored."""
    stored: list[int] = []
    stop = Event()

    def write(number: int) -> None:
        with app.app_context():
            while not stop.is_set():
                stored.append(make_comment(1, f"Letter {len(stored)} of {number}.", email=f"w{number}@example.org"))

    threads = [Thread(target=write, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield stored
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_beside_heavy_writes_nothing_is_missing_that_was_stored_before_it_began(
    app: Flask, config: Config, scratch: Path
) -> None:
    make_article()
    with writers(app, 3) as stored:
        for number in range(4):
            while len(stored) < 5 * (number + 1):
                time.sleep(0.01)
            before = set(stored)
            path = making.make(config)
            with opened(path) as archive, (scratch / f"{number}").open("wb") as file:
                archive.copy("blog.sqlite", file)
            with closing(sqlite3.connect(scratch / f"{number}")) as connection:
                assert before <= {id for (id,) in connection.execute("SELECT id FROM comment")}


def test_the_status_is_one_small_file_that_any_program_reads(filled: Config) -> None:
    making.make(filled)
    kept = json.loads((filled.backup_folder / "status.json").read_text())
    assert (kept["good_at"], kept["reason"]) == (NOW.isoformat(), "")
    (filled.backup_folder / "status.json").write_text("{")
    assert status.read(filled.backup_folder) == status.Status()

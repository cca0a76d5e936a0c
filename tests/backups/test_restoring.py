"""Bringing a backup back: all of it or nothing, and the former site is kept."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from blog import create_app, tokens, upgrade
from blog.backups import making, restoring, store
from blog.backups.restoring import RestoreRefused
from blog.backups.whole import whole
from blog.comments import decisions
from blog.config import ROOT, Config
from blog.media import actions as media
from blog.people import actions as people
from blog.people import queries, sessions
from blog.search import index
from blog.site import version
from blog.subscriptions import actions as subscriptions
from blog.subscriptions import queries as subscriptions_of
from tests.backups.sites import HERS, HIS, add_picture, bodies, close, pack, restore
from tests.factories import EMAIL, NOW, PASSWORD, make_article, make_comment
from tests.test_upgrade import FILLED, FILLED_LATER

pytestmark = pytest.mark.sqlite


def files(config: Config) -> dict[str, bytes]:
    """Every file of the library, by where it stands."""
    return {
        str(path.relative_to(config.instance)): path.read_bytes()
        for place in ("media", "originals")
        for path in (config.instance / place).glob("*")
    }


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a site but its locks and its log."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-wal", "-shm"))
    }


def test_what_was_there_is_there_again_and_what_came_later_is_kept_beside_it(filled: Config) -> None:
    path, before = making.make(filled), files(filled)
    media.delete(1, filled.media_folder)
    add_picture(filled, (9, 9, 9))
    make_comment(1, "Written later.")
    decisions.mark_spam(1, 1, NOW)
    later, version_later = files(filled), version.current()
    restored = restore(path, filled)
    assert bodies() == sorted([HERS, HIS, f"{HERS} Still."])
    assert files(filled) == before
    assert version.current() > version_later
    assert {name: (restored.kept / name).read_bytes() for name in later} == later
    with closing(sqlite3.connect(restored.kept / "blog.sqlite")) as connection:
        assert ("Written later.",) in connection.execute("SELECT body FROM comment").fetchall()
    assert restored.warnings == []
    assert not (filled.instance / restoring.STAGE).exists()
    assert not (filled.instance / restoring.READY).exists()


def test_its_index_of_words_is_made_anew_at_the_next_start(filled: Config) -> None:
    index.rebuild()
    path = making.make(filled)
    assert index.is_current()
    restore(path, filled)
    assert not index.is_current()


def test_originals_and_the_database_are_for_the_owner_only_again(filled: Config) -> None:
    restore(making.make(filled), filled)
    for path in (filled.instance / "blog.sqlite", *(filled.instance / "originals").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_site_that_is_there_is_not_overwritten_without_force(filled: Config) -> None:
    path = making.make(filled)
    close()
    before = tree(filled.instance)
    with pytest.raises(RestoreRefused, match="--force"):
        restore(path, filled, force=False)
    assert tree(filled.instance) == before


def test_nothing_is_restored_under_a_server(filled: Config) -> None:
    path = making.make(filled)
    close()
    with upgrade.in_use(filled.database), pytest.raises(RestoreRefused, match="in use"):
        restore(path, filled)


def test_the_one_file_of_the_desk_makes_a_site_on_a_new_machine(filled: Config, scratch: Path) -> None:
    _length, chunks = whole(making.make(filled))
    file = scratch / "taken-away.tar"
    file.write_bytes(b"".join(chunks))
    before = files(filled)
    new = replace(filled, instance=scratch / "new")
    new.instance.mkdir()
    app = create_app(new, {"TESTING": True})
    with app.app_context():
        restored = restoring.restore(file, new, NOW)
        assert bodies() == sorted([HERS, HIS, f"{HERS} Still."])
        close()
    assert files(new) == before
    assert not restored.kept.exists()  # there was nothing


def test_the_archive_alone_lacks_its_files_and_says_so(filled: Config, scratch: Path) -> None:
    alone = scratch / "archive.tar"
    alone.write_bytes(making.make(filled).read_bytes())
    close()
    before = tree(filled.instance)
    with pytest.raises(RestoreRefused, match="neither in it nor in"):
        restore(alone, filled)
    assert tree(filled.instance) == before


def test_another_key_is_told(filled: Config, app_context: Flask) -> None:
    path = making.make(filled)
    app_context.config["SECRET_KEY"] = "another"
    (warning,) = restore(path, filled).warnings
    assert "secret key is not the one" in warning


def test_a_link_to_what_is_lost_opens_nothing_that_came_later(filled: Config) -> None:
    path = making.make(filled)
    lost, lost_article = make_comment(1, "Lost."), make_article("Lost")
    subscriptions.ask_for(lost, "203.0.113.7", NOW)
    restore(path, filled)
    found, found_article = make_comment(1, "Found."), make_article("Found")
    subscriptions.ask_for(found, "203.0.113.7", NOW)
    assert tokens.receipt_id(tokens.receipt_token(lost)) != found
    assert lost_article != found_article
    told = subscriptions_of.of_comment(found)
    assert told
    assert told.id > 1  # as the lost one was, whose link would end this one


def test_a_second_restore_passes_over_the_ids_that_were_given_after_the_first(filled: Config) -> None:
    path = making.make(filled)
    restore(path, filled)
    lost = make_comment(1, "Lost.")
    close()
    restoring.restore(path, filled, NOW + timedelta(seconds=1), force=True)
    assert make_comment(1, "Found.") > lost


def test_a_browser_that_was_signed_out_since_is_not_signed_in_again(filled: Config) -> None:
    stolen = people.sign_in(EMAIL, PASSWORD, "here", NOW)
    path = making.make(filled)
    sessions.sign_out(stolen)
    restore(path, filled)
    assert queries.signed_in(stolen, NOW) is None


def test_it_is_in_the_log(filled: Config) -> None:
    path = making.make(filled)
    restore(path, filled)
    with closing(sqlite3.connect(filled.instance / "blog.sqlite")) as connection:
        said = connection.execute("SELECT after FROM event WHERE act = 'backup'").fetchall()
    assert said == [('"restored"',)]


@pytest.mark.parametrize("step", range(1, 14))
def test_a_kill_between_any_two_renames_is_finished_by_the_next_start(
    filled: Config, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Each rename is a moment at which the power may go."""
    path, before = making.make(filled), files(filled)
    make_comment(1, "Written later.")
    media.delete(1, filled.media_folder)
    taken = 0
    rename = Path.rename

    def rename_or_die(self: Path, to: Path) -> Path:
        nonlocal taken
        taken += 1
        if taken == step:
            raise KeyboardInterrupt
        return rename(self, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename_or_die)
        try:
            restore(path, filled)
        except KeyboardInterrupt:
            is_old = not (filled.instance / restoring.READY).exists()
        else:
            is_old = False
    close()
    restoring.finish(filled)
    assert ("Written later." in bodies()) == is_old
    assert (files(filled) == before) != is_old
    assert not (filled.instance / restoring.READY).exists()
    if is_old:
        assert step == 1


def test_a_kill_while_the_last_is_tidied_up_is_finished_too(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    def remove_some(folder: Path, **_: object) -> None:
        (folder / restoring.KEPT).unlink(missing_ok=True)
        if folder.exists():
            raise KeyboardInterrupt

    path = making.make(filled)
    make_comment(1, "Written later.")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", remove_some)
        with pytest.raises(KeyboardInterrupt):
            restore(path, filled)
    close()
    restoring.finish(filled)
    assert "Written later." not in bodies()
    assert not [path for path in filled.instance.iterdir() if path.name.startswith(".")]


def test_one_that_was_killed_before_it_was_ready_leaves_nothing_behind(filled: Config) -> None:
    (filled.instance / restoring.STAGE).mkdir()
    (filled.instance / restoring.STAGE / "blog.sqlite").write_text("with all who were erased")
    close()
    restoring.finish(filled)
    assert not (filled.instance / restoring.STAGE).exists()
    assert HERS in bodies()


def test_a_folder_that_cannot_be_put_aside_is_refused_before(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    path = making.make(filled)
    monkeypatch.setattr(Path, "is_mount", lambda self: self.name == "media")
    with pytest.raises(RestoreRefused, match="media is a disk of its own"):
        restore(path, filled)
    assert not (filled.instance / restoring.READY).exists()


def test_a_site_whose_database_is_damaged_is_restored_by_the_command(
    filled: Config, app_context: Flask, scratch: Path
) -> None:
    path = making.make(filled)
    close()
    (filled.instance / "blog.sqlite").write_bytes(b"no database" * 1000)
    said = app_context.test_cli_runner().invoke(args=["restore", str(path), "--force"])
    assert said.exit_code == 0, said.output
    assert HERS in bodies()


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(filled: Config) -> None:
    path = making.make(filled)
    make_comment(1, "Written later.")
    close()
    ends = set()
    for milliseconds in (0, 40, 80, 120, 200, 300, 400):
        process = subprocess.Popen(
            [sys.executable, "-c", RESTORE, str(filled.instance), str(path)], stdout=subprocess.PIPE, cwd=ROOT
        )
        assert process.stdout
        process.stdout.readline()
        try:
            process.wait(milliseconds / 1000)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        restoring.finish(filled)
        with closing(sqlite3.connect(filled.instance / "blog.sqlite")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ends.add("Written later." in bodies())
        close()
    assert ends


RESTORE = """
import sys
from pathlib import Path
from blog import clock, create_app
from blog.backups import restoring
from blog.config import Config
config = Config(instance=Path(sys.argv[1]), secret_key="a key for tests")
with create_app(config).app_context():
    print("begins", flush=True)
    restoring.restore(Path(sys.argv[2]), config, clock.now(), force=True)
"""


def test_an_archive_of_a_former_release_comes_to_this_one(filled: Config, scratch: Path) -> None:
    database = scratch / "former.sqlite"
    for revision, statements in (("0001", FILLED), ("0009", FILLED_LATER)):
        with upgrade._migrated(f"sqlite:///{database}", revision) as connection:
            connection.commit()
        with closing(sqlite3.connect(database)) as plain:
            plain.executescript(statements)
    path = pack(scratch / "former.tar", database, lost=["a1-9.webp", "b2-9.webp", "c3-9.webp"])
    restored = restore(path, filled)
    assert bodies() == ["One.", "Two."]
    assert upgrade.is_current(filled.database)
    assert "3 files of pictures were missing" in restored.warnings[-1]
    before = version.current()
    make_article("New")
    assert version.current() > before  # by the triggers of this release


def test_an_archive_of_a_newer_release_is_refused(filled: Config, scratch: Path) -> None:
    with closing(sqlite3.connect(filled.instance / "blog.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    path = pack(scratch / "newer.tar", filled.instance / "blog.sqlite", revision="9999")
    with pytest.raises(RestoreRefused, match="newer release"):
        restore(path, filled)


def test_the_commands_say_what_they_did_in_one_line(filled: Config, app_context: Flask, scratch: Path) -> None:
    close()
    runner = app_context.test_cli_runner()
    assert isinstance(runner, FlaskCliRunner)
    made = runner.invoke(args=["backup"])
    path = Path(made.output.strip())
    assert (made.exit_code, path.parent) == (0, filled.backup_folder)
    close()
    refused = runner.invoke(args=["restore", str(path)])
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
    restored = runner.invoke(args=["restore", str(path), "--force"])
    assert (restored.exit_code, restored.output.splitlines()) == (
        0,
        [
            "The site is again what it was on 2026-03-14 at 10:00 UTC.",
            "Sign in anew, with the password and the second factor of then.",
            f"What was here before is kept in {filled.instance / 'before-restore-20260314T100000'}.",
        ],
    )
    gone = runner.invoke(args=["restore", str(scratch / "nothing.tar"), "--force"])
    assert (gone.exit_code, gone.output) == (
        1, f"Error: Nothing was changed: {scratch / 'nothing.tar'}: No such file or directory.\n",
    )  # fmt: skip
    with store.alone(filled.backup_folder):
        running = runner.invoke(args=["backup"])
    assert (running.exit_code, running.output) == (
        1, "Error: There is no new backup: a backup is being made already.\n",
    )  # fmt: skip

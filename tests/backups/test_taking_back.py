"""After an upgrade that went wrong the database of before is taken back, and nothing of the newer one is lost."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from blog import upgrade
from blog.backups import restoring, sqlite
from blog.backups.restoring import RestoreRefused
from blog.comments import own
from blog.config import Config
from blog.site import version
from tests.backups.sites import ASHA, HERS, HIS, KOFI, bodies, close
from tests.factories import make_comment

pytestmark = pytest.mark.sqlite
LATER = datetime.now(UTC) + timedelta(minutes=1)


@pytest.fixture
def upgraded(filled: Config) -> Config:
    """A site that a newer release made its own; then somebody wrote, and somebody else was erased."""
    path = filled.instance / "blog.sqlite"
    for name, revision in (("20260101T000000", "0001"), ("20260314T100000", upgrade.REVISIONS[-1])):
        kept = path.with_name(f"blog-before-{name}.sqlite")
        sqlite.copy(path, kept)
        say(kept, revision)
    make_comment(1, "Written since.", email=KOFI)
    own.erase_all(ASHA, LATER)
    say(path, "9999")
    close()
    return filled


def say(path: Path, revision: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
        connection.commit()


def test_it_is_again_what_it_was_but_for_who_was_erased_since(upgraded: Config) -> None:
    taken = restoring.take_back(upgraded, LATER)
    assert taken
    assert bodies() == [HIS]
    with closing(sqlite3.connect(taken.kept / "blog.sqlite")) as connection:
        newer = {body for (body,) in connection.execute("SELECT body FROM comment")}
    assert {HIS, "Written since."} <= newer
    assert HERS not in newer
    assert upgrade.is_current(upgraded.database)
    close()
    assert restoring.take_back(upgraded, LATER) is None


def test_no_version_and_no_id_is_given_twice(upgraded: Config) -> None:
    with closing(sqlite3.connect(upgraded.instance / "blog.sqlite")) as connection:
        seen = connection.execute("SELECT version FROM content_version").fetchone()[0]
        last = connection.execute("SELECT max(id) FROM comment").fetchone()[0]
    restoring.take_back(upgraded, LATER)
    assert version.current() > seen
    assert make_comment(1, "The next one.") > last


def test_without_one_of_this_release_nothing_is_changed(upgraded: Config) -> None:
    (upgraded.instance / "blog-before-20260314T100000.sqlite").unlink()
    before = (upgraded.instance / "blog.sqlite").read_bytes()
    with pytest.raises(RestoreRefused, match="no database of this release"):
        restoring.take_back(upgraded, LATER)
    assert (upgraded.instance / "blog.sqlite").read_bytes() == before


def test_under_a_server_that_runs_nothing_is_changed(upgraded: Config) -> None:
    with upgrade.in_use(upgraded.database), pytest.raises(RestoreRefused, match="stop the server first"):
        restoring.take_back(upgraded, LATER)


def test_the_command_says_what_it_did_and_where_the_newer_one_is(app: Flask, upgraded: Config) -> None:
    run = app.test_cli_runner().invoke
    answer = run(args=["restore", "--former"])
    assert (answer.exit_code, "What was here before is kept in" in answer.output) == (0, True)
    close()
    assert run(args=["restore", "--former"]).output == "The database is of this release already.\n"
    for arguments in ([], ["--former", "backup.tar"]):
        assert run(args=["restore", *arguments]).exit_code == 2


def test_the_dates_of_erasures_are_compared_with_when_it_was_kept(upgraded: Config) -> None:
    taken = restoring.take_back(upgraded, LATER)
    assert taken
    assert abs(taken.made_at - datetime.now(UTC)) < timedelta(minutes=5)

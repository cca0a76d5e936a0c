"""After an upgrade in PostgreSQL that went wrong the rows of before are taken back, and none of the newer is lost."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from flask import current_app

from blog import migrating, servers, upgrade
from blog.backups import restoring, swapping
from blog.backups.restoring import RestoreRefused
from blog.comments import own
from blog.config import Config
from blog.search import index
from blog.site import version
from tests.backups.served import files, schemas, shape, sums
from tests.backups.sites import ASHA, HERS, HIS, KOFI, bodies, close
from tests.factories import NOW, make_comment

LATER = datetime.now(UTC) + timedelta(minutes=1)
NEWER = (
    "ALTER TABLE comment ADD COLUMN newer integer; CREATE TABLE newer (id integer); "
    "UPDATE alembic_version SET version_num = '9999'"
)


def run(config: Config, statement: str) -> None:
    with psycopg.connect(config.database_url) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


@pytest.fixture
def upgraded(served: Config, monkeypatch: pytest.MonkeyPatch) -> Config:
    """A site that a newer release made its own; then somebody wrote, and somebody else was erased."""
    close()

    def run_newer(connection: servers.Connection, revision: str) -> None:
        migrating.run(connection, revision)
        connection.exec_driver_sql(NEWER)

    with monkeypatch.context() as patch:
        patch.setattr(servers, "run", run_newer)
        patch.setattr(servers, "REVISIONS", [*migrating.REVISIONS, "9999"])
        assert upgrade.upgrade(served.database, NOW) == "before_upgrade"
    make_comment(1, "Written since.", email=KOFI)
    own.erase_all(ASHA, LATER)
    close()
    return served


def test_it_is_again_what_it_was_but_for_who_was_erased_since(upgraded: Config) -> None:
    pictures = files(upgraded)
    taken = restoring.take_back(upgraded, LATER)
    assert taken
    assert (taken.made_at, bodies()) == (NOW, [HIS])
    assert files(upgraded) == pictures
    close()
    assert upgrade.is_current(upgraded.database)
    assert schemas(upgraded.database) == {"before_upgrade", taken.schema}
    with psycopg.connect(upgraded.database_url) as connection:
        connection.execute(f"SET search_path TO {taken.schema}")  # type: ignore[arg-type]
        newer = {body for (body,) in connection.execute("SELECT body FROM comment WHERE newer IS NULL")}
    assert newer == {HIS, "Written since."}
    assert HERS not in newer
    assert restoring.take_back(upgraded, LATER) is None


def test_everything_else_is_equal_by_count_and_checksum(served: Config) -> None:
    close()
    before, made = sums(served.database), shape(served.database)
    with servers._connected(served.database) as connection:
        servers._keep(connection, NOW)
        connection.commit()
    run(served, NEWER)
    run(served, "DELETE FROM comment_reason")
    restoring.take_back(served, LATER)
    close()
    after = sums(served.database)
    own_ = {"content_version", "word_index", "event"}
    assert {name for name in before if before[name] != after[name]} == own_
    assert shape(served.database) == made


def test_no_version_and_no_id_is_given_twice(upgraded: Config) -> None:
    with psycopg.connect(upgraded.database_url) as connection:
        seen = connection.execute("SELECT version FROM content_version").fetchone()
        last = connection.execute("SELECT max(id) FROM comment").fetchone()
    restoring.take_back(upgraded, LATER)
    assert seen
    assert last
    assert version.current() > seen[0]
    assert make_comment(1, "The next one.") > last[0]
    assert not index.is_current()


def test_without_rows_of_this_release_nothing_is_changed(upgraded: Config) -> None:
    for statement in (
        "UPDATE before_upgrade.alembic_version SET version_num = '0007'",
        "DROP SCHEMA before_upgrade CASCADE",
    ):
        run(upgraded, statement)
        before = schemas(upgraded.database)
        with pytest.raises(RestoreRefused, match="no database of this release"):
            restoring.take_back(upgraded, LATER)
        assert schemas(upgraded.database) == before


def test_one_that_fails_leaves_all_as_it_was(upgraded: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shape(upgraded.database), schemas(upgraded.database)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(swapping, "_move", fail)
    with pytest.raises(RestoreRefused, match="No space left"):
        restoring.take_back(upgraded, LATER)
    assert (shape(upgraded.database), schemas(upgraded.database)) == before


def test_under_a_server_that_runs_nothing_is_changed(upgraded: Config) -> None:
    with upgrade.in_use(upgraded.database), pytest.raises(RestoreRefused, match="stop its servers first"):
        restoring.take_back(upgraded, LATER)


def test_the_second_machine_finds_it_taken_back(served: Config) -> None:
    close()
    with upgrade.in_use(served.database):
        assert restoring.take_back(served, LATER) is None


def test_the_command_says_what_it_did_and_where_the_newer_one_is(upgraded: Config) -> None:
    invoke = current_app.test_cli_runner().invoke
    answer = invoke(args=["restore", "--former"])
    assert (answer.exit_code, "kept in the schema before_restore_" in answer.output) == (0, True), answer.output
    assert "in the schema" in answer.output
    close()
    assert invoke(args=["restore", "--former"]).output == "The database is of this release already.\n"

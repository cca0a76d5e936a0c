"""Bringing a database on a server to this release: all of it or nothing."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError

from blog import migrating, servers
from blog.db import Base
from blog.engines.postgresql import SERVING
from blog.site import version
from blog.upgrade import UpgradeError, called, in_use, is_current, is_new, upgrade
from tests.factories import NOW
from tests.postgresql import Cluster

NOW_CURRENT = f"UPDATE alembic_version SET version_num = '{migrating.REVISIONS[-1]}'"  # noqa: S608


def look(url: str, statement: str) -> list[object]:
    """The first column of what a statement gives."""
    engine = create_engine(url)
    with engine.begin() as connection:
        answer = connection.execute(text(statement))
        found = [row[0] for row in answer] if answer.returns_rows else []
    engine.dispose()
    return found


def test_an_empty_database_gets_what_the_models_say_and_a_current_one_is_left_alone(cluster: Cluster) -> None:
    url = cluster.empty()
    assert is_new(url)
    assert upgrade(url, NOW) is None
    assert is_current(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        ours = {"include_name": lambda name, kind, _parents: not (kind == "table" and "_words" in name)}
        context = MigrationContext.configure(connection, opts={"compare_type": False, **ours})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    before = look(url, "SELECT oid FROM pg_trigger ORDER BY 1")
    upgrade(url, NOW)
    assert look(url, "SELECT oid FROM pg_trigger ORDER BY 1") == before


def test_one_that_is_behind_is_migrated_with_its_rows(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    url = cluster.empty()
    with monkeypatch.context() as patch:
        patch.setattr(servers, "run", lambda connection, _to: migrating.run(connection, "0017"))
        patch.setattr(servers.counts, "install", lambda _connection: None)
        upgrade(url, NOW)
    look(url, "INSERT INTO tag (slug, name, description) VALUES ('town', 'Town', '')")
    assert not is_current(url)
    upgrade(url, NOW)
    assert is_current(url)
    assert look(url, "SELECT articles FROM tag") == [0]


def test_the_rows_of_before_are_kept_until_the_next_upgrade(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    url = cluster.copy()
    for slug in ("town", "tide"):
        look(url, f"INSERT INTO tag (slug, name, description) VALUES ('{slug}', '{slug}', '')")  # noqa: S608
        look(url, "UPDATE alembic_version SET version_num = '0000'")
        with monkeypatch.context() as patch:
            patch.setattr(servers, "REVISIONS", ["0000", *migrating.REVISIONS])
            patch.setattr(servers, "renew", lambda connection: connection.exec_driver_sql(NOW_CURRENT))
            assert upgrade(url, NOW) == "before_upgrade"
        assert slug in look(url, "SELECT slug FROM before_upgrade.tag")
        assert look(url, "SELECT version_num FROM before_upgrade.alembic_version") == ["0000"]
    assert look(url, "SELECT count(*) FROM before_upgrade.tag") == [2]


def test_where_they_cannot_be_kept_nothing_is_changed_and_the_remedy_is_told(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = cluster.copy()
    look(url, "UPDATE alembic_version SET version_num = '0017'")
    look(
        url,
        "CREATE ROLE letters LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO letters",
    )
    with pytest.raises(UpgradeError, match="GRANT CREATE ON DATABASE") as error:
        upgrade(url.replace("postgres@", "letters@"), NOW)
    assert "\n" not in str(error.value)
    assert look(url, "SELECT version_num FROM alembic_version") == ["0017"]
    look(url, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM letters; DROP ROLE letters")


def test_an_upgrade_that_fails_leaves_nothing_behind(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_connection: Connection) -> None:
        raise RuntimeError

    url = cluster.empty()
    monkeypatch.setattr(version, "install", fail)
    with pytest.raises(RuntimeError):
        upgrade(url, NOW)
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_newer_database_than_the_code_is_refused(cluster: Cluster) -> None:
    url = cluster.copy()
    look(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UpgradeError, match="newer release"):
        upgrade(url, NOW)


def test_one_that_a_server_of_another_release_works_with_is_left_alone(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "PATIENCE", 1)
    url = cluster.copy()
    with in_use(url), in_use(url):
        upgrade(url, NOW)
        look(url, "UPDATE alembic_version SET version_num = '0017'")
        with pytest.raises(UpgradeError, match="in use"):
            upgrade(url, NOW)


def test_what_begins_while_an_upgrade_goes_on_waits_and_then_says_why(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "PATIENCE", 1)
    url = cluster.copy()
    engine = create_engine(url)
    with engine.connect() as upgrading:
        upgrading.execute(text("SELECT pg_advisory_xact_lock({}, {})".format(*SERVING)))
        with pytest.raises(UpgradeError, match="the database is busy"), in_use(url):
            pass
    engine.dispose()


def test_what_goes_wrong_in_the_work_itself_is_not_taken_for_an_upgrade_that_failed(cluster: Cluster) -> None:
    with pytest.raises(DatabaseError), in_use(cluster.copy()):
        raise DatabaseError("SELECT", {}, Exception())


def test_an_encoding_that_lacks_letters_is_refused(cluster: Cluster) -> None:
    with pytest.raises(UpgradeError, match="SQL_ASCII"):
        upgrade(cluster.empty("SQL_ASCII"), NOW)


def test_a_server_that_is_not_there_is_one_line_without_the_password() -> None:
    url = "postgresql+psycopg://letters:s3cret@127.0.0.1:1/blog?connect_timeout=1"
    for act in (lambda: upgrade(url, NOW), lambda: is_new(url)):
        with pytest.raises(UpgradeError) as error:
            act()
        said = str(error.value)
        assert said.startswith("blog at 127.0.0.1: ")
        assert "the database cannot be reached" in said
        assert "s3cret" not in said
        assert "\n" not in said


def test_no_name_of_a_database_holds_its_password() -> None:
    for url in (
        "postgresql+psycopg://letters:s3cret@db.example/blog",
        "postgresql+psycopg://letters@/blog?host=/run/postgresql&password=s3cret",
    ):
        assert "s3cret" not in called(url)

"""Backups of a site in PostgreSQL: the same archive with a dump, and all of it is back, or nothing is changed."""

import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text

from blog import clock, create_app, migrating, servers, upgrade
from blog.backups import archive, disk, dumps, erased, making, postgresql, restoring, status, store, swapping
from blog.backups.archive import opened
from blog.backups.manifest import Entry, Manifest
from blog.backups.restoring import RestoreRefused
from blog.backups.rules import Refused
from blog.backups.whole import whole
from blog.carrying.rows import Sum, reading
from blog.comments import own
from blog.config import Config
from blog.db import Base, another, db
from blog.media import actions as media
from blog.people import actions as people
from blog.people import queries, sessions
from blog.search import index
from blog.site import version
from blog.tokens import key_fingerprint
from tests.backups.sites import ASHA, HERS, HIS, KOFI, add_picture, bodies, close, fill
from tests.factories import EMAIL, NOW, PASSWORD, make_article, make_comment
from tests.postgresql import Cluster

LETTERS = sorted([HERS, HIS, f"{HERS} Still."])
# What a site that is brought back has of its own: what was ended, said or given anew.
OWN = {"content_version", "word_index", "session", "event"}


@pytest.fixture
def site(cluster: Cluster, tmp_path: Path) -> Iterator[Config]:
    """A site in a database of its own, with an article, a picture and letters from Asha and from Kofi."""
    instance = tmp_path / "instance"
    instance.mkdir()
    url = cluster.copy().replace("+psycopg", "")
    config = Config(instance=instance, database_url=url, secret_key="a key for tests")
    with inside(config):
        fill(config)
        index.rebuild()
        yield config


class inside:  # noqa: N801 - it reads as what it is
    """An app on a site, in this process."""

    def __init__(self, config: Config) -> None:
        self.app = create_app(config, {"TESTING": True})
        self.context = self.app.app_context()

    def __enter__(self) -> Flask:
        self.context.push()
        return self.app

    def __exit__(self, *_: object) -> None:
        close()
        self.context.pop()


def sums(url: str) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and their checksum."""
    engine, found = another(url), {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            sum = Sum()
            for rows in reading(connection, table):
                sum.add(rows)
            found[table.name] = (sum.rows, sum.checksum)
    engine.dispose()
    return found


def shape(url: str) -> list[tuple[object, ...]]:
    """Every object of the site: columns, keys, indexes, triggers and functions."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return [
            row
            for question in (
                "SELECT table_name, column_name, data_type, collation_name, column_default, is_nullable "
                "FROM information_schema.columns WHERE table_schema = 'public'",
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace",
                "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
                "SELECT tgrelid::regclass::text, tgname, tgenabled, tgfoid::regproc::text FROM pg_trigger "
                "JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal "
                "AND relnamespace = 'public'::regnamespace",
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
            )
            for row in sorted(connection.execute(question).fetchall(), key=repr)  # type: ignore[arg-type]
        ]


def schemas(url: str) -> set[str]:
    """The schemas that are nobody's but ours."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_)'")
        return {name for (name,) in found} - {"public"}


def files(config: Config) -> dict[str, bytes]:
    return {
        f"{folder}/{path.name}": path.read_bytes()
        for folder in ("media", "originals")
        for path in (config.instance / folder).glob("*")
    }


def restore(path: Path, config: Config, **options: bool) -> restoring.Restored:
    close()
    return restoring.restore(path, config, NOW, **{"force": True} | options)


def refused(path: Path, config: Config) -> str:
    """Why an archive is not taken; the site is what it was, and nothing stands beside it."""
    close()
    before = sums(config.database), shape(config.database), files(config), schemas(config.database)
    with pytest.raises(RestoreRefused) as error:
        restore(path, config)
    assert (sums(config.database), shape(config.database), files(config), schemas(config.database)) == before
    assert not list(config.instance.glob("*restor*"))
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_backup_is_the_same_archive_with_a_dump_that_postgresql_reads(site: Config) -> None:
    path = making.make(site)
    with tarfile.open(path) as tar:
        assert tar.getnames() == ["manifest.json", "files", "erased", "blog.dump"]
        tar.extract("blog.dump", site.instance, filter="data")
    listed = subprocess.run(
        ["pg_restore", "--list", site.instance / "blog.dump"], check=True, capture_output=True, text=True
    )
    assert "TABLE DATA public comment" in listed.stdout
    with opened(path) as read:
        assert (read.manifest.rows["comment"], read.manifest.revision) == (3, migrating.REVISIONS[-1])
        assert {name.partition("/")[0] for name in read.files} == {"media", "originals"}
    assert status.read(site.backup_folder).is_good
    assert sorted(each.name for each in path.parent.iterdir()) == [".lock", "files", path.name, "status.json"]


def test_what_is_brought_back_is_equal_by_count_and_checksum_and_what_came_later_is_kept(site: Config) -> None:
    close()
    before, made, pictures = sums(site.database), shape(site.database), files(site)
    path = making.make(site)
    media.delete(1, site.media_folder)
    add_picture(site, (9, 9, 9))
    make_comment(1, "Written later.")
    later, seen = files(site), version.current()
    restored = restore(path, site)
    after = sums(site.database)
    assert {name for name in before if before[name] != after[name]} <= OWN
    assert shape(site.database) == made
    assert (bodies(), restored.warnings) == (LETTERS, [])
    assert version.current() > seen
    assert pictures.items() <= files(site).items()
    kept = {str(path.relative_to(restored.kept)): path.read_bytes() for path in restored.kept.rglob("*.*")}
    assert kept == {name: data for name, data in later.items() if name not in pictures}
    assert restored.schema == "before_restore_20260314t100000"
    assert schemas(site.database) == {restored.schema}
    with psycopg.connect(site.database_url) as connection:
        former = connection.execute(f"SELECT body FROM {restored.schema}.comment").fetchall()  # type: ignore[arg-type]
    assert ("Written later.",) in former


def test_the_one_file_of_the_desk_makes_a_site_in_an_empty_database(
    site: Config, cluster: Cluster, tmp_path: Path
) -> None:
    _length, chunks = whole(making.make(site))
    file = tmp_path / "taken-away.tar"
    file.write_bytes(b"".join(chunks))
    new = replace(site, instance=tmp_path / "new", database_url=cluster.empty().replace("+psycopg", ""))
    new.instance.mkdir()
    with inside(new):
        restored = restore(file, new, force=False)
        assert bodies() == LETTERS
        assert (restored.schema, restored.kept.exists(), schemas(new.database)) == ("", False, set())
    assert files(new) == files(site)
    assert {path.stat().st_mode & 0o077 for path in (new.instance / "originals").iterdir()} == {0}


def test_who_was_erased_since_stays_erased_and_nobody_is_signed_in(site: Config) -> None:
    token = people.sign_in(EMAIL, PASSWORD, "here", NOW)
    path = making.make(site)
    own.erase_all(ASHA, NOW)
    sessions.sign_out(token)
    restore(path, site)
    assert bodies() == [HIS]
    assert queries.signed_in(token, NOW) is None


def test_no_id_is_given_again_that_was_given_after_the_backup(site: Config) -> None:
    path = making.make(site)
    restore(path, site)
    lost = make_comment(1, "Lost.")
    close()
    restoring.restore(path, site, NOW + timedelta(seconds=1), force=True)
    assert make_comment(1, "Found.") > lost
    assert not index.is_current()  # so that the next start makes it anew
    assert len(schemas(site.database)) == 2


def test_a_site_that_is_there_is_not_overwritten_without_force(site: Config) -> None:
    path = making.make(site)
    with pytest.raises(RestoreRefused, match="--force"):
        restore(path, site, force=False)


def test_nothing_is_restored_under_a_server(site: Config) -> None:
    path = making.make(site)
    with upgrade.in_use(site.database):
        assert "is in use; stop its servers first" in refused(path, site)


@pytest.mark.parametrize("step", ["load", "_make_current", "_swap", "_move"])
def test_one_that_fails_at_any_step_leaves_all_as_it_was(
    site: Config, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = making.make(site)
    add_picture(site, (9, 9, 9))
    monkeypatch.setattr(postgresql if step == "load" else swapping, step, _fail)
    assert "No space left" in refused(path, site)


def _fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_a_killed_one_left_is_removed_by_the_next_start(site: Config) -> None:
    close()
    with psycopg.connect(site.database_url) as connection:
        connection.execute("CREATE SCHEMA letterpress_restoring")
        connection.execute("CREATE TABLE letterpress_restoring.comment (id integer)")
    upgrade.upgrade(site.database, NOW)
    assert schemas(site.database) == set()


def test_a_damaged_dump_is_refused(site: Config) -> None:
    path = making.make(site)
    with opened(path) as read:
        place = read._members["blog.dump"]
    data = bytearray(path.read_bytes())
    data[place.start + place.size // 2] ^= 1
    path.write_bytes(data)
    assert "blog.dump is damaged" in refused(path, site)


def pack(path: Path, dump: bytes, **said: object) -> Path:
    """An archive of any dump, as it came from anywhere."""
    work = path.with_suffix(".parts")
    work.mkdir()
    parts = {name: work / name for name in ("files", "erased", "blog.dump")}
    for name, data in (("files", b""), ("erased", b""), ("blog.dump", dump)):
        parts[name].write_bytes(data)
    members = {name: disk.entry(part) for name, part in parts.items()}
    known = {"made_at": NOW, "release": "0", "revision": migrating.REVISIONS[-1], "key": key_fingerprint(), "rows": {}}
    archive.write(path, Manifest(**known | {"members": members} | said), parts)  # type: ignore[arg-type]
    return path


def dump_of(url: str, *options: str) -> bytes:
    where = url.replace("+psycopg", "")
    return subprocess.run(["pg_dump", "-Fc", *options, where], check=True, capture_output=True).stdout


def test_nothing_in_a_dump_from_anywhere_runs(site: Config, cluster: Cluster, tmp_path: Path) -> None:
    """Its tables, triggers and functions are not asked: only rows are taken, and only those of our tables."""
    path = making.make(site)
    with opened(path) as read:
        rows = read.manifest.rows
    evil = cluster.url(cluster._make(re.findall("/(test[0-9]+)", site.database)[0])) if close() is None else ""
    with psycopg.connect(evil.replace("+psycopg", "")) as connection:
        connection.execute(
            "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM article; RETURN NULL; END $$"
        )
        connection.execute("CREATE TRIGGER evil AFTER INSERT ON comment EXECUTE FUNCTION evil()")
        connection.execute("ALTER TABLE comment ADD CONSTRAINT evil CHECK (body <> '')")
    made = shape(site.database)
    restore(pack(tmp_path / "evil.tar", dump_of(evil), rows=rows, lost=_served(site)), site)
    assert shape(site.database) == made
    with psycopg.connect(evil.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE evil (id integer)")
        connection.execute("INSERT INTO evil VALUES (1)")
    said = refused(pack(tmp_path / "table.tar", dump_of(evil), rows={**rows, "evil": 1}, lost=_served(site)), site)
    assert "its table evil is not made as ours are" in said


def _served(config: Config) -> list[str]:
    return [path.name for path in config.media_folder.iterdir()]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM comment", "more or fewer rows"),
        ("ALTER TABLE article DROP CONSTRAINT pk_article CASCADE; DELETE FROM article", "more or fewer rows"),
        ("ALTER TABLE article ADD COLUMN evil integer", "table article is not made as ours"),
        ("UPDATE alembic_version SET version_num = '0007'", "of another release than it says"),
        (
            "ALTER TABLE comment ALTER COLUMN submitted_at TYPE text; UPDATE comment SET submitted_at = 'yesterday'",
            "holds what no site of ours does (DatabaseError)",
        ),
    ],
)
def test_rows_that_are_none_of_ours_are_refused(
    site: Config, cluster: Cluster, tmp_path: Path, change: str, words: str
) -> None:
    with opened(making.make(site)) as read:
        rows = read.manifest.rows
    close()
    odd = cluster.url(cluster._make(re.findall("/(test[0-9]+)", site.database)[0]))
    with psycopg.connect(odd.replace("+psycopg", "")) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(change)  # type: ignore[arg-type]
    assert words in refused(pack(tmp_path / "odd.tar", dump_of(odd), rows=rows, lost=_served(site)), site)


@pytest.mark.parametrize("dump", [b"", b"Dear editor, " * 1000, b"PGDMP" + bytes(1000)])
def test_what_is_no_dump_at_all_is_refused(site: Config, tmp_path: Path, dump: bytes) -> None:
    assert "is not taken: its database" in refused(pack(tmp_path / "none.tar", dump), site)


def test_an_archive_of_a_newer_release_is_refused(site: Config, tmp_path: Path) -> None:
    said = refused(pack(tmp_path / "newer.tar", b"x", revision="9999"), site)
    assert "newer release" in said


def test_an_archive_of_a_former_release_comes_to_this_one(site: Config, cluster: Cluster, tmp_path: Path) -> None:
    former = cluster.empty()
    engine = create_engine(former)
    with engine.begin() as connection:
        migrating.run(connection, "0009")
        connection.execute(text("INSERT INTO tag (slug, name) VALUES ('town', 'Town')"))
        rows = {
            table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()  # noqa: S608
            for table in servers.tables(connection)
        }
    engine.dispose()
    made = shape(site.database)
    restore(pack(tmp_path / "former.tar", dump_of(former), revision="0009", rows=rows), site)
    assert upgrade.is_current(site.database)
    assert (bodies(), shape(site.database)) == ([], made)
    with psycopg.connect(site.database_url) as connection:
        assert connection.execute("SELECT slug FROM tag").fetchall() == [("town",)]


def test_an_archive_of_the_other_kind_says_how_it_is_carried_over(
    site: Config, app_context: Flask, tmp_path: Path
) -> None:
    there = making.make(site)
    ours: Config = app_context.config["SERVER"]
    if ours.database_url:
        pytest.skip("needs a site in SQLite")
    here = making.make(ours)
    assert "flask move-database" in refused(here, site)
    with pytest.raises(RestoreRefused, match=r"of PostgreSQL, and this site's of SQLite; .*`flask move-database`"):
        restoring.restore(there, ours, NOW, force=True)

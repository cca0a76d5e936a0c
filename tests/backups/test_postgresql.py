"""Backups of a site in PostgreSQL: the same archive with a dump, and all of it is back, or nothing is changed."""

import subprocess
import tarfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask, current_app
from sqlalchemy import create_engine, text

from blog import migrating, servers, upgrade
from blog.backups import archive, databases, disk, making, postgresql, restoring, status, store, swapping
from blog.backups.archive import opened
from blog.backups.manifest import Manifest
from blog.backups.restoring import RestoreRefused
from blog.backups.rules import Refused
from blog.backups.whole import whole
from blog.comments import own
from blog.config import Config
from blog.media import actions as media
from blog.people import actions as people
from blog.people import queries, sessions
from blog.search import index
from blog.site import version
from blog.tokens import key_fingerprint
from tests.backups.served import files, inside, schemas, shape, sums
from tests.backups.sites import ASHA, HERS, HIS, add_picture, bodies, close
from tests.factories import EMAIL, NOW, PASSWORD, make_comment
from tests.postgresql import Cluster

LETTERS = sorted([HERS, HIS, f"{HERS} Still."])
# What a site that is brought back has of its own: what was ended, said or given anew.
OWN = {"content_version", "word_index", "session", "event"}


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


def test_a_backup_is_the_same_archive_with_a_dump_that_postgresql_reads(served: Config) -> None:
    path = making.make(served)
    with tarfile.open(path) as tar:
        assert tar.getnames() == ["manifest.json", "files", "erased", "blog.dump"]
        tar.extract("blog.dump", served.instance, filter="data")
    listed = subprocess.run(
        ["pg_restore", "--list", served.instance / "blog.dump"], check=True, capture_output=True, text=True
    )
    assert "TABLE DATA public comment" in listed.stdout
    with opened(path) as read:
        assert (read.manifest.rows["comment"], read.manifest.revision) == (3, migrating.REVISIONS[-1])
        assert {name.partition("/")[0] for name in read.files} == {"media", "originals"}
    assert status.read(served.backup_folder).is_good
    assert sorted(each.name for each in path.parent.iterdir()) == [".lock", "files", path.name, "status.json"]


def test_one_without_all_rows_does_not_count(served: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    good, take = making.make(served), postgresql.take

    def lose(url: str, to: Path) -> databases.Taken:
        taken = take(url, to)
        return replace(taken, rows=taken.rows | {"comment": taken.rows["comment"] + 1})

    monkeypatch.setattr(postgresql, "take", lose)
    with pytest.raises(Refused, match="more or fewer rows than it says"):
        making.make(served)
    assert (status.read(served.backup_folder).reason, status.read(served.backup_folder).good_at) == ("unfit", NOW)
    assert list(store.archives(served.backup_folder).values()) == [good]


@pytest.mark.parametrize("change", ["ALTER TABLE tag ADD COLUMN mine integer", "CREATE TABLE mine (id integer)"])
def test_one_that_no_restore_would_take_does_not_count(served: Config, change: str) -> None:
    close()
    with psycopg.connect(served.database_url) as connection:
        connection.execute(change)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"its table (tag|mine) is not made as ours are"):
        making.make(served)


def test_what_stands_beside_the_site_is_in_no_backup(served: Config) -> None:
    path = making.make(served)
    size = path.stat().st_size
    restore(path, served)
    assert making.make(served).stat().st_size < 1.2 * size


def test_more_than_the_disk_holds_is_refused(served: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    path = making.make(served)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 1000}))
    assert "1.0 kB are free" in refused(path, served)
    with pytest.raises(Refused, match="only 0 B are free"):
        making.make(served)


def test_what_is_brought_back_is_equal_by_count_and_checksum_and_what_came_later_is_kept(served: Config) -> None:
    close()
    before, made, pictures = sums(served.database), shape(served.database), files(served)
    path = making.make(served)
    media.delete(1, served.media_folder)
    add_picture(served, (9, 9, 9))
    make_comment(1, "Written later.")
    later, seen = files(served), version.current()
    restored = restore(path, served)
    after = sums(served.database)
    assert {name for name in before if before[name] != after[name]} <= OWN
    assert shape(served.database) == made
    assert (bodies(), restored.warnings) == (LETTERS, [])
    assert version.current() > seen
    assert pictures.items() <= files(served).items()
    kept = {str(path.relative_to(restored.kept)): path.read_bytes() for path in restored.kept.rglob("*.*")}
    assert kept == {name: data for name, data in later.items() if name not in pictures}
    assert restored.schema == "before_restore_20260314t100000"
    assert schemas(served.database) == {restored.schema}
    with psycopg.connect(served.database_url) as connection:
        connection.execute(f"SET search_path TO {restored.schema}")  # type: ignore[arg-type]
        former = connection.execute("SELECT body FROM comment").fetchall()
    assert ("Written later.",) in former


def test_the_one_file_of_the_desk_makes_a_site_in_an_empty_database(
    served: Config, cluster: Cluster, tmp_path: Path
) -> None:
    _length, chunks = whole(making.make(served))
    file = tmp_path / "taken-away.tar"
    file.write_bytes(b"".join(chunks))
    new = replace(served, instance=tmp_path / "new", database_url=cluster.empty().replace("+psycopg", ""))
    new.instance.mkdir()
    with inside(new):
        restored = restore(file, new, force=False)
        assert bodies() == LETTERS
        assert (restored.schema, restored.kept.exists(), schemas(new.database)) == ("", False, set())
    assert files(new) == files(served)
    assert {path.stat().st_mode & 0o077 for path in (new.instance / "originals").iterdir()} == {0}


def test_who_was_erased_since_stays_erased_and_nobody_is_signed_in(served: Config) -> None:
    token = people.sign_in(EMAIL, PASSWORD, "here", NOW)
    path = making.make(served)
    own.erase_all(ASHA, NOW)
    sessions.sign_out(token)
    restore(path, served)
    assert bodies() == [HIS]
    assert queries.signed_in(token, NOW) is None


def test_no_id_is_given_again_that_was_given_after_the_backup(served: Config) -> None:
    path = making.make(served)
    restore(path, served)
    lost = make_comment(1, "Lost.")
    close()
    restoring.restore(path, served, NOW + timedelta(seconds=1), force=True)
    assert make_comment(1, "Found.") > lost
    assert not index.is_current()  # so that the next start makes it anew
    assert len(schemas(served.database)) == 2


def test_a_site_that_is_there_is_not_overwritten_without_force(served: Config) -> None:
    path = making.make(served)
    with pytest.raises(RestoreRefused, match="--force"):
        restore(path, served, force=False)


def test_nothing_is_restored_under_a_server(served: Config) -> None:
    path = making.make(served)
    with upgrade.in_use(served.database):
        assert "is in use; stop its servers first" in refused(path, served)


@pytest.mark.parametrize("step", ["load", "_make_current", "_swap", "_move"])
def test_one_that_fails_at_any_step_leaves_all_as_it_was(
    served: Config, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = making.make(served)
    add_picture(served, (9, 9, 9))
    monkeypatch.setattr(postgresql if step == "load" else swapping, step, _fail)
    assert "No space left" in refused(path, served)


def _fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_a_killed_one_left_is_removed_by_the_next_start(served: Config) -> None:
    close()
    with psycopg.connect(served.database_url) as connection:
        connection.execute("CREATE SCHEMA letterpress_restoring")
        connection.execute("CREATE TABLE letterpress_restoring.comment (id integer)")
    upgrade.upgrade(served.database, NOW)
    assert schemas(served.database) == set()


def test_a_damaged_dump_is_refused(served: Config) -> None:
    path = making.make(served)
    with opened(path) as read:
        place = read._members["blog.dump"]
    data = bytearray(path.read_bytes())
    data[place.start + place.size // 2] ^= 1
    path.write_bytes(data)
    assert "blog.dump is damaged" in refused(path, served)


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


def changed(served: Config, cluster: Cluster, change: str) -> tuple[bytes, dict[str, int]]:
    """A dump of a copy of the site in which somebody changed something, and how many rows it had before."""
    close()
    url = cluster.url(cluster._make(served.database.partition("@/")[2].partition("?")[0])).replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in names}  # type: ignore[arg-type]  # noqa: S608
        connection.execute("SET session_replication_role = replica")
        connection.execute(change)  # type: ignore[arg-type]
    dump = subprocess.run(["pg_dump", "--format=custom", url], check=True, capture_output=True).stdout
    return dump, {name: count[0] for name, count in counts.items() if count}


def offered(served: Config, cluster: Cluster, change: str) -> Path:
    """An archive with that dump."""
    dump, rows = changed(served, cluster, change)
    lost = [path.name for path in served.media_folder.iterdir()]
    return pack(served.instance.with_name("offered.tar"), dump, rows=rows, lost=lost)


def test_nothing_in_a_dump_from_anywhere_runs(served: Config, cluster: Cluster) -> None:
    """Its tables, triggers and functions are not asked: only rows are taken."""
    made = shape(served.database)
    restore(offered(served, cluster, EVIL), served)
    assert (bodies(), shape(served.database)) == (LETTERS, made)


EVIL = """
CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM comment; RETURN NULL; END $$;
CREATE TRIGGER evil AFTER INSERT ON article EXECUTE FUNCTION evil();
CREATE FUNCTION check_it(text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN DELETE FROM comment; RETURN true; END $$;
ALTER TABLE tag ADD CONSTRAINT evil CHECK (check_it(name));
CREATE VIEW evil AS SELECT * FROM person;
"""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM comment", "more or fewer rows"),
        ("CREATE TABLE evil (id integer)", "table evil is not made as ours"),
        ("ALTER TABLE article ADD COLUMN evil integer", "table article is not made as ours"),
        ("DROP TABLE article_words", "more or fewer rows"),
        ("UPDATE alembic_version SET version_num = '0007'", "of another release than it says"),
        ("DELETE FROM article; INSERT INTO article SELECT * FROM former", "holds what no site of ours does"),
        (
            "ALTER TABLE comment ALTER COLUMN submitted_at TYPE text; UPDATE comment SET submitted_at = 'long ago'",
            "holds what no site of ours does (DatabaseError)",
        ),
    ],
)
def test_rows_that_are_none_of_ours_are_refused(served: Config, cluster: Cluster, change: str, words: str) -> None:
    if "former" in change:  # as many articles, but not the one that the comments are of
        change = "; ".join(["CREATE TEMP TABLE former AS SELECT * FROM article", "UPDATE former SET id = 99", change])
    assert words in refused(offered(served, cluster, change), served)


@pytest.mark.parametrize("dump", [b"", b"Dear editor, " * 1000, b"PGDMP" + bytes(1000)])
def test_what_is_no_dump_at_all_is_refused(served: Config, tmp_path: Path, dump: bytes) -> None:
    assert "is not taken: its database" in refused(pack(tmp_path / "none.tar", dump), served)


def test_an_archive_of_a_newer_release_is_refused(served: Config, tmp_path: Path) -> None:
    said = refused(pack(tmp_path / "newer.tar", b"x", revision="9999"), served)
    assert "newer release" in said


def test_an_archive_of_a_former_release_comes_to_this_one(served: Config, cluster: Cluster, tmp_path: Path) -> None:
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
    made = shape(served.database)
    dump = subprocess.run(["pg_dump", "-Fc", former.replace("+psycopg", "")], check=True, capture_output=True).stdout
    restore(pack(tmp_path / "former.tar", dump, revision="0009", rows=rows), served)
    assert upgrade.is_current(served.database)
    assert (bodies(), shape(served.database)) == ([], made)
    with psycopg.connect(served.database_url) as connection:
        assert connection.execute("SELECT slug FROM tag").fetchall() == [("town",)]


@pytest.mark.sqlite
def test_an_archive_of_the_other_kind_says_how_it_is_carried_over(
    served: Config, app_context: Flask, tmp_path: Path
) -> None:
    there = making.make(served)
    ours: Config = app_context.config["SERVER"]
    here = making.make(ours)
    assert "flask move-database" in refused(here, served)
    with pytest.raises(RestoreRefused, match=r"of PostgreSQL, and this site's of SQLite; .*`flask move-database`"):
        restoring.restore(there, ours, NOW, force=True)


def test_the_commands_say_what_they_did_and_the_doctor_is_content(served: Config) -> None:
    run = current_app.test_cli_runner().invoke
    close()
    made = run(args=["backup"])
    path = Path(made.output.strip())
    assert (made.exit_code, path.parent) == (0, served.backup_folder), made.output
    assert "✓ Backups" in run(args=["doctor"]).output
    close()
    told = run(args=["restore", str(path), "--force"])
    assert told.output.splitlines() == [
        "The site is again what it was on 2026-03-14 at 10:00 UTC.",
        "Sign in anew, with the password and the second factor of then.",
        "The tables of before are kept in the schema before_restore_20260314t100000 of the database.",
    ]
    assert "✓ triggers" in run(args=["doctor"]).output


@pytest.mark.parametrize("is_empty", [True, False])
def test_its_dump_can_be_brought_back_by_hand_too(
    served: Config, cluster: Cluster, tmp_path: Path, *, is_empty: bool
) -> None:
    close()
    before, made = sums(served.database), shape(served.database)
    with tarfile.open(making.make(served)) as tar:
        tar.extract("blog.dump", tmp_path, filter="data")
    url = (cluster.empty() if is_empty else cluster.copy()).replace("+psycopg", "")
    options = ["--clean", "--if-exists", "--no-owner", f"--dbname={url}"]
    subprocess.run(["pg_restore", *options, tmp_path / "blog.dump"], check=True)
    assert (sums(url.replace("postgresql:", "postgresql+psycopg:")), shape(url)) == (before, made)

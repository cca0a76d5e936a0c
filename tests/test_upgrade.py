"""Bringing a database to this release: all of it or nothing, and the former one is kept."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from blog import create_app
from blog import upgrade as module
from blog.articles.counts import faults_by
from blog.articles.sqlite import TRIGGERS as COUNTING
from blog.config import Config
from blog.db import Base, db
from blog.site.version import VISIBLE
from blog.upgrade import UpgradeError, in_use, upgrade
from tests.factories import NOW

pytestmark = pytest.mark.sqlite


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def copy_of(database: Path, folder: Path, revision: str | None = None) -> Path:
    """A database of one's own, which says that it is of that revision."""
    path = folder / "blog.sqlite"
    path.write_bytes(database.read_bytes())
    if revision is not None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
            connection.commit()
    return path


def test_the_names_of_the_migrations_are_their_revisions_in_their_order() -> None:
    walked = ScriptDirectory(str(module.MIGRATIONS)).walk_revisions()
    assert [script.revision for script in walked] == module.REVISIONS[::-1]


def test_a_new_database_is_made_and_a_current_one_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "blog.sqlite"
    assert upgrade(url(path), NOW) is None
    before = path.read_bytes()
    assert upgrade(url(path), NOW) is None
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["blog.lock", "blog.sqlite"]
    assert path.stat().st_mode & 0o077 == 0


def test_the_migrations_make_what_the_models_say(migrated: Path) -> None:
    engine = create_engine(url(migrated))
    with engine.connect() as connection:
        # Virtual tables, and what they keep themselves in, are no models.
        ours = {"include_name": lambda name, kind, _parents: not (kind == "table" and "_words" in name)}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), Base.metadata) == []
    engine.dispose()


def test_every_visible_table_has_its_three_triggers(migrated: Path) -> None:
    with closing(sqlite3.connect(migrated)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    raising = {f"{table}_{event}_raises_version" for table in VISIBLE for event in ("insert", "update", "delete")}
    assert names == raising | set(COUNTING)


def test_an_older_database_is_migrated_with_what_its_log_holds_and_the_former_is_kept(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy_of(migrated, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO tag (id, slug, name) VALUES (1, 'town', 'Town')")
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
        assert Path(f"{path}-wal").stat().st_size > 0

        def migrate(copy: Path) -> None:
            with closing(sqlite3.connect(copy)) as inner:
                assert inner.execute("SELECT name FROM tag").fetchall() == [("Town",)]
                inner.execute("UPDATE alembic_version SET version_num = '0001'")
                inner.commit()

        monkeypatch.setattr(module, "REVISIONS", ["0000", "0001", module.REVISIONS[-1]])
        monkeypatch.setattr(module, "_migrate", migrate)
        kept = upgrade(url(path), NOW)
    assert kept == "blog-before-20260314T100000.sqlite"
    assert (revision(path), revision(tmp_path / kept)) == ("0001", "0000")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM tag").fetchall() == [("Town",)]


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy_of(migrated, tmp_path, "0000")

    def fail(copy: Path) -> None:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("DROP TABLE comment")
        raise RuntimeError("power cut")

    monkeypatch.setattr(module, "REVISIONS", ["0000", "0001", module.REVISIONS[-1]])
    monkeypatch.setattr(module, "_migrate", fail)
    with pytest.raises(RuntimeError):
        upgrade(url(path), NOW)
    assert revision(path) == "0000"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM comment").fetchone() == (0,)


def test_a_row_without_what_it_belongs_to_stops_the_upgrade(tmp_path: Path, migrated: Path) -> None:
    path = copy_of(migrated, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO article_tag (article_id, position, tag_id) VALUES (1, 0, 1)")
        connection.commit()
    with pytest.raises(UpgradeError, match="2 rows"):
        module._migrate(path)


def test_a_database_of_a_newer_release_is_refused(tmp_path: Path, migrated: Path) -> None:
    path = copy_of(migrated, tmp_path, "9999")
    with pytest.raises(UpgradeError, match="newer release"):
        upgrade(url(path), NOW)


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "blog.sqlite"
    path.write_text("this is no database, but it is long enough to be looked at" * 20)
    with pytest.raises(UpgradeError, match="not a database"):
        upgrade(url(path), NOW)


def test_a_database_that_a_server_works_with_is_not_taken_from_it(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy_of(migrated, tmp_path, "0000")
    before = path.read_bytes()
    monkeypatch.setattr(module, "PATIENCE", 1)
    with in_use(url(path)), pytest.raises(UpgradeError, match="in use"):
        upgrade(url(path), NOW)
    assert path.read_bytes() == before


def test_of_many_that_start_at_once_one_makes_the_database_and_none_fails(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: upgrade(url(tmp_path / "blog.sqlite"), NOW), range(8))) == [None] * 8
    assert revision(tmp_path / "blog.sqlite")


def test_a_table_that_a_migration_makes_anew_keeps_what_hangs_on_it_and_gets_its_triggers_back(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy_of(migrated, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("INSERT INTO setting (key, value) VALUES ('title', '1')")
        connection.execute("INSERT INTO person VALUES (1, 'a@example.org', 'A', 'x', '2026-01-01', NULL)")
        connection.execute("INSERT INTO sign_in VALUES (1, 'x', 1, '2026-01-01', '2026-01-01', '', '', NULL)")
        connection.commit()

    def make_anew(config: Alembic, _target: str) -> None:
        for statement in (
            "CREATE TABLE person_new (id INTEGER PRIMARY KEY, email, name, password_hash, created_at, changed_at)",
            "INSERT INTO person_new SELECT * FROM person",
            "DROP TABLE person",
            "ALTER TABLE person_new RENAME TO person",
            "DROP TRIGGER setting_insert_raises_version",
        ):
            config.attributes["connection"].exec_driver_sql(statement)

    monkeypatch.setattr(command, "upgrade", make_anew)
    module._migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sign_in").fetchone() == (1,)
        before = connection.execute("SELECT version FROM content_version").fetchone()
        connection.execute("INSERT INTO setting (key, value) VALUES ('description', '1')")
        assert connection.execute("SELECT version FROM content_version").fetchone() > before


def test_what_an_upgrade_keeps_is_for_the_owner_only_and_what_a_broken_one_left_is_in_nobodys_way(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy_of(migrated, tmp_path)
    (tmp_path / "blog.upgrading").write_text("half of a database")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    monkeypatch.setattr(module, "REVISIONS", ["0000", module.REVISIONS[-1]])
    monkeypatch.setattr(module, "_migrate", lambda copy: None)
    kept = upgrade(url(path), NOW)
    assert kept is not None
    for file in (tmp_path / kept, path):
        assert file.stat().st_mode & 0o077 == 0


def test_a_filled_database_of_the_first_release_comes_to_this_one_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "blog.sqlite"
    first = Alembic()
    first.set_main_option("script_location", str(module.MIGRATIONS))
    engine = create_engine(url(path))
    with engine.connect() as connection:
        first.attributes["connection"] = connection
        command.upgrade(first, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FILLED)
        connection.commit()
    with engine.connect() as connection:
        first.attributes["connection"] = connection
        command.upgrade(first, "0009")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FILLED_LATER)
        before = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608
    assert upgrade(url(path), NOW)
    with closing(sqlite3.connect(path)) as connection:
        for table, rows in before.items():
            after = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            assert [row[: len(rows[0])] for row in after] == rows, table
        moved = dict(connection.execute("SELECT id, moved_at FROM comment"))
        assert moved == {1: "2026-01-02", 2: "2026-01-03"}  # by its decision, or since it came in
        events = connection.execute("SELECT act, comment_id, before, after, is_first FROM event").fetchall()
        assert events == [("decide", 1, '"pending"', '"approved"', 1)]
        assert connection.execute("SELECT comment_id, body, sent_at FROM pending_edit").fetchall() == [
            (1, "Other words.", "2026-01-04")
        ]
        assert connection.execute("SELECT comment_id, confirmed_at FROM subscription").fetchall() == [(1, "2026-01-05")]
        assert connection.execute("SELECT article_id, title, body, is_public FROM revision").fetchall() == [
            (1, "The bridge", "![B](/media/b2-9.webp)", 1)
        ]
        assert connection.execute("SELECT article_id, media_id FROM article_media").fetchall() == [(1, 1), (1, 2)]
        assert connection.execute("SELECT formats, mimetype FROM media").fetchall() == [('["webp"]', "image/webp")] * 3
        live = connection.execute("SELECT id FROM article WHERE is_live").fetchall()
        assert live
        assert connection.execute("SELECT article_id FROM related_due").fetchall() == live
        assert connection.execute("SELECT articles FROM live_month").fetchall() == [(len(live),)]
        assert connection.execute(faults_by("sqlite")).fetchall() == [(0,)]
        for table in ("imported", "lost_address"):
            assert connection.execute(f"SELECT * FROM {table}").fetchall() == []  # noqa: S608
        tables = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        for table in ("article", "comment", "decision"):
            assert "AUTOINCREMENT" in tables[table], table  # an id given twice would open one's receipt to another


def test_an_admin_who_is_signed_in_stays_so_through_an_upgrade_and_is_asked_before_what_is_dangerous(
    tmp_path: Path,
) -> None:
    path = tmp_path / "blog.sqlite"
    config = Alembic()
    config.set_main_option("script_location", str(module.MIGRATIONS))
    engine = create_engine(url(path))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0014")
    engine.dispose()
    now = datetime.now(UTC)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO person VALUES (1, 'meera@example.com', 'Meera', 'hash', '2026-01-01')")
        ends = (now + timedelta(days=9)).strftime("%Y-%m-%d %H:%M:%S.%f")
        token_hash = sha256(b"a token").hexdigest()
        connection.execute("INSERT INTO sign_in VALUES (1, ?, 1, '2026-01-01 00:00:00.000000', ?)", [token_hash, ends])
        connection.commit()
    assert upgrade(url(path), now)
    app = create_app(Config(instance=tmp_path, secret_key="k"), {"TESTING": True})
    client = app.test_client()
    with client.session_transaction(path="/admin/") as session:
        session["token"] = "a token"
    assert "Unknown browser" in client.get("/admin/account").text
    assert client.get("/admin/account/password").location.startswith("/admin/confirm?")
    with app.app_context():
        db.engine.dispose()


def test_a_database_that_is_made_anew_has_triggers_of_our_own_only(tmp_path: Path, migrated: Path) -> None:
    path = copy_of(migrated, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        before = connection.execute(triggers).fetchall()
        connection.execute("DROP TRIGGER tag_insert_raises_version")
        for name in ("tag_insert_raises_version", "report_insert_raises_version"):
            connection.execute(f"CREATE TRIGGER {name} AFTER INSERT ON report BEGIN DELETE FROM person; END")  # noqa: S608
        connection.commit()
    module.renew(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(triggers).fetchall() == before


TABLES = (
    "person",
    "article",
    "tag",
    "article_tag",
    "comment",
    "comment_reason",
    "decision",
    "setting",
    "redirect",
    "media",
)
FILLED = """
INSERT INTO person VALUES (1, 'meera@example.com', 'Meera', 'hash', '2026-01-01');
INSERT INTO setting VALUES ('title', '"The Review"');
INSERT INTO redirect VALUES ('/articles/old', '/articles/bridge');
INSERT INTO article VALUES (1, 'article', 'bridge', 'The bridge', '', '', '', 'en', 'It stands.', '<p>It stands.</p>',
  1, 1, '', '', '', NULL, 1, NULL, '', '', '', 0, '2026-01-01', '2026-01-01', '2026-01-01', 1);
INSERT INTO tag VALUES (1, 'town', 'Town');
INSERT INTO article_tag VALUES (1, 0, 1);
INSERT INTO comment VALUES (1, 1, NULL, 1, 1, 'Asha', 'a@example.org', 'a@example.org', '', 'One.', '<p>One.</p>',
  '<p>One.</p>', 1, 'approved', 0, 0, '192.0.2.0/24', 'key', 'digest', '2026-01-02');
INSERT INTO comment VALUES (2, 1, 1, NULL, NULL, 'Kofi', 'k@example.org', 'k@example.org', '', 'Two.', '<p>Two.</p>',
  '<p>Two.</p>', 1, 'pending', 0, 0, '192.0.2.0/24', 'key', 'digest 2', '2026-01-03');
INSERT INTO comment_reason VALUES (1, 2, 'first_comment', '{}', 1);
INSERT INTO decision VALUES (1, 1, 1, '2026-01-02', 'pending', 'approved', NULL, NULL);
"""
FILLED_LATER = """
INSERT INTO revision (comment_id, body, body_html, inert_html, markup_version, sent_at)
  VALUES (1, 'Other words.', '<p>Other words.</p>', '<p>Other words.</p>', 1, '2026-01-04');
INSERT INTO subscription (comment_id, asked_at, asks, confirmed_at) VALUES (1, '2026-01-02', 1, '2026-01-05');
INSERT INTO media VALUES (1, 'a1', 9, 9, '[9]', 'a.png', '2026-01-01'), (2, 'b2', 9, 9, '[9]', 'b.png', '2026-01-01'),
  (3, 'c3', 9, 9, '[9]', 'c.png', '2026-01-01');
UPDATE article SET picture_id = 1, body = '![B](/media/b2-9.webp)';
"""

"""`flask move-database`: a site is the same in the other kind of database and comes back so, or nothing is there."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import null, text

from blog import create_app
from blog.audit.models import Event
from blog.carrying import moving
from blog.comments.models import Comment, SpamWord
from blog.config import Config
from blog.db import db, empty_wal, writing
from blog.outbox import actions as outbox
from blog.people.models import Throttle
from blog.search import index
from blog.site import version
from blog.site.models import Redirect, Setting
from blog.upgrade import in_use, upgrade
from tests import filled
from tests.factories import NOW, make_article, make_comment, make_printed
from tests.postgresql import Cluster

pytestmark = pytest.mark.sqlite  # each goes from there to PostgreSQL, or back

INDEX = ("article_words", "comment_words", "site_words")
PATHS = ("/", "/articles/hello", "/archive", "/tags/trees", "/feed.xml", "/comments.xml", "/sitemap.xml")
DERIVED = ("triggers", "counts of articles", "index of words", "rows that belong together")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """A site in SQLite that has one of everything, to be copied."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "blog.sqlite").write_bytes(migrated.read_bytes())
    with site("", folder) as app:
        filled.fill(app)
        index.rebuild()
        empty_wal()
    return folder / "blog.sqlite"


@pytest.fixture
def here(tmp_path: Path, full: Path) -> str:
    """Such a site of one's own."""
    (tmp_path / "site.sqlite").write_bytes(full.read_bytes())
    return f"sqlite:///{tmp_path / 'site.sqlite'}"


@pytest.fixture
def there(cluster: Cluster) -> str:
    """An empty database of PostgreSQL."""
    return cluster.empty().replace("+psycopg", "")


@pytest.fixture
def back(tmp_path: Path) -> str:
    """Where no file is yet."""
    return f"sqlite:///{tmp_path / 'back.sqlite'}"


def move(app: Flask, source: str, target: str) -> Result:
    return app.test_cli_runner().invoke(args=["move-database", source, target])


@contextmanager
def site(url: str, folder: Path) -> Iterator[Flask]:
    """The site that a database holds, from inside."""
    app = create_app(Config(instance=folder, database_url=url, secret_key="a key for tests"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def everything(url: str) -> dict[str, Sequence[object]]:
    """What every table of a file holds, as it is stored, without the parts of the index of words."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)  # noqa: S608
            for name in names
            if "_words_" not in name
        }


def rows(url: str) -> int:
    """How many there are in all tables of a database of PostgreSQL, but the three of one that is new."""
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return sum(len(connection.execute(f"SELECT 1 FROM {name}").fetchall()) for (name,) in names) - 3  # noqa: S608


def test_a_site_that_goes_to_postgresql_and_back_is_the_same(app: Flask, here: str, there: str, back: str) -> None:
    gone, came = move(app, here, there), move(app, there, back)
    assert (gone.exit_code, came.exit_code) == (0, 0), gone.output + came.output
    assert gone.output == came.output
    before, after = everything(here), everything(back)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == set()
    assert len(before["comment"]) == 5
    assert "comment                    5 " in gone.output
    told = {line.split()[0] for line in gone.output.splitlines()[:-1]}
    assert before.keys() - told == {"alembic_version", "sqlite_sequence", *INDEX}


def test_what_is_derived_is_right_there(app: Flask, here: str, there: str, back: str, tmp_path: Path) -> None:
    move(app, here, there)
    move(app, there, back)
    for url in (there, back):
        with site(url, tmp_path) as moved:
            said = moved.test_cli_runner().invoke(args=["doctor"]).output
            assert [name for name in DERIVED if f"✓ {name}" not in said] == []
            assert 'href="/articles/hello"' in moved.test_client().get("/search?q=paragraph").text
            before = version.current()
            make_article("One more")
            db.session.rollback()
            assert version.current() > before


def test_what_was_put_aside_meanwhile_is_at_its_place_again(
    app: Flask, here: str, there: str, cluster: Cluster
) -> None:
    move(app, here, there)
    made = [
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2",
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    ]
    with psycopg.connect(there) as moved, psycopg.connect(cluster.copy().replace("+psycopg", "")) as fresh:
        for question in made:
            assert moved.execute(question).fetchall() == fresh.execute(question).fetchall() != []
        words = moved.execute("SELECT term, doc FROM site_words ORDER BY 1").fetchall()
    with closing(sqlite3.connect(here.removeprefix("sqlite:///"))) as file:
        assert words == file.execute("SELECT term, doc FROM site_words ORDER BY 1").fetchall() != []


def test_pages_are_the_same_there(app: Flask, here: str, there: str, tmp_path: Path) -> None:
    move(app, here, there)
    with site(here, tmp_path) as moved:
        before = [moved.test_client().get(path).data for path in PATHS]
    with site(there, tmp_path) as moved:
        assert [moved.test_client().get(path).data for path in PATHS] == before


def test_no_id_is_given_again_that_was_given_before(
    app: Flask, here: str, there: str, back: str, tmp_path: Path
) -> None:
    with site(here, tmp_path):
        article = make_article("Letters")
        remove(last := make_comment(article))
    move(app, here, there)
    with site(there, tmp_path):
        remove(make_comment(article, "The next."))
    move(app, there, back)
    with site(back, tmp_path):
        assert make_comment(article, "The one after that.") == last + 2


def remove(comment_id: int) -> None:
    with writing() as session:
        for table, key in (("comment_key", "comment_id"), ("comment_reason", "comment_id"), ("comment", "id")):
            session.execute(text(f"DELETE FROM {table} WHERE {key} = {comment_id}"))  # noqa: S608


def test_each_kind_of_value_comes_as_it_was(app: Flask, here: str, there: str, back: str, tmp_path: Path) -> None:
    with site(here, tmp_path), writing() as session:
        session.add(Setting(key="odd", value=None))
        session.add(Setting(key="text", value='5 "ü" \u2028'))
        session.add(
            Event(
                happened_at=NOW.replace(microsecond=1),
                act="login",
                way="",
                address_short="",
                before=null(),
                after={"b": 1, "a": [0.1]},
            )
        )
        session.add(Throttle(key="k", failures=1, until=NOW.replace(year=9999)))
        session.add(SpamWord(key=-(2**63), spam=1, good=2))
        session.add(Redirect(old="/a\0b", new="/\U0001f600"))
    with site(here, tmp_path):
        id = make_printed(make_article("Bytes"))
        with writing() as session:
            comment = session.get_one(Comment, id)
            comment.word_keys, comment.score = bytes(range(256)), 0.1 + 0.2
    assert move(app, here, there).exit_code == 0
    with psycopg.connect(there) as connection:
        found = connection.execute(
            "SELECT odd.value::text, text.value::text, new, spam_word.key, score, word_keys FROM setting AS odd, "
            "setting AS text, redirect, spam_word, comment WHERE odd.key = 'odd' AND text.key = 'text' "
            "AND old = '/a\ufffdb' AND good = 2 AND comment.id = %s",
            [id],
        ).fetchone()
        event = connection.execute(
            "SELECT before IS NULL, after::text FROM event WHERE after::text LIKE '%%0.1%%'"
        ).fetchone()
    assert found == ("null", '"5 \\"\\u00fc\\" \\u2028"', "/\U0001f600", -(2**63), 0.1 + 0.2, bytes(range(256)))
    assert event == (True, '{"b": 1, "a": [0.1]}')
    assert move(app, there, back).exit_code == 0


def test_one_that_changes_what_it_is_given_is_left_as_it_was(app: Flask, here: str, there: str) -> None:
    upgrade(there.replace("postgresql", "postgresql+psycopg"), NOW)
    with psycopg.connect(there) as connection:
        connection.execute(
            "CREATE FUNCTION odd() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.name = upper(NEW.name); RETURN NEW; END $$"
        )
        connection.execute("CREATE TRIGGER odd BEFORE INSERT ON tag FOR EACH ROW EXECUTE FUNCTION odd()")
    said = move(app, here, there)
    assert (said.exit_code, said.output.count("\n")) == (1, 1)
    assert "Nothing was moved: the table tag would not be the same: 1 rows" in said.output
    assert rows(there) == 0


@pytest.mark.parametrize("way", ["there", "back"])
def test_one_that_is_stopped_in_the_middle_leaves_nothing_and_can_be_begun_anew(
    app: Flask, here: str, there: str, back: str, way: str
) -> None:
    source, target = (here, there) if way == "there" else (there, back)
    if way == "back":
        move(app, here, there)

    def stop(done: int, total: int) -> None:
        if done > total * 0.7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moving.move(*(url.replace("postgresql:", "postgresql+psycopg:") for url in (source, target)), NOW, stop)
    if way == "there":
        assert rows(target) == 0
    else:
        assert everything(target)["comment"] == []
    assert move(app, source, target).exit_code == 0


def refused(said: Result, why: str) -> None:
    assert (said.exit_code, said.output.count("\n")) == (1, 1), said.output
    assert why in said.output
    assert "s3cret" not in said.output


def test_a_database_in_which_there_is_something_is_refused(
    app: Flask, here: str, there: str, back: str, tmp_path: Path
) -> None:
    move(app, here, there)
    refused(move(app, here, there), "is not empty; there is something in its table")
    before = rows(there)
    move(app, there, back)
    with site(back, tmp_path):
        make_article("One more")
    refused(move(app, back, there), "is not empty")
    refused(move(app, there, here), "is not empty")
    assert rows(there) == before


def test_one_that_once_had_a_site_is_refused(app: Flask, here: str, there: str, tmp_path: Path) -> None:
    upgrade(there.replace("postgresql", "postgresql+psycopg"), NOW)
    with site(there, tmp_path), writing() as session:
        session.execute(text("UPDATE content_version SET version = 7"))
    refused(move(app, here, there), "a site was there before")


def test_one_database_is_no_two(app: Flask, here: str, there: str) -> None:
    refused(
        move(app, here, here.replace("/site.sqlite", "/../" + here.split("/")[-2] + "/site.sqlite")), "one database"
    )
    refused(move(app, there, there), "one database")


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:///relative", "blog.sqlite", "postgresql://host", ""])
def test_what_is_no_address_of_a_database_is_said(app: Flask, here: str, url: str) -> None:
    refused(move(app, url, here), "FROM must be sqlite:////the/whole/path")
    refused(move(app, here, url), "TO must be sqlite:////the/whole/path")


def test_one_that_does_not_answer_is_said(app: Flask, here: str) -> None:
    away = "postgresql://letters:s3cret@127.0.0.1:1/blog"
    refused(move(app, here, away), "blog at 127.0.0.1: ")
    refused(move(app, away, here), "blog at 127.0.0.1: ")


def test_where_there_is_no_site_nothing_is_made(app: Flask, here: str, there: str, tmp_path: Path) -> None:
    refused(move(app, f"sqlite:///{tmp_path}/no/such.sqlite", there), "there is no site in")
    refused(move(app, there, here), "there is no site in")
    assert not (tmp_path / "no").exists()
    (tmp_path / "text.sqlite").write_text("no database" * 100)
    refused(move(app, f"sqlite:///{tmp_path}/text.sqlite", there), "not a database")
    refused(move(app, here, f"sqlite:///{tmp_path}/text.sqlite/below.sqlite"), "text.sqlite")


@pytest.mark.parametrize("revision", ["0017", "9999"])
def test_one_of_another_release_is_left_alone(app: Flask, here: str, cluster: Cluster, revision: str) -> None:
    there = cluster.copy()
    with psycopg.connect(there.replace("+psycopg", "")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", [revision])
    refused(move(app, here, there.replace("+psycopg", "")), "of another release")
    with closing(sqlite3.connect(here.removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
        connection.commit()
    refused(move(app, here, cluster.empty().replace("+psycopg", "")), "of another release")


def test_nothing_is_moved_while_a_server_is_at_work(app: Flask, here: str, there: str) -> None:
    with in_use(here):
        refused(move(app, here, there), "is in use; stop the server first")
    assert rows(there) == 0
    with in_use(there.replace("postgresql", "postgresql+psycopg")):
        refused(move(app, here, there), "is in use; stop its servers first")
    assert move(app, here, there).exit_code == 0


def test_a_mail_that_waits_goes_from_there(app: Flask, here: str, there: str, tmp_path: Path) -> None:
    with site(here, tmp_path), writing() as session:
        outbox.add(session, "queue", "first@example.org", NOW)
    move(app, here, there)
    with site(there, tmp_path):
        claimed = outbox.claim(NOW)
    assert claimed
    assert claimed.recipient == "first@example.org"

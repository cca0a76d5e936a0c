"""What holds on SQLite holds on PostgreSQL: one writer, reads of one moment, nobody's words in errors."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from blog import create_app
from blog.articles.models import Article
from blog.comments import own as own_acts
from blog.config import Config
from blog.db import db, options, own, writing
from blog.engines import postgresql
from blog.engines.postgresql import connector
from blog.outbox import actions as outbox
from blog.people.models import Throttle
from blog.site import version
from blog.site.models import Redirect
from blog.trouble import Trouble, trouble
from blog.upgrade import in_use
from tests.factories import NOW, dump, make_admin, make_article, make_printed, past_us
from tests.postgresql import Cluster

TIMES = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)


class Nobody:
    """A turn that is always one's own, as in another process."""

    def acquire(self, timeout: float) -> bool:
        return True

    def release(self) -> None:
        pass


@pytest.fixture
def app(cluster: Cluster, tmp_path: Path) -> Iterator[Flask]:
    url = cluster.fresh().replace("+psycopg", "")
    app = create_app(Config(instance=tmp_path, database_url=url, secret_key="k"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_no_update_is_lost_between_writers_of_several_processes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.db._turn", Nobody())

    def add() -> None:
        with app.app_context():
            for _ in range(10):
                with writing() as session:
                    throttle = session.get(Throttle, "k") or Throttle(key="k", failures=0, until=NOW)
                    throttle.failures += 1
                    session.add(throttle)

    threads = [Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.get_one(Throttle, "k").failures == 60


def test_a_write_that_waits_too_long_for_another_machine_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "TURN", postgresql.TURN.replace("30000", "50"))
    with past_us() as other:
        other.execute(text("SELECT pg_advisory_xact_lock({}, {})".format(*postgresql.WRITING)))
        with pytest.raises(DatabaseError) as error, writing():
            pass
    assert trouble(error.value) is Trouble.BUSY


def test_of_many_processes_one_gets_the_lease(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.db._turn", Nobody())
    got: list[str] = []

    def take(holder: str) -> None:
        with app.app_context():
            if outbox.take_lease("heartbeat", holder, NOW, timedelta(seconds=45)):
                got.append(holder)

    threads = [Thread(target=take, args=(f"machine {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_a_mail_that_somebody_has_in_hand_is_not_waited_for(app: Flask) -> None:
    with writing() as session:
        outbox.add(session, "queue", "first@example.org", NOW)
        outbox.add(session, "queue", "second@example.org", NOW)
    with past_us() as other:
        other.execute(text("SELECT id FROM mail WHERE recipient = 'first@example.org' FOR UPDATE"))
        claimed = outbox.claim(NOW)
    assert claimed
    assert claimed.recipient == "second@example.org"


def test_what_is_erased_is_in_no_table(app: Flask) -> None:
    make_admin()
    id = make_printed(make_article(), "A zebulonic letter.")
    assert "zebulonic" in "\n".join(dump())
    own_acts.erase(id)
    assert "zebulonic" not in "\n".join(dump())


def test_a_read_sees_one_moment_however_long_it_takes(app: Flask) -> None:
    make_article("Before")
    assert db.session.scalars(select(Article.title)).all() == ["Before"]
    with past_us() as other:
        other.execute(text("UPDATE article SET title = 'Meanwhile'"))
    assert db.session.scalars(select(Article.title)).all() == ["Before"]
    db.session.rollback()
    assert db.session.scalars(select(Article.title)).all() == ["Meanwhile"]


def test_the_version_is_raised_once_in_a_transaction_and_by_what_is_seen_only(app: Flask) -> None:
    make_article(), make_article("Other")
    before = version.current()
    with past_us() as other:
        other.execute(text("UPDATE article SET title = title || '.'"))
    db.session.rollback()
    assert version.current() == before + 1
    with past_us() as other:
        other.execute(text("UPDATE article SET is_live = FALSE"))
        other.execute(text("DELETE FROM redirect"))
    db.session.rollback()
    assert version.current() == before + 2
    with past_us() as other:
        other.execute(text("UPDATE article SET title = title || '.'"))
    db.session.rollback()
    assert version.current() == before + 2


def test_text_is_ordered_letter_by_letter_as_sqlite_does(app: Flask) -> None:
    with writing() as session:
        session.add_all([Redirect(old=old, new="/x") for old in ("/b", "/B", "/a b", "/ab", "/é")])
    assert db.session.scalars(select(Redirect.old).order_by(Redirect.old)).all() == ["/B", "/a b", "/ab", "/b", "/é"]


def test_an_error_quotes_no_row(app: Flask) -> None:
    with writing() as session:
        session.add(Throttle(key="asha@example.org", failures=0, until=NOW))
    with pytest.raises(IntegrityError) as error, writing() as session:
        session.execute(text("INSERT INTO throttle SELECT * FROM throttle"))
    assert "duplicate key" in str(error.value)
    assert "asha" not in f"{error.value} {error.value.orig}"


def test_what_no_text_of_postgresql_can_hold_is_marked(app: Flask) -> None:
    with writing() as session:
        session.add(Redirect(old="/a\0b", new="/x"))
    assert db.session.scalars(select(Redirect.old)).all() == ["/a\ufffdb"]


def test_a_server_that_came_back_is_an_error_to_nobody(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/").status_code == 200
    db.session.remove()
    with past_us() as other:
        other.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
    assert client.get("/archive").status_code == 200


def test_a_database_that_is_away_is_a_page_that_says_so_and_gives_back_what_was_typed(
    cluster: Cluster, tmp_path: Path
) -> None:
    url = cluster.copy()
    app = create_app(Config(instance=tmp_path, database_url=url.replace("+psycopg", ""), secret_key="k"))
    with app.app_context():
        make_article()
        db.session.remove()
    client = app.test_client()
    stamp = client.get("/articles/hello").text.partition('name="stamp" value="')[2].partition('"')[0]
    name = url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(host=str(cluster.folder), user="postgres", dbname="postgres", autocommit=True) as other:
        other.execute(f"DROP DATABASE {name} WITH (FORCE)")
    answer = client.post(
        "/articles/hello/comments", data={"stamp": stamp, "name": "Asha", "email": "a@example.org", "body": "My words."}
    )
    assert answer.status_code == 503
    assert "The database of this site does not answer." in answer.text
    assert "My words." in answer.text
    assert client.get("/").status_code == 503
    with app.app_context():
        db.engine.dispose()


def test_the_doctor_misses_a_trigger(app: Flask) -> None:
    assert "✓ triggers" in app.test_cli_runner().invoke(args=["doctor"]).output
    with past_us() as other:
        other.execute(text("ALTER TABLE article DISABLE TRIGGER article_update_raises_version"))
    db.session.rollback()
    said = app.test_cli_runner().invoke(args=["doctor"])
    with past_us() as other:
        other.execute(text("ALTER TABLE article ENABLE TRIGGER article_update_raises_version"))
    assert said.exit_code == 1
    assert "! triggers: article_update_raises_version is missing" in said.output


def test_the_doctor_is_not_misled_by_tables_that_were_put_aside(app: Flask) -> None:
    with past_us() as other:
        other.execute(text("CREATE SCHEMA before_restore"))
        other.execute(text("CREATE TABLE before_restore.article (LIKE article)"))
        other.execute(
            text("CREATE TRIGGER aside AFTER INSERT ON before_restore.article EXECUTE FUNCTION raise_version()")
        )
    db.session.rollback()
    found = own().triggers(db.session())
    db.session.rollback()
    with past_us() as other:
        other.execute(text("DROP SCHEMA before_restore CASCADE"))
    assert "aside" not in found


def test_the_doctor_misses_it_when_pages_of_one_machine_are_published_by_several(
    cluster: Cluster, tmp_path: Path
) -> None:
    url = cluster.fresh()
    site = Config(instance=tmp_path, database_url=url.replace("+psycopg", ""), secret_key="k")

    def said(config: Config) -> str:
        app = create_app(config)
        output = app.test_cli_runner().invoke(args=["doctor"]).output
        with app.app_context():
            db.engine.dispose()
        return output

    publishing = replace(site, pages_dir=str(tmp_path / "pages"))
    with in_use(url):
        assert "✓ published pages of one machine" in said(publishing)
        with in_use(url):
            assert "! published pages of one machine: 2 servers work with this database" in said(publishing)
            assert "✓ published pages of one machine" in said(site)


def test_nothing_of_it_is_loaded_for_a_site_on_sqlite(tmp_path: Path) -> None:
    code = "import sys; from blog import create_app; from blog.config import Config; from pathlib import Path\n"
    code += "create_app(Config(instance=Path(sys.argv[1]), secret_key='k'))\n"
    code += "print({'psycopg', 'sqlalchemy.dialects.postgresql'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code, tmp_path], text=True) == "set()\n"


def test_own_is_the_module_of_the_database(app: Flask) -> None:
    assert own() is postgresql


@contextmanager
def relay(to: Path) -> Iterator[int]:
    """A port of TCP that leads to a socket of the cluster, which itself listens at none."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def pass_on(source: socket.socket, target: socket.socket) -> None:
            with source, suppress(OSError):
                while data := source.recv(65_536):
                    target.sendall(data)
                target.shutdown(socket.SHUT_WR)

        def let_in() -> None:
            with suppress(OSError):
                while True:
                    near, _ = door.accept()
                    far = socket.socket(socket.AF_UNIX)
                    far.connect(str(to))
                    for pair in ((near, far), (far, near)):
                        threads.append(Thread(target=pass_on, args=pair))
                        threads[-1].start()

        threads = [Thread(target=let_in)]
        threads[0].start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def test_one_that_went_without_a_word_is_noticed_in_seconds(cluster: Cluster) -> None:
    with relay(cluster.folder / ".s.PGSQL.5432") as port:
        url = make_url(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres")
        engine = create_engine(url, **options(str(url)))
        with engine.connect() as pooled, closing(connector(url)()) as own:
            for connection in (pooled.connection.dbapi_connection, own):
                assert connection
                with socket.socket(fileno=os.dup(connection.pgconn.socket)) as there:  # type: ignore[attr-defined]
                    found = [there.getsockopt(socket.IPPROTO_TCP, number) for number in TIMES]
                    assert there.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
                assert found == [5, 5, 2, 15_000]
        engine.dispose()

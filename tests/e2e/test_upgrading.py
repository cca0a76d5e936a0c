"""`make upgrade` and `make rollback` as somebody types them on a server, while readers are there."""

import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import psycopg
import pytest

from blog.backups import store
from blog.config import ROOT
from blog.upgrade import REVISIONS
from tests.e2e.activated import Activated
from tests.e2e.conftest import start
from tests.e2e.test_restart import Crowd, direct
from tests.torture.follow import PARTS

pytestmark = pytest.mark.sqlite  # a machine is told itself where its data is

NEWER = f"{int(REVISIONS[-1]) + 1:04}"
MIGRATION = f"""
from alembic import op
revision, down_revision, branch_labels, depends_on = "{NEWER}", "{REVISIONS[-1]}", None, None
def upgrade(): op.execute("CREATE TABLE newer (id INTEGER)")
"""
SYSTEMCTL = """#!/bin/sh
[ "$1" = show ] && {{ echo "{address} (Stream)"; exit; }}
echo "$1" > {folder}/asked
read code < {folder}/answered
exit "$code"
"""

Step = Callable[[Path], None]


def git(folder: Path, *words: str) -> None:
    names = ["-c", "user.name=Meera", "-c", "user.email=meera@example.com"]
    subprocess.run(["git", *names, *words], cwd=folder, check=True, capture_output=True)


class Machine:
    """A server with a clone of the repository at `origin`, and what stands for its systemd.

    `bring` puts the first release there, and `install` what it needs into the clone. `url` is that of a database that
    is no file.
    """

    def __init__(self, folder: Path, bring: Step, install: Step, url: str = "") -> None:
        self.folder, self.origin, self.code = folder, folder / "origin", folder / "code"
        self.origin.mkdir()
        bring(self.origin)
        (self.origin / ".gitignore").write_text(".venv/\n__pycache__/\n", "ascii")
        git(self.origin, "init", "--quiet")
        self.release("The first release")
        git(folder, "clone", "--quiet", str(self.origin), str(self.code))
        install(self.code)
        python = self.code / ".venv/bin/python"
        self.url = url
        self.site = Activated(folder / "instance", self.code, python, BLOG_WORKERS="2", BLOG_DATABASE_URL=url)
        for name in ("asked", "answered"):
            os.mkfifo(folder / name)
        (folder / "bin").mkdir()
        program = folder / "bin/systemctl"
        address = self.site.server.url.removeprefix("http://")
        program.write_text(SYSTEMCTL.format(address=address, folder=folder), "utf-8")
        program.chmod(0o755)
        Thread(target=self._be_systemd, daemon=True).start()

    def release(self, name: str) -> None:
        git(self.origin, "add", ".")
        git(self.origin, "commit", "--quiet", "--message", name)

    def make(self, target: str) -> subprocess.CompletedProcess[str]:
        # Not as part of the `make test` that this may run in.
        alone = {name: value for name, value in self.site.environment.items() if not name.startswith("MAKE")}
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            ["make", target], cwd=self.code, env=alone | {"PATH": path},
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    def revision(self) -> str:
        ((revision,),) = self.look("SELECT version_num FROM alembic_version")
        return str(revision)

    def comments(self) -> set[str]:
        """The comments of the crowd, also those that an act of the administrator put aside."""
        asked = "SELECT body FROM {}comment WHERE body LIKE 'At %'"
        if self.url:
            aside = self.look("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'")
            found = [row for (name,) in [("public",), *aside] for row in self.look(asked.format(f"{name}."))]
        else:
            files = [self.site.server.database, *self.site.server.instance.glob("before-restore-*/blog.sqlite")]
            found = [row for file in files for row in self.look(asked.format(""), file)]
        return {str(body) for (body,) in found}

    def look(self, statement: str, file: Path | None = None) -> list[tuple[object, ...]]:
        """What the database says, or one that was put aside."""
        if self.url:
            with psycopg.connect(self.url) as connection:
                return connection.execute(statement).fetchall()  # type: ignore[arg-type]
        with closing(sqlite3.connect(file or self.site.server.database)) as connection:
            return connection.execute(statement).fetchall()

    def _be_systemd(self) -> None:
        while True:
            asked, code = (self.folder / "asked").read_text("ascii").strip(), 0
            match asked:
                case "stop":
                    self.site.stop()
                case "start":
                    self.site.start()
                case "is-failed":
                    code = 0 if self.site.server.process.poll() else 1
            (self.folder / "answered").write_text(f"{code}\n", "ascii")


def bring_this_one(origin: Path) -> None:
    """The code as it is here, in place of what is there of it."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.rmtree(origin / part, ignore_errors=True)
            shutil.copytree(ROOT / part, origin / part)
        else:
            shutil.copy(ROOT / part, origin / part)


def borrow_packages(code: Path) -> None:
    """Those that these tests run with."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", code / ".venv"], check=True)
    packages = next((code / ".venv/lib").glob("python*/site-packages"))
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    (code / ".venv/ready").write_text(f"{code}\n", "utf-8")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path, bring_this_one, borrow_packages)
    with machine.site:
        yield machine


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def any_machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    """One with a database of either kind."""
    url = ""
    if request.param == "PostgreSQL":
        url = request.getfixturevalue("cluster").empty().replace("+psycopg", "")
    machine = Machine(tmp_path, bring_this_one, borrow_packages, url)
    with machine.site:
        yield machine


def test_an_upgrade_and_the_way_back_are_noticed_by_nobody(any_machine: Machine) -> None:
    machine = any_machine
    (machine.origin / f"blog/migrations/versions/{NEWER}_newer.py").write_text(MIGRATION, "utf-8")
    layout = machine.origin / "templates/layout.html"
    layout.write_text(layout.read_text("utf-8").replace("</body>", "<p>Newer.</p></body>"), "utf-8")
    machine.release("A newer release")
    with Crowd(direct(machine.site).connect) as crowd:
        crowd.wait_for_more()
        Thread(target=make_a_backup, args=(machine.site.server.instance / "backups",)).start()
        done = machine.make("upgrade")
        assert done.returncode == 0, done.stderr
        crowd.wait_for_more()
        assert (machine.revision(), "Newer." in page(machine)) == (NEWER, True)
        assert list((machine.site.server.instance / "backups").glob("letterpress-*.tar"))
        assert machine.make("upgrade").stdout.endswith("This is the newest release.\n")

        done = machine.make("rollback")
        assert done.returncode == 0, done.stderr
        crowd.wait_for_more()
        assert (machine.revision(), "Newer." in page(machine)) == (REVISIONS[-1], False)
    assert crowd.failed == []
    assert machine.comments() == {f"At {number}." for number in crowd.sent}


def test_a_release_that_breaks_when_it_has_changed_the_tables_is_taken_back_by_one_command(
    any_machine: Machine,
) -> None:
    machine = any_machine
    (machine.origin / f"blog/migrations/versions/{NEWER}_newer.py").write_text(MIGRATION, "utf-8")
    with (machine.origin / "blog/serving.py").open("a", encoding="utf-8") as serving:
        serving.write("\n\ndef _welcome(*_): raise StartError('It is broken.')\n")
    machine.release("A broken release")
    before = page(machine)
    done = machine.make("upgrade")
    assert done.returncode != 0
    assert (machine.revision(), "make rollback" in done.stderr) == (NEWER, True)
    done = machine.make("rollback")
    assert done.returncode == 0, done.stderr
    assert "The site is again what it was on" in done.stdout
    assert (machine.revision(), page(machine)) == (REVISIONS[-1], before)


def test_a_release_that_does_not_start_says_how_to_go_back(machine: Machine) -> None:
    (machine.origin / "blog/clock.py").write_text("no Python", "utf-8")
    machine.release("A broken release")
    page(machine)
    done = machine.make("upgrade")
    assert done.returncode != 0
    assert "This brings the former release back: make rollback" in done.stderr
    done = machine.make("rollback")
    assert done.returncode == 0, done.stderr
    assert "The database is of this release already." in done.stdout
    assert "Sample" in page(machine)


@pytest.mark.parametrize("any_machine", ["PostgreSQL"], indirect=True)
def test_a_machine_whose_database_another_one_has_upgraded_only_brings_its_code_there(any_machine: Machine) -> None:
    machine = any_machine
    (machine.origin / f"blog/migrations/versions/{NEWER}_newer.py").write_text(MIGRATION, "utf-8")
    machine.release("A newer release")
    before = page(machine)
    machine.site.stop()
    with psycopg.connect(machine.url) as connection:
        connection.execute("CREATE TABLE newer (id INTEGER)")
        connection.execute("UPDATE alembic_version SET version_num = %s", [NEWER])
    done = machine.make("upgrade")
    assert (done.returncode, "Another machine made one" in done.stdout) == (0, True), done.stderr
    assert page(machine) == before


@pytest.mark.torture
@pytest.mark.parametrize("any_machine", ["PostgreSQL"], indirect=True)
def test_under_another_machine_of_the_former_release_no_table_is_changed(any_machine: Machine, tmp_path: Path) -> None:
    machine = any_machine
    (machine.origin / f"blog/migrations/versions/{NEWER}_newer.py").write_text(MIGRATION, "utf-8")
    machine.release("A newer release")
    before, key = page(machine), (machine.site.server.instance / "secret_key").read_text()
    other = start(tmp_path / "other", BLOG_DATABASE_URL=machine.url, BLOG_SECRET_KEY=key)
    try:
        done = machine.make("upgrade")
        assert (done.returncode != 0, machine.revision()) == (True, REVISIONS[-1])
        assert "is in use by a server of another release; stop that one first" in machine.site.output.read_text()
        with urlopen(other.url, timeout=60) as answer:
            assert "Sample" in answer.read().decode()
        done = machine.make("rollback")
        assert done.returncode == 0, done.stderr
        assert page(machine) == before
    finally:
        other.stop()


@pytest.mark.parametrize(
    ("change", "words"),
    [("touched", "Files of the code were changed here"), ("backups", "Without a backup nothing is done.")],
)
def test_what_could_go_wrong_is_told_before_anything_is_done(machine: Machine, change: str, words: str) -> None:
    (machine.origin / "docs.md").touch()
    machine.release("A newer release")
    page(machine)
    if change == "touched":
        (machine.code / "app.py").write_text("", "utf-8")
    else:
        backups = machine.site.server.instance / "backups"
        while not backups.is_file():  # the site may be making its first one
            shutil.rmtree(backups, ignore_errors=True)
            backups.touch()
    done = machine.make("upgrade")
    assert (done.returncode != 0, words in done.stderr) == (True, True), done.stderr
    assert machine.site.server.process.poll() is None
    assert not (machine.code / "docs.md").exists()


def make_a_backup(folder: Path) -> None:
    """As the site does by itself at that moment, if it does not do that anyway."""
    with suppress(store.BackupRunning), store.alone(folder):
        time.sleep(3)


def page(machine: Machine) -> str:
    with urlopen(machine.site.server.url, timeout=60) as answer:
        return str(answer.read().decode())

"""The oldest release that `make upgrade` can bring here, with a site of some years on it, is brought here and back."""

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from blog.config import ROOT
from blog.upgrade import REVISIONS
from tests.e2e.test_restart import Crowd, direct
from tests.e2e.test_upgrading import Machine, bring_this_one

FIRST = "83f52b4"  # in the repository's history
ARTICLES, COMMENTS = 2_000, 20_000
KEPT = (
    "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM comment WHERE body NOT LIKE 'At %'), "
    "(SELECT group_concat(body_html) FROM (SELECT body_html FROM article ORDER BY id)), "
    "(SELECT group_concat(body_html || status) FROM "
    "(SELECT body_html, status FROM comment WHERE body NOT LIKE 'At %' ORDER BY id))"
)


def bring_the_first(origin: Path) -> None:
    """The code as it was then."""
    packed = subprocess.run(["git", "archive", FIRST], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", origin], input=packed, check=True)


def install_and_fill(code: Path) -> None:
    """With its own packages, and its own way to make a large site."""
    subprocess.run(["make", "--silent", ".venv/ready"], cwd=code, check=True)
    instance = code.parent / "instance"
    instance.mkdir()
    made = [".venv/bin/python", "-m", "bench.data", instance, str(ARTICLES), str(COMMENTS)]
    subprocess.run(made, cwd=code, check=True)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    if subprocess.run(["git", "cat-file", "-e", f"{FIRST}^{{commit}}"], cwd=ROOT, check=False).returncode:
        pytest.skip("The history of the code is not here.")
    machine = Machine(tmp_path, bring_the_first, install_and_fill)
    with machine.site:
        yield machine


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_a_site_of_the_first_release_comes_here_under_load_and_goes_back(
    machine: Machine, found: Callable[[str, object], None]
) -> None:
    def kept() -> tuple[object, ...]:
        with closing(sqlite3.connect(machine.site.server.database)) as connection:
            return tuple(connection.execute(KEPT).fetchone())

    before, first = kept(), machine.revision()
    assert (first < REVISIONS[-1], before[:2]) == (True, (ARTICLES, COMMENTS))
    bring_this_one(machine.origin)
    machine.release("The newest release")
    with Crowd(direct(machine.site).connect, f"/articles/a{ARTICLES}") as crowd:
        crowd.wait_for_more()
        done = machine.make("upgrade")
        assert done.returncode == 0, done.stderr
        crowd.wait_for_more()
        assert (machine.revision(), kept()) == (REVISIONS[-1], before)
        sent = len(crowd.sent)
        done = machine.make("rollback")
        assert done.returncode == 0, done.stderr
        crowd.wait_for_more()
        assert (machine.revision(), kept()) == (first, before)
    found(f"answers from schema {first} to {REVISIONS[-1]} and back, none failed", crowd.answered)
    found("comments sent meanwhile, and on the way back", (sent, len(crowd.sent) - sent))
    assert crowd.failed == []
    assert machine.comments() == {f"At {number}." for number in crowd.sent}

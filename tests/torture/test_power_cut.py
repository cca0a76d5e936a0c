"""The power goes while comments come in and are decided: what was acknowledged is there, and nothing is half."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest

from blog import create_app
from blog.config import ROOT, Config
from blog.db import db
from blog.upgrade import upgrade
from tests.factories import NOW, make_admin, make_article
from tests.torture import judge
from tests.torture.disk import EVERYTHING, NOTHING, SOME, Disk, library, read, watched
from tests.torture.judge import Known

Cuts = Callable[[int, int, str], Iterator[tuple[Path, Known]]]

KEPT = {
    "secret_key": "from blog import config; config.load()",
    "blog.sqlite": "from blog import clock, upgrade; upgrade.upgrade(f'sqlite:///{folder}/blog.sqlite', clock.now())",
    "a.png": "from blog.media.folder import write; write({folder / 'a.png': b'a picture'})",
}


@pytest.fixture
def cuts(instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Cuts:
    """The databases that so many cuts leave, each in three ways, and what was known by then."""

    def all_of(points: int, comments: int, synchronous: str) -> Iterator[tuple[Path, Known]]:
        aside = tmp_path_factory.mktemp("aside")
        disk = written(instance, aside, comments, synchronous)
        events, known, dice = list(read(aside / "trace")), Known(), Random(points)  # noqa: S311
        at = {
            dice.randrange(len(events) * part // points, len(events) * (part + 1) // points) for part in range(points)
        }
        for index, event in enumerate(events):
            disk.play(event)
            if event.what == "write" and disk.files[event.file].name == "answers":
                learn(known, *json.loads(bytes.fromhex(event.data)))
            if index in at:
                for how in (NOTHING, EVERYTHING, SOME):
                    left = tmp_path_factory.mktemp("left")
                    disk.cut(left, how, dice)
                    yield left / "blog.sqlite", deepcopy(known)

    return all_of


def written(instance: Path, aside: Path, comments: int, synchronous: str) -> Disk:
    """The disk as it was before so many comments came; what then happened to it stands in `aside / "trace"`."""
    app = create_app(Config(instance=instance, secret_key="k"))
    with app.app_context():
        make_admin()
        make_article()
        db.session.remove()
        db.engine.dispose()
    disk = Disk(instance)
    subprocess.run(
        [sys.executable, "-m", "tests.torture.writing", instance, str(comments), synchronous],
        cwd=ROOT, env=watched(library(aside), instance, DISK_TRACE=str(aside / "trace")), check=True,
    )  # fmt: skip
    return disk


def learn(known: Known, what: str, about: int | list[int]) -> None:
    """What one line of the answers says."""
    if isinstance(about, int):
        known.acknowledged.add(about)
    else:
        {"tried": known.tried, "decided": known.decided}[what].add(frozenset(about))


@pytest.mark.parametrize("name", KEPT)
def test_a_file_that_was_made_is_there_after_a_power_cut(name: str, tmp_path: Path) -> None:
    folder, aside = tmp_path / "instance", tmp_path / "aside"
    folder.mkdir()
    aside.mkdir()
    disk = Disk(folder)
    make = f"from pathlib import Path; folder = Path({str(folder)!r}); {KEPT[name]}"
    environment = watched(library(aside), folder, DISK_TRACE=str(aside / "trace"), BLOG_INSTANCE=str(folder))
    subprocess.run([sys.executable, "-c", make], cwd=ROOT, env=environment, check=True)
    for event in read(aside / "trace"):
        disk.play(event)
    disk.cut(aside, NOTHING, Random(1))  # noqa: S311
    assert (aside / name).read_bytes() == (folder / name).read_bytes()


def opens(database: Path) -> bool:
    """Whether the next start is content with it, and readers are answered."""
    upgrade(f"sqlite:///{database}", NOW)
    app = create_app(Config(instance=database.parent, secret_key="k"))
    try:
        return app.test_client().get("/articles/hello").status_code == 200
    finally:
        with app.app_context():
            db.engine.dispose()


def test_a_power_cut_loses_nothing_that_was_acknowledged(cuts: Cuts) -> None:
    for database, known in cuts(5, 20, ""):
        assert opens(database)
        assert judge.faults(database, known) == []


@pytest.mark.torture
def test_of_fifty_power_cuts_none_loses_what_was_acknowledged(cuts: Cuts, found: Callable[[str, object], None]) -> None:
    left = list(cuts(50, 200, ""))
    found("power cuts at 50 writes, each in 3 ways", len(left))
    found("comments acknowledged by the last of them", len(left[-1][1].acknowledged))
    found("cuts that lost a comment, as the site is", sum(bool(judge.lost(*each)) for each in left))
    for database, known in left:
        assert opens(database)
        assert judge.faults(database, known) == []


@pytest.mark.torture
@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_the_judge_of_power_cuts_sees_what_less_syncing_loses(
    synchronous: str, cuts: Cuts, found: Callable[[str, object], None]
) -> None:
    losses = [bool(judge.lost(database, known)) for database, known in cuts(50, 200, synchronous)]
    found(f"cuts that lost a comment, synchronous={synchronous}", sum(losses))
    assert any(losses)

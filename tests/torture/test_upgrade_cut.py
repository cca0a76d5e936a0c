"""The power goes while a database is brought to this release: the next start finds the old one or the new, whole."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from blog.config import ROOT
from blog.upgrade import MIGRATIONS, UpgradeError, is_current, upgrade
from tests.factories import NOW
from tests.torture.disk import EVERYTHING, NOTHING, SOME, Disk, library, read, watched

TAGS = 100
UPGRADE = "from blog import clock, upgrade; upgrade.upgrade('sqlite:///{}/blog.sqlite', clock.now())"


def make_old(path: Path) -> None:
    """A database of the release before, whose last words stand in its write-ahead log only, as after a kill."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    beside = path.with_name("made.sqlite")
    engine = create_engine(f"sqlite:///{beside}")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        head = ScriptDirectory(str(MIGRATIONS)).get_revision("head")
        command.upgrade(config, str(head.down_revision))
    engine.dispose()
    with closing(sqlite3.connect(beside)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.executemany(
            "INSERT INTO tag (slug, name) VALUES (?, ?)", [(f"tag-{number}", f"Tag {number}") for number in range(TAGS)]
        )
        connection.commit()
        for end in ("", "-wal"):
            shutil.copy(f"{beside}{end}", f"{path}{end}")
    for left in path.parent.glob("made.sqlite*"):
        left.unlink()


@pytest.fixture
def cuts(tmp_path: Path) -> Callable[[int], Iterator[Path]]:
    """The databases that a cut after every so-manieth event leaves, each in three ways."""

    def all_of(step: int) -> Iterator[Path]:
        instance, aside, dice = tmp_path / "instance", tmp_path / "aside", Random(step)  # noqa: S311
        instance.mkdir()
        aside.mkdir()
        make_old(instance / "blog.sqlite")
        disk = Disk(instance)
        environment = watched(library(aside), instance, DISK_TRACE=str(aside / "trace"))
        subprocess.run([sys.executable, "-c", UPGRADE.format(instance)], cwd=ROOT, env=environment, check=True)
        for number, event in enumerate(read(aside / "trace")):
            disk.play(event)
            is_decisive = event.what == "rename"  # the new one takes the old one's place
            if is_decisive or number % step == 0:
                for how in (NOTHING, EVERYTHING, SOME) * (8 if is_decisive else 1):
                    left = tmp_path / "left"
                    left.mkdir()
                    disk.cut(left, how, dice)
                    yield left / "blog.sqlite"
                    shutil.rmtree(left)
        disk.cut(aside, NOTHING, dice)

    return all_of


def faults(path: Path) -> list[str]:
    """What is wrong with a database, once it stands where this release wants it."""
    try:
        upgrade(f"sqlite:///{path}", NOW)
    except UpgradeError as error:
        return [str(error)]
    return damages(path)


def damages(path: Path) -> list[str]:
    """What is wrong with a database of whatever release."""
    with closing(sqlite3.connect(path)) as connection:
        found = [str(row) for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
        tags = connection.execute("SELECT count(*) FROM tag").fetchone()[0]
    return found + [f"{TAGS - tags} rows are gone"] * (tags != TAGS)


def test_a_power_cut_in_an_upgrade_takes_nothing_away_nor_does_one_after_it(
    cuts: Callable[[int], Iterator[Path]], tmp_path: Path
) -> None:
    assert [each for each in map(faults, cuts(120)) if each] == []
    (kept,) = (tmp_path / "aside").glob("blog-before-*.sqlite")
    assert damages(kept) == []
    assert is_current(f"sqlite:///{tmp_path}/aside/blog.sqlite")


@pytest.mark.torture
def test_of_all_power_cuts_in_an_upgrade_none_takes_anything_away(
    cuts: Callable[[int], Iterator[Path]], found: Callable[[str, object], None]
) -> None:
    results = list(map(faults, cuts(2)))
    found("power cuts in an upgrade", len(results))
    found("of them took something away", sum(bool(each) for each in results))
    assert [each for each in results if each] == []

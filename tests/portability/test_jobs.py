"""The import that was asked for at the desk: its state is read and changed by every worker, one at a time."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from threading import Event

import pytest
from flask import Flask

from blog.intake import SENT
from blog.portability import jobs
from blog.portability.jobs import Job, JobRunning, State
from tests.portability.asked import begin, looked_at, work
from tests.portability.blogs.moved import letters
from tests.portability.blogs.wordpress_export import write

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def folder(app: Flask) -> Path:
    """Where an import stands that was looked at."""
    return looked_at(app)


def test_who_finds_it_locked_leaves_it_to_the_other_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.run(folder)
    monkeypatch.setattr(jobs, "PATIENCE", 9_000)  # nobody waits for one that is at work
    with (folder / jobs.LOCK).open("w") as lock:
        flock(lock, LOCK_EX | LOCK_NB)
        assert work(folder)
        for act in (jobs.run, jobs.drop):
            with pytest.raises(JobRunning):
                act(folder)
        assert letters() == []
    work(folder)
    assert len(letters()) == 300


def test_whoever_comes_while_one_that_has_ended_clears_away_waits_for_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_locked, has_cleared = Event(), Event()

    def clear_away() -> None:
        with jobs.alone(folder):
            is_locked.set()
            time.sleep(0.2)
            has_cleared.set()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(clear_away)
        assert is_locked.wait(10)
        jobs.run(folder)
        assert has_cleared.is_set()
    assert jobs.read(folder).state is State.RUNNING
    jobs.put(folder, Job(State.DONE))
    monkeypatch.setattr(jobs, "PATIENCE", 0.1)
    with jobs.alone(folder), pytest.raises(JobRunning):
        jobs.drop(folder)


def test_whoever_waited_for_that_leaves_alone_what_somebody_else_began_meanwhile(folder: Path) -> None:
    jobs.put(folder, Job(State.DONE))
    is_locked = Event()

    def begin_another() -> None:
        with jobs.alone(folder):
            is_locked.set()
            time.sleep(0.2)
            jobs.put(folder, Job(State.REHEARSING))

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(begin_another)
        assert is_locked.wait(10)
        with pytest.raises(JobRunning):
            jobs.drop(folder)
        other.result()
    assert jobs.read(folder).state is State.REHEARSING


@pytest.mark.parametrize("text", ["", "{", "[]", '{"state": "odd"}', '{"state": "done", "unknown": 1}', "\x00"])
def test_a_status_that_is_none_is_nothing(folder: Path, text: str) -> None:
    (folder / jobs.STATUS).write_text(text)
    assert jobs.read(folder) == jobs.Job()
    assert work(folder)


def test_only_what_is_worked_on_can_be_stopped(folder: Path) -> None:
    jobs.stop(folder)  # looked at, and waiting for somebody to say yes
    assert not (folder / jobs.STOP).exists()
    jobs.run(folder)
    jobs.stop(folder)
    assert (folder / jobs.STOP).exists()


def test_where_nothing_was_ever_sent_there_is_nothing_to_stop(tmp_path: Path) -> None:
    jobs.stop(tmp_path / "none")


def test_what_was_being_sent_when_a_process_died_goes_after_a_day(folder: Path) -> None:
    for name, age in (("old", 2 * jobs.OLD), ("new", 0)):
        (folder / f"{SENT}{name}").touch()
        os.utime(folder / f"{SENT}{name}", (time.time() - age,) * 2)
    jobs.sweep(folder)
    assert [path.name for path in folder.glob(f"{SENT}*")] == [f"{SENT}new"]


def test_a_file_that_came_while_a_worker_was_about_to_sweep_stays(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.put(folder, Job(State.DONE))  # by one that died before it removed the file
    real, sent = jobs.alone, write(tmp_path / "another", 1, 1)

    @contextmanager
    def late(folder: Path) -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(jobs, "alone", real)
            begin(folder, sent)
        with real(folder):
            yield

    monkeypatch.setattr(jobs, "alone", late)
    jobs.sweep(folder)
    assert jobs.read(folder).state is State.REHEARSING
    assert (folder / jobs.FILE).exists()


@pytest.mark.parametrize("state", jobs.NEEDY)
def test_no_sweep_takes_the_file_of_an_import_that_goes_on(folder: Path, state: State) -> None:
    jobs.put(folder, Job(state, "wordpress"))
    jobs.sweep(folder)
    assert (folder / jobs.FILE).exists()

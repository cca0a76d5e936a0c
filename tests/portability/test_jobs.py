"""The import that was asked for at the desk outlives whoever works on it, and only one does."""

import json
import os
import time
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from blog import importer
from blog.intake import SENT
from blog.portability import jobs
from blog.portability.blogs import sources
from blog.portability.jobs import JobRunning, State
from tests.factories import NOW
from tests.portability.blogs.moved import letters, stored
from tests.portability.blogs.wordpress_export import comment, document, item, write
from tests.test_archivist import wait_for

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def folder(app: Flask) -> Path:
    """Where an import stands that was looked at."""
    path: Path = app.config["SERVER"].import_folder
    path.mkdir()
    begin(path, write(path.parent / "sent", 20, 300))
    work(path)
    return path


def begin(folder: Path, sent: Path) -> None:
    jobs.begin(folder, sent, "export.xml")


def work(folder: Path) -> bool:
    return jobs.work(folder, folder.parent / "media", NOW)


def test_an_import_that_broke_off_goes_on_in_another_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.run(folder)

    class Killed(BaseException):
        """As by a signal that nothing can catch."""

    whole = sources.import_blog

    def die(*arguments: Any, **options: Any) -> Any:
        source = arguments[0]
        given = source.letters

        def some(step: Any) -> Any:
            for number, letter in enumerate(given(step)):
                if number == 250:
                    raise Killed
                yield letter

        source.letters = some
        return whole(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(sources, "import_blog", die)
        with pytest.raises(Killed):
            work(folder)
    assert 0 < len(letters()) < 300
    assert jobs.read(folder).state is State.RUNNING
    work(folder)
    job = jobs.read(folder)
    assert job.state is State.DONE
    assert len(letters()) == 300
    assert stored()[-1] == (0, 0)
    rows = {name: counts for name, *counts in job.report["rows"]}
    assert rows["approved"][1] > 0  # of which the first run brought some


def test_who_finds_it_locked_leaves_it_to_the_other_one(folder: Path) -> None:
    jobs.run(folder)
    with (folder / jobs.LOCK).open("w") as lock:
        flock(lock, LOCK_EX | LOCK_NB)
        assert work(folder)
        for act in (jobs.run, jobs.drop):
            with pytest.raises(JobRunning):
                act(folder)
        assert letters() == []
    work(folder)
    assert len(letters()) == 300


def test_it_tells_how_far_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[jobs.Job] = []
    put = jobs._put
    monkeypatch.setattr(jobs, "EVERY", 0)
    monkeypatch.setattr(jobs, "_put", lambda place, job: (told.append(job), put(place, job)))
    jobs.run(folder)
    work(folder)
    assert list(dict.fromkeys(job.label for job in told)) == ["", "Looking", "Articles", "Comments"]
    last = [job for job in told if job.label == "Comments"][-1]
    assert (last.done, last.count, last.state) == (last.total, 300, State.RUNNING)


def test_one_that_ends_every_process_is_given_up(folder: Path) -> None:
    jobs.run(folder)
    job = json.loads((folder / jobs.STATUS).read_text())
    (folder / jobs.STATUS).write_text(json.dumps(job | {"tries": jobs.MOST_TRIES}))
    work(folder)
    assert jobs.read(folder).state is State.REFUSED
    assert jobs.read(folder).reason == "the server ended each time before this did"


def test_what_nobody_foresaw_is_told_and_logged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError("no bone")

    monkeypatch.setattr(sources, "take_in", stumble)
    jobs.run(folder)
    assert work(folder)
    assert jobs.read(folder).reason == "RuntimeError: no bone"
    assert "The import stumbled" in caplog.text


@pytest.mark.parametrize("text", ["", "{", "[]", '{"state": "odd"}', '{"state": "done", "unknown": 1}', "\x00"])
def test_a_status_that_is_none_is_nothing(folder: Path, text: str) -> None:
    (folder / jobs.STATUS).write_text(text)
    assert jobs.read(folder) == jobs.Job()
    assert work(folder)


def test_what_was_being_sent_when_a_process_died_goes_after_a_day(folder: Path) -> None:
    for name, age in (("old", 2 * jobs.OLD), ("new", 0)):
        (folder / f"{SENT}{name}").touch()
        os.utime(folder / f"{SENT}{name}", (time.time() - age,) * 2)
    work(folder)
    assert [path.name for path in folder.glob(f"{SENT}*")] == [f"{SENT}new"]


def test_a_worker_does_it_by_itself(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "SECONDS", 0.01)
    stops = [importer.start(app), importer.start(app)]  # as in two workers
    try:
        jobs.run(folder)
        wait_for(lambda: jobs.read(folder).state is State.DONE)
    finally:
        for stop in stops:
            stop.set()
    assert len(letters()) == 300


def test_a_worker_that_stumbles_tries_again_later(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_arguments: Any) -> None:
        raise RuntimeError("no bone")

    monkeypatch.setattr(importer, "SECONDS", 0.01)
    monkeypatch.setattr(jobs, "work", stumble)
    stop = importer.start(app)
    try:
        wait_for(lambda: "The importer stumbled" in caplog.text)
        time.sleep(0.1)
    finally:
        stop.set()
    assert caplog.text.count("The importer stumbled") == 1


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (document(item(1, comment(1))).encode(), "wordpress"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -- <x> -->\n<!-- b --><rss>", "wordpress"),
        (b"  <disqus xmlns='x'>", "disqus"),
        (b"<d:disqus xmlns:d='x'>", "disqus"),
        (b"SQLite format 3\x00 and more", "isso"),
        (b"<!-- never ends", ""),
        (b"<rssx>", ""),
        (b"<?xml " * 1_600, ""),
        (b"<!--" * 2_500, ""),
        (b"", ""),
    ],
)
def test_a_file_is_known_by_how_it_begins(tmp_path: Path, head: bytes, kind: str) -> None:
    (tmp_path / "file").write_bytes(head)
    begun = time.process_time()
    assert sources.recognise(tmp_path / "file") == kind
    assert time.process_time() - begun < 0.5

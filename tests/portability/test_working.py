"""The import that was asked for at the desk outlives whoever works on it."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from blog.portability import jobs, working
from blog.portability.blogs import sources
from blog.portability.jobs import Job, State
from tests.portability.asked import looked_at, work
from tests.portability.blogs.moved import letters, stored

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def folder(app: Flask) -> Path:
    """Where an import stands that was looked at."""
    return looked_at(app)


class Killed(BaseException):
    """As by a signal that nothing can catch."""


def test_an_import_that_broke_off_goes_on_in_another_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.run(folder)
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


@pytest.mark.parametrize("last", ["put", "remove"])
def test_one_whose_process_dies_at_its_very_end_is_done_all_the_same_and_leaves_no_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    jobs.run(folder)
    real = getattr(jobs, last)

    def die(folder: Path, *jobs_: Job) -> None:
        if all(not job.is_working for job in jobs_):
            raise Killed
        real(folder, *jobs_)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, last, die)
        with pytest.raises(Killed):
            work(folder)
    work(folder)
    jobs.sweep(folder)
    assert jobs.read(folder).state is State.DONE
    assert not (folder / jobs.FILE).exists()


def test_it_tells_how_far_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[jobs.Job] = []
    put = jobs.put
    monkeypatch.setattr(working, "EVERY", 0)
    monkeypatch.setattr(jobs, "put", lambda place, job: (told.append(job), put(place, job)))
    jobs.run(folder)
    work(folder)
    assert list(dict.fromkeys(job.label for job in told)) == ["", "Looking", "Articles", "Comments"]
    last = [job for job in told if job.label == "Comments"][-1]
    assert (last.done, last.count, last.state) == (last.total, 300, State.RUNNING)


def test_one_that_ends_every_process_is_given_up(folder: Path) -> None:
    jobs.run(folder)
    job = json.loads((folder / jobs.STATUS).read_text())
    (folder / jobs.STATUS).write_text(json.dumps(job | {"tries": working.MOST_TRIES}))
    work(folder)
    assert jobs.read(folder).state is State.REFUSED
    assert jobs.read(folder).reason == ["the server ended each time before this did", {}]


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

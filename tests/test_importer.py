"""Workers look by themselves whether there is something to take in."""

import time
from typing import Any

import pytest
from flask import Flask

from blog import importer
from blog.portability import jobs, working
from blog.portability.jobs import State
from tests.portability.asked import looked_at
from tests.portability.blogs.moved import letters
from tests.test_archivist import wait_for

pytestmark = pytest.mark.usefixtures("app_context")


def test_a_worker_does_it_by_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = looked_at(app)
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
    monkeypatch.setattr(working, "work", stumble)
    stop = importer.start(app)
    try:
        wait_for(lambda: "The importer stumbled" in caplog.text)
        time.sleep(0.1)
    finally:
        stop.set()
    assert caplog.text.count("The importer stumbled") == 1

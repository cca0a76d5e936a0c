"""Workers look by themselves whether there is something to take in."""

import os
import subprocess
import sys
import time
from typing import Any

import pytest
from flask import Flask

from blog import importer
from blog.db import db
from blog.intake import SENT
from blog.portability import jobs, working
from blog.portability.jobs import State
from tests.portability.asked import looked_at
from tests.portability.blogs.moved import letters
from tests.waiting import end, wait_for

pytestmark = pytest.mark.usefixtures("app_context")


def test_nothing_of_other_blogs_is_loaded_until_one_is_taken_in_but_the_database_knows_its_table() -> None:
    code = "import sys, blog.serving; from blog.db import Base\n"
    code += "print(*(name for name in sys.modules if name.startswith('blog.portability.')), *Base.metadata.tables)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    rooms = {name.removeprefix("blog.portability.") for name in loaded if name.startswith("blog.portability.")}
    assert rooms == {"jobs", "kinds", "leaving", "leaving.forms", "models"}
    assert set(loaded) >= set(db.metadata.tables)


def test_a_worker_does_it_by_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = looked_at(app)
    monkeypatch.setattr(importer, "SECONDS", 0.01)
    stops = [importer.start(app), importer.start(app)]  # as in two workers
    try:
        jobs.run(folder)
        wait_for(lambda: jobs.read(folder).state is State.DONE)
    finally:
        end(*stops)
    assert len(letters()) == 300


def test_without_one_a_worker_only_removes_what_was_never_sent_whole(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = app.config["SERVER"].import_folder
    folder.mkdir()
    left = folder / f"{SENT}left"
    left.touch()
    os.utime(left, (1, 1))
    monkeypatch.setattr(importer, "SECONDS", 0.01)
    monkeypatch.delattr(working, "work")
    stop = importer.start(app)
    try:
        wait_for(lambda: not left.exists())
    finally:
        end(stop)
    assert "stumbled" not in caplog.text


def test_a_worker_that_stumbles_tries_again_later(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_arguments: Any) -> None:
        raise RuntimeError("no bone")

    jobs.run(looked_at(app))
    monkeypatch.setattr(importer, "SECONDS", 0.01)
    monkeypatch.setattr(working, "work", stumble)
    stop = importer.start(app)
    try:
        wait_for(lambda: "The importer stumbled" in caplog.text)
        time.sleep(0.1)
    finally:
        end(stop)
    assert caplog.text.count("The importer stumbled") == 1

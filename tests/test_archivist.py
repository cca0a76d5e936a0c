"""Backups are made by themselves."""

import time
from collections.abc import Callable
from errno import EROFS

import pytest
from flask import Flask

from blog import archivist
from blog.backups import status


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.sqlite
def test_a_new_site_gets_its_first_one_and_another_when_somebody_asks(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archivist, "SECONDS", 0.01)
    folder = app.config["SERVER"].backup_folder
    stops = [archivist.start(app), archivist.start(app)]  # as in two workers
    try:
        wait_for(lambda: status.read(folder).good_at)
        first = status.read(folder).good_at
        status.want(folder)
        wait_for(lambda: status.read(folder).good_at != first)
        assert not status.is_wanted(folder)
    finally:
        for stop in stops:
            stop.set()


@pytest.mark.parametrize(
    ("error", "said", "is_traced"),
    [
        (RuntimeError("no bone to be found"), "(no bone to be found)", True),
        (OSError(EROFS, "Read-only file system"), "(the disk can only be read)", False),
    ],
)
def test_what_nobody_foresaw_is_logged_and_not_tried_again_at_once(
    error: Exception,
    said: str,
    is_traced: bool,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries: list[object] = []

    def stumble(config: object) -> None:
        tries.append(config)
        raise error

    monkeypatch.setattr(archivist, "SECONDS", 0.01)
    monkeypatch.setattr(archivist, "make_if_due", stumble)
    stop = archivist.start(app)
    try:
        wait_for(lambda: "The archivist stumbled" in caplog.text)
        time.sleep(0.1)
        assert len(tries) == 1
        assert said in caplog.text
        assert ("Traceback" in caplog.text) == is_traced
    finally:
        stop.set()

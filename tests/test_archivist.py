"""Backups are made by themselves."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from errno import ENOSPC, EROFS
from pathlib import Path

import pytest
from flask import Flask

from blog import archivist
from blog.backups import status, store
from blog.config import ROOT, Config
from tests.waiting import end, wait_for

# Programs: one that waits and writes down which process it is, and one that starts another one.
WAITS = "import os, time; open('{}', 'w').write(str(os.getpid())); time.sleep(60)"
IN_ANOTHER = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', {!r}], close_fds=False)"


@pytest.fixture
def settings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The settings of the site, where another process finds them too."""
    config: Config = app.config["SERVER"]
    monkeypatch.setenv("BLOG_INSTANCE", str(config.instance))
    monkeypatch.setenv("BLOG_SECRET_KEY", config.secret_key)
    return config


@pytest.mark.sqlite
def test_a_new_site_gets_its_first_one_and_another_when_somebody_asks(
    app: Flask, settings: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archivist, "SECONDS", 0.01)
    folder = settings.backup_folder
    stops = [archivist.start(app), archivist.start(app)]  # as in two workers
    try:
        wait_for(lambda: status.read(folder).good_at)
        first = status.read(folder).good_at
        status.want(folder)
        wait_for(lambda: status.read(folder).good_at != first)
        assert not status.is_wanted(folder)
    finally:
        end(*stops)


@pytest.mark.sqlite
def test_one_that_is_refused_in_its_own_process_is_told_and_stops_nothing(settings: Config) -> None:
    with closing(sqlite3.connect(settings.instance / "blog.sqlite")) as connection:
        connection.execute("DROP TABLE media")
    with store.alone(settings.backup_folder) as lock:
        archivist._apart(settings, lock)
    assert status.read(settings.backup_folder).reason == "failed"


@pytest.mark.sqlite
def test_its_process_holds_the_lock_too(settings: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = settings.instance / "begun"
    monkeypatch.setattr(archivist, "PROGRAM", IN_ANOTHER.format(WAITS.format(begun)))
    with store.alone(settings.backup_folder) as lock:
        archivist._apart(settings, lock)  # which returns, as what it started ends at once, and leaves another one
    wait_for(lambda: begun.exists() and begun.read_text())
    with pytest.raises(store.BackupRunning), store.alone(settings.backup_folder):
        pass
    os.kill(int(begun.read_text()), signal.SIGKILL)


@pytest.mark.usefixtures("settings")
def test_its_process_ends_with_the_worker(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    waits = f"from blog import serving; serving.make_now = lambda _: exec({WAITS.format(begun)!r}); serving.back_up()"
    with subprocess.Popen([sys.executable, "-c", f"{IN_ANOTHER.format(waits)}.wait()"], cwd=ROOT) as worker:
        wait_for(lambda: begun.exists() and begun.read_text())
        worker.kill()
    wait_for(lambda: not is_running(int(begun.read_text())))


@pytest.mark.sqlite
def test_a_disk_that_does_not_even_take_how_it_went_is_a_line_in_the_log(
    app: Flask, settings: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    full = "import errno; from blog.backups import status\ndef put(*_): raise OSError(errno.ENOSPC, 'No space left')\n"
    monkeypatch.setattr(archivist, "PROGRAM", f"{full}status.put = put\n{archivist.PROGRAM}")
    monkeypatch.setattr(archivist, "SECONDS", 0.01)
    monkeypatch.setattr(status, "put", put_nothing)
    stop = archivist.start(app)
    try:
        wait_for(lambda: "The archivist stumbled" in caplog.text)
    finally:
        end(stop)
    assert "The archivist stumbled, and goes on later (the disk is full)." in caplog.text
    assert "Traceback" not in caplog.text + capfd.readouterr().err


@pytest.mark.sqlite
def test_a_process_that_is_killed_is_told_in_the_log_and_not_begun_again_at_once(
    app: Flask, settings: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun = settings.instance / "begun"
    killed = f"import os, signal; open({str(begun)!r}, 'a').write('x'); os.kill(os.getpid(), signal.SIGKILL)"
    monkeypatch.setattr(archivist, "PROGRAM", killed)
    monkeypatch.setattr(archivist, "SECONDS", 0.01)
    stop = archivist.start(app)
    try:
        wait_for(lambda: "The archivist stumbled" in caplog.text)
        time.sleep(0.3)
    finally:
        end(stop)
    assert begun.read_text() == "x"


def put_nothing(*_: object) -> None:
    raise OSError(ENOSPC, "No space left")


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # the second: it ended while it was read
        return False


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

    def stumble(config: object, _how: object) -> None:
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
        end(stop)

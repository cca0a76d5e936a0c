"""The backups are made: whichever worker is first has the one made that is due, or that somebody asked for.

That is done by a process of its own (`serving.back_up`): a worker would never give back what it takes, as much as a
third of the app, with the tools of upgrades among it.
"""

import os
import subprocess
import sys
from threading import Event

from flask import Flask

from . import rounds
from .backups.making import make_if_due
from .backups.rules import AGAIN
from .config import ROOT, Config
from .trouble import OF_FILES

SECONDS = 5  # between two looks at whether one is due, which is one small file
PROGRAM = "from blog.serving import back_up; back_up()"


def start(app: Flask) -> Event:
    """Look after them for as long as this worker lives, or until the event that is given back is set."""

    def look() -> float:
        make_if_due(app.config["SERVER"], _apart)
        return SECONDS

    return rounds.begin(app, "archivist", look, SECONDS, AGAIN.total_seconds())


def _apart(_config: Config, lock: int) -> None:
    """Make one in another process, which reads the same settings, and holds the lock as long as it lives."""
    ended = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, pass_fds=[lock], check=False)  # noqa: S603 - ours
    if ended.returncode in OF_FILES:
        raise OSError(ended.returncode, os.strerror(ended.returncode))
    ended.check_returncode()

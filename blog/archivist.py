"""The backups are made: whichever worker is first has the one made that is due, or that somebody asked for.

That is done by a process of its own (`serving.back_up`): a worker would never give back what it takes, as much as a
third of the app, with the tools of upgrades among it.
"""

import logging
import subprocess
import sys
from threading import Event, Thread

from flask import Flask

from .backups.making import make_if_due
from .backups.rules import AGAIN
from .config import ROOT, Config
from .trouble import trouble

SECONDS = 5  # between two looks at whether one is due, which is one small file
PROGRAM = "from blog.serving import back_up; back_up()"

log = logging.getLogger(__name__)


def start(app: Flask) -> Event:
    """Look after them for as long as this worker lives, or until the event that is given back is set."""
    stop = Event()
    Thread(target=_work, args=(app, stop), name="archivist", daemon=True).start()
    return stop


def _work(app: Flask, stop: Event) -> None:
    wait: float = SECONDS
    while not stop.wait(wait):
        wait = SECONDS
        try:
            with app.app_context():
                make_if_due(app.config["SERVER"], _apart)
        except Exception as error:
            why = trouble(error)
            log.error("The archivist stumbled; the backup is tried again later (%s).", why or error, exc_info=not why)
            wait = AGAIN.total_seconds()


def _apart(_config: Config, lock: int) -> None:
    """Make one in another process, which reads the same settings, and holds the lock as long as it lives."""
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, pass_fds=[lock], check=True)  # noqa: S603 - our own words

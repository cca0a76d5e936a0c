"""The backups are made: whichever worker is first makes the one that is due, or that somebody asked for."""

import logging
from threading import Event, Thread

from flask import Flask

from .backups.making import make_if_due
from .backups.rules import AGAIN
from .trouble import trouble

SECONDS = 5  # between two looks at whether one is due, which is one small file

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
                make_if_due(app.config["SERVER"])
        except Exception as error:
            why = trouble(error)
            log.error("The archivist stumbled; the backup is tried again later (%s).", why or error, exc_info=not why)
            wait = AGAIN.total_seconds()

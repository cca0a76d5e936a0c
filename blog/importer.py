"""What was asked for at the desk is taken in: by whichever worker is first, beside the requests."""

import logging
from threading import Event, Thread

from flask import Flask

from . import clock
from .portability import jobs
from .trouble import trouble

SECONDS = 2  # between two looks at whether there is something to do, which is one small file
AGAIN = 60  # seconds after which what had no room or no peace is tried again

log = logging.getLogger(__name__)


def start(app: Flask) -> Event:
    """Look after it for as long as this worker lives, or until the event that is given back is set."""
    stop = Event()
    Thread(target=_work, args=(app, stop), name="importer", daemon=True).start()
    return stop


def _work(app: Flask, stop: Event) -> None:
    wait = SECONDS
    while not stop.wait(wait):
        try:
            with app.app_context():
                config = app.config["SERVER"]
                wait = SECONDS if jobs.work(config.import_folder, config.media_folder, clock.now()) else AGAIN
        except Exception as error:
            why = trouble(error)
            log.error("The importer stumbled; it goes on later (%s).", why or error, exc_info=not why)
            wait = AGAIN

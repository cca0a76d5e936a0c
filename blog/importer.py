"""What was asked for at the desk is taken in: by whichever worker is first, beside the requests."""

from threading import Event

from flask import Flask

from . import clock, rounds
from .portability import jobs

SECONDS = 2  # between two looks at whether there is something to do, which is one small file
AGAIN = 60  # seconds after which what had no room or no peace is tried again


def start(app: Flask) -> Event:
    """Look after it for as long as this worker lives, or until the event that is given back is set."""
    config = app.config["SERVER"]

    def look() -> float:
        if not jobs.read(config.import_folder).is_working:
            jobs.sweep(config.import_folder)
            return SECONDS
        from .portability import working  # noqa: PLC0415 - 2 MiB that are of no other use

        return SECONDS if working.work(config.import_folder, config.media_folder, clock.now()) else AGAIN

    return rounds.begin(app, "importer", look, SECONDS, AGAIN)

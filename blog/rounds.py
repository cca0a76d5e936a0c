"""What a worker does beside its requests: a thread that looks again and again whether there is something to do."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from flask import Flask

from .trouble import trouble

log = logging.getLogger(__name__)


def begin(app: Flask, name: str, look: Callable[[], float], every: float, again: float) -> Event:
    """Look for as long as this worker lives, or until the event that is given back is set.

    `look` says after how many seconds it is to be called again: the first time after `every`, and after `again` where
    it raised something, which is logged.
    """
    stop = Event()
    Thread(target=_go, args=(app, name, look, every, again, stop), name=name, daemon=True).start()
    return stop


def _go(app: Flask, name: str, look: Callable[[], float], every: float, again: float, stop: Event) -> None:
    wait = every
    while not stop.wait(wait):
        try:
            with app.app_context():
                wait = look()
        except Exception as error:
            why, wait = trouble(error), again
            log.error("The %s stumbled, and goes on later (%s).", name, why or error, exc_info=not why)

"""What happens without a visitor: one worker at a time, under a lease, commits what only the clock changes."""

import logging
import os
import secrets
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic

from flask import Flask, current_app

from . import clock
from .articles import life, revisions
from .articles.queries import is_due, live_ids
from .audit import actions as audit
from .audit import queries as events
from .cards import kept
from .comments import pace, retention, training
from .media import actions as media
from .outbox import queries
from .outbox.actions import take_lease
from .pagecache import published_by
from .people import sessions, throttle
from .search import related
from .site.queries import settings
from .trouble import trouble

SECONDS = 15
TICK = 0.5  # seconds between two looks at whether a scheduled article is due, which is one quick read
LEASE = timedelta(seconds=3 * SECONDS)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

log = logging.getLogger(__name__)


def start(app: Flask) -> Event:
    """Beat in the background for as long as this worker lives, or until the event that is given back is set."""
    stop = Event()
    Thread(target=_beat, args=(app, stop), name="heartbeat", daemon=True).start()
    return stop


def beat(holder: str) -> bool:
    """Do once what is due; False when another worker holds the lease."""
    now = clock.now()
    if not take_lease("heartbeat", holder, now, LEASE):
        return False
    life.release(now)
    training.catch_up()
    related.catch_up()
    pace.keep_up()
    if _is_time_for("emptying", now, HOUR):  # what is erased or closed here for its age is so for good
        life.close_old(now, settings().closing_days)
        retention.empty(now)
        audit.forget(now, events.policy().log_days)
        revisions.thin(now)
        media.sweep(current_app.config["MEDIA_FOLDER"], now)
        kept.sweep(current_app.config["CARD_FOLDER"], live_ids())
        throttle.forget_old(now)
        sessions.forget_dead(now)
    if _is_time_for("addresses", now, DAY):  # more often, and what stands on kept pages would be new all day long
        retention.forget_addresses(now)
    return True


def _is_time_for(what: str, now: datetime, every: timedelta) -> bool:
    """Whether nobody did it for so long: a lease that whoever holds it cannot take again.

    Not yet where the clock went a day or more since: one that is wrong for a minute would take a year's worth away.
    """
    is_steady = queries.went_evenly(what, now, DAY)
    return take_lease(what, secrets.token_hex(8), now, every) and is_steady


def _beat(app: Flask, stop: Event) -> None:
    holder = f"{os.getpid()}-{secrets.token_hex(4)}"  # another machine has the same numbers of processes
    next_beat = monotonic() + SECONDS
    while not stop.wait(min(TICK, SECONDS)):
        try:
            with app.app_context():
                if is_due(now := clock.now()):  # any worker may: two at once release it once
                    life.release(now)
                if pages := published_by(app):  # somebody at the database itself may have changed what they show
                    pages.follow()
                    pages.sweep()
                if monotonic() >= next_beat:
                    next_beat = monotonic() + SECONDS
                    app.extensions["lost"].write_down(clock.now().date())
                    beat(holder)
        except Exception as error:
            why = trouble(error)
            log.error("The heartbeat missed a beat; it goes on with the next one (%s).", why or error, exc_info=not why)
            stop.wait(SECONDS)

"""The mail leaves: one worker at a time, under a lease, hands what is due to the server, and tries again later."""

import logging
import os
import secrets
from datetime import timedelta

from flask import Flask, current_app

from . import clock, rounds
from .db import db
from .notices import listen, mails
from .outbox import actions, queries, smtp
from .outbox.actions import take_lease

SECONDS = 5  # between two looks into the outbox
LEASE = timedelta(seconds=9 * smtp.SECONDS)  # longer than one mail can take

log = logging.getLogger(__name__)


def start(app: Flask) -> None:
    """Send in the background for as long as this worker lives, if there is a server to send to."""
    holder = f"{os.getpid()}-{secrets.token_hex(4)}"

    def look() -> float:
        deliver(holder)
        return SECONDS

    if app.config["SMTP_URL"]:
        rounds.begin(app, "postman", look, SECONDS, SECONDS)


def deliver(holder: str) -> int:
    """Send what is due, unless another worker does; how many went."""
    count, paused = 0, listen.paused()
    while queries.is_due(clock.now(), paused) and take_lease("mail", holder, clock.now(), LEASE):
        mail = actions.claim(clock.now(), paused)
        if mail is None:
            break
        try:
            message = mails.compose(mail, clock.now())
            db.session.rollback()  # no read stays open while the server takes its time
            if message is not None:
                smtp.send(message, current_app.config["SMTP_URL"])
                count += 1
        except smtp.NotSent as error:
            log.warning("A mail did not go: %s", error)
            actions.failed(mail.id, str(error), clock.now(), is_final=error.is_final)
        except ValueError as error:  # to that address no mail can be written, say with an ü before its @
            log.warning("A mail cannot be written: %s", error)
            actions.failed(mail.id, str(error) or type(error).__name__, clock.now(), is_final=True)
        else:
            actions.sent(mail.id)
    return count

"""The mail leaves: one worker at a time, under a lease, hands what is due to the server, and tries again later."""

import logging
import os
import secrets
from datetime import timedelta
from threading import Event, Thread

from flask import Flask, current_app

from . import clock
from .db import db
from .notices import listen, mails
from .outbox import actions, queries, smtp
from .outbox.actions import take_lease
from .trouble import trouble

SECONDS = 5  # between two looks into the outbox
LEASE = timedelta(seconds=9 * smtp.SECONDS)  # longer than one mail can take

log = logging.getLogger(__name__)


def start(app: Flask) -> None:
    """Send in the background for as long as this worker lives, if there is a server to send to."""
    if app.config["SMTP_URL"]:
        Thread(target=_send_for_ever, args=(app,), name="postman", daemon=True).start()


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


def _send_for_ever(app: Flask) -> None:
    holder, pause = f"{os.getpid()}-{secrets.token_hex(4)}", Event()
    while not pause.wait(SECONDS):
        try:
            with app.app_context():
                deliver(holder)
        except Exception as error:
            why = trouble(error)
            log.error("The postman stumbled; the mail is tried again later (%s).", why or error, exc_info=not why)

"""Serving for real: set up what is missing, say where the blog is, and hand over to granian."""

import gc
import logging
import os
import secrets
import signal
import socket
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from multiprocessing import parent_process
from threading import Thread

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from sqlalchemy.exc import DatabaseError

from . import (
    archivist,
    arrivals,
    clock,
    create_app,
    heartbeat,
    importer,
    journal,
    listening,
    postman,
    samples,
    watching,
)
from .articles.queries import newest
from .backups import restoring
from .backups.making import make_now
from .backups.rules import Refused
from .config import Config, load
from .db import db
from .doorway import Doorway
from .outbox.actions import take_lease
from .pagecache import front_of, published_by
from .people.actions import offer_setup
from .search import index
from .site import keyed, tagging, version
from .tokens import key_fingerprint
from .trouble import in_words, trouble
from .upgrade import UpgradeError, called, in_use, is_server, upgrade

HEAD = 32_768  # bytes of a request line and its headers; a hundred headers are granian's own limit
LEASE = timedelta(minutes=1)  # longer than the samples take
THREADS = 12  # of a worker: what strangers send may take ten of them (`gate.PLACES`)
SOON = 3  # seconds after its start in which a worker that ends lets expect the same of the next one

log = logging.getLogger(__name__)


class StartError(Exception):
    """Why the server cannot start, in one line."""


def serve() -> None:
    """Set up, say where to go, and serve until Ctrl-C. Raises ConfigError and StartError."""
    config, now = load(), clock.now()
    written = {"()": journal.FORMATS[config.log_format]}
    left = _left(config)
    if left is None and listening.given() is None:
        _check_port(config)
    try:
        restoring.finish(config)
        if kept := upgrade(config.database, now):
            print(f"The database was brought to this release; the former one is kept as {kept}.")
    except UpgradeError as error:
        raise StartError(f"The database: {error}.") from error
    with in_use(config.database):
        try:
            _welcome(app(), config, now) if left is None else _rehearse(app(), config)
        except DatabaseError as error:
            raise StartError(f"The database: {called(config.database)}: {in_words(error)}.") from error
        gc.freeze()  # what a worker's collections do not walk through stays memory of all processes together
        # From its fork until `worker`, a worker would take the order to stop for its parent's, and lose it; and the
        # parent is to follow it as what it becomes. So it is held until then.
        signal.pthread_sigmask(signal.SIG_BLOCK, watching.ORDERS)
        server = listening.Server(
            "blog.serving:worker",
            factory=True,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,  # as proxies speak it; what nobody needs is no way in
            http1_settings=HTTP1Settings(max_buffer_size=HEAD),
            websockets=False,
            address=config.host,
            port=config.port,
            workers=config.workers - len(left or ()),
            blocking_threads=THREADS,
            log_level=LogLevels.error,  # its warnings are advice on tuning
            log_dictconfig={"formatters": {"generic": written, "access": written}},
        )
        server.others = left or ()
        server.serve()


@cache
def app() -> Flask:
    """The application of this process, and of those that are forked from it."""
    return create_app()


def worker() -> Doorway:
    """What one worker answers with, and its heartbeat."""
    # Ctrl-C is for the parent, which stops its workers: one that hears both gets stuck between the two. So it
    # stays held here, and what a terminal sends to its whole group passes by.
    os.setpgrp()
    # Until it serves, a worker has its parent's handler, which would take the order to stop, and not stop.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    listening.leave_on_order()
    _let_each_finish()
    if parent := parent_process():  # at the fork: it may have been killed since then, and this one left to another
        Thread(target=watching.end_with, args=(parent.pid,), name="end-with-parent", daemon=True).start()
    journal.start(app().config["SERVER"].log_format)
    for begin in (heartbeat.start, postman.start, archivist.start, importer.start):
        begin(app())
    listening.ask_directly()
    return Doorway(front_of(app()))


def _let_each_finish() -> None:
    """Ask the system not to stop a thread of this process for another that was woken.

    One takes in what was asked and others answer it: as each wakes the next, the processor would go to and fro between
    them for every request (`docs/performance.md`). A system that has or allows no such thing goes on as before.
    """
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def back_up() -> None:
    """Make a backup in this process, for a worker that holds the lock; what comes of it is told at the desk.

    Where the disk does not even take that, the process ends with the number of the error, for the worker to tell.
    """
    Thread(target=watching.end_with, args=(os.getppid(),), name="end-with-parent", daemon=True).start()
    config = load()
    journal.start(config.log_format)
    try:
        with app().app_context(), suppress(Refused):
            make_now(config)
    except OSError as error:
        if trouble(error):
            sys.exit(error.errno)
        raise


def _left(config: Config) -> list[int] | None:
    """The workers that still serve, where one has ended and this process only starts another; None where all is new."""
    if (told := os.environ.pop(watching.LEFT, None)) is None:
        return None
    journal.start(config.log_format)
    log.error("A worker ended by itself.")
    seconds, *pids = map(int, told.split())
    if seconds < SOON:
        raise StartError("Workers end as soon as they have started.")
    return pids


def _check_port(config: Config) -> None:
    with socket.socket(socket.AF_INET6 if ":" in config.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise StartError(
                f"{config.host}:{config.port} cannot be used ({error.strerror}). Set BLOG_PORT to another port."
            ) from error


def _welcome(app: Flask, config: Config, now: datetime) -> None:
    with app.app_context():
        if is_server(config.database) and not keyed.settle(key_fingerprint()):
            raise StartError(
                "The secret key is not that of the servers that work with this database already; give each machine "
                "the same BLOG_SECRET_KEY (docs/scaling.md)."
            )
        key = offer_setup(now)
        if not index.is_current():  # after an upgrade or a restore: before anybody waits for a page
            index.rebuild()
        # Nothing was ever put on this site, nor taken off it again; and no other machine is about to.
        if version.current() == version.FIRST and take_lease("welcome", secrets.token_hex(8), now, LEASE):
            samples.add_welcome(now)
        tagging.settle(config.public_url, now)
        arrivals.forget(config)
        if pages := published_by(app):
            pages.begin()
    _rehearse(app, config)
    print(f"\n  Letterpress is at  {config.public_url}\n")
    if key:
        print("  Make yourself the admin (this link works once, for 24 hours):")
        print(f"  {config.public_url}/admin/setup?key={key}\n")
    print("  To keep it running on a server, read docs/deploy.md. Ctrl-C stops it.\n", flush=True)


def _rehearse(app: Flask, config: Config) -> None:
    """Draw what is asked for most before the workers part: what that makes is there once for all of them, and at hand.

    What goes wrong is told to whoever asks for the page. No connection of the database may be taken along.
    """
    with suppress(Exception), app.app_context():
        for path in ("/", *(f"/articles/{article.slug}" for article in newest(None, None).rows[:1])):
            with app.test_request_context(path, base_url=config.public_url):
                app.full_dispatch_request()
    with app.app_context():
        db.engine.dispose()

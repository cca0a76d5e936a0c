"""What is looked at whenever somebody asks, at the desk too: each of it within a millisecond."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import make_url, text

from ..arrivals import noted
from ..backups import rules, status
from ..config import Config
from ..db import db
from ..health.backups import trouble
from ..locale import moment, ngettext
from ..notices.listen import paused
from ..outbox import queries as outbox
from ..site import version
from ..upgrade import REVISIONS, is_known, is_server
from .checks import Check

LATE = timedelta(minutes=15)  # that a mail which could go may wait
TRIES = 4  # of a mail that does not go; by then twenty minutes went by
SILENT = timedelta(minutes=2)  # after the heartbeat should have come again
ASTRAY = timedelta(minutes=2)  # that what was noted may lie ahead of the clock

REVISION = text("SELECT version_num FROM alembic_version")


def _database(_now: datetime) -> str:
    version.current()
    return ""


def _schema(_now: datetime) -> str:
    stands_at = db.session.scalar(REVISION)
    if stands_at == REVISIONS[-1]:
        return ""
    return str(_("It is of an older release.") if is_known(str(stands_at)) else _("It is of a newer release."))


def _disk(_now: datetime) -> str:
    server = _server()
    folders = {server.instance}
    if not is_server(server.database):
        folders.add(Path(make_url(server.database).database or server.instance).parent)
    free = min(shutil.disk_usage(folder).free for folder in folders)
    return str(_("Only %(free)s are free.", free=rules.in_words(free))) if free < rules.RESERVE else ""


def _mail(now: datetime) -> str:
    if not current_app.config["SMTP_URL"]:
        return ""
    waits = outbox.waits(now, paused())
    if waits.dead:
        return ngettext("%(num)s mail did not go.", "%(num)s mails did not go.", waits.dead)
    if (waits.tries or 0) >= TRIES:
        return str(_("The mail server takes no mail."))
    is_late = waits.since is not None and waits.since < now - LATE
    return str(_("Mail waits since %(when)s.", when=moment(waits.since))) if is_late else ""


def _clock(now: datetime) -> str:
    last = status.read(_server().backup_folder)
    ahead = [time for time in (outbox.held_until("heartbeat"), last.good_at) if time and time > now + ASTRAY]
    return str(_("It was set back: something was done at %(when)s already.", when=moment(max(ahead)))) if ahead else ""


def _heartbeat(now: datetime) -> str:
    until = outbox.held_until("heartbeat")
    is_silent = until is not None and until < now - SILENT
    return str(_("Nothing was done by itself since %(when)s.", when=moment(until))) if until and is_silent else ""


def _proxies(_now: datetime) -> str:
    if not noted(_server()):
        return ""
    return str(_("Readers come through a proxy, and all of them seem to have its address."))


def _server() -> Config:
    server: Config = current_app.config["SERVER"]
    return server


QUICK = (
    Check(
        _l("Database"), _database,
        _l("Read the log, and look whether the disk is well. flask restore brings a backup back (docs/backups.md)."),
        is_vital=True,
    ),
    Check(
        _l("Schema of the database"), _schema,
        _l("Restart the server, which brings an older database to its release. A newer one needs the newer release."),
        is_vital=True,
    ),
    Check(
        _l("Disk"), _disk,
        _l("Make room on the disk of the server. Where none is left, nothing can be stored, and no backup is made."),
    ),
    Check(
        _l("Backups"), trouble,
        _l("Read what was wrong with the last one, mend that, and press Back up now."),
        page="backups.backups",
    ),
    Check(
        _l("Mail"), _mail,
        _l("See what the mail server answered, whether BLOG_SMTP_URL is right, and send again what did not go."),
        page="post.given_up",
    ),
    Check(
        _l("Clock"), _clock,
        _l("Set the clock of the server, and let it be kept: timedatectl set-ntp true."),
    ),
    Check(
        _l("What is done by itself"), _heartbeat,
        _l("Start the server, or restart it; the log says what it stumbles over."),
    ),
    Check(
        _l("Proxies"), _proxies,
        _l("Set BLOG_TRUSTED_PROXIES to the number of proxies in front, and restart the server. "
           "If there is none, remove the file “proxied” in the instance folder."),
    ),
)  # fmt: skip

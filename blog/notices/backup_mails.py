"""The admin is written to when a backup fails: who forgets a site for a year looks at no page of its desk."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from .. import clock
from ..backups.making import backup_ended
from ..links import absolute
from ..locale import moment
from ..outbox import actions as outbox
from ..outbox.models import Mail
from ..people.queries import the_admin
from .envelopes import envelope, fill

BACKUP = "backup"  # the kind of mail
ONCE_IN = timedelta(days=1)  # as one that fails is tried again every hour
TOLD = {"failed": _l("A backup failed"), "not-copied": _l("A backup was not copied away")}


def init_app(_app: Flask) -> None:
    """From now on, it is told."""
    backup_ended.connect(tell)


def tell(_sender: Any, *, session: Session, what: str) -> None:
    """Write of what went wrong, once a day for as long as it does."""
    admin, now = the_admin(), clock.now()
    if what not in TOLD or admin is None or not current_app.config["SMTP_URL"]:
        return
    if outbox.lease(session, "backup told", now.isoformat(), now, ONCE_IN):
        outbox.add(session, BACKUP, admin.email, now, what=what, at=now.isoformat())


def backup(mail: Mail, now: datetime) -> EmailMessage:
    """What went wrong and when; why is said at the desk, as a mail lies about in many places."""
    what = str(TOLD[mail.data["what"]])
    message = envelope(mail, what, now)
    at = moment(datetime.fromisoformat(mail.data["at"]))
    fill(message, "backup", what=what, at=at, desk=absolute("/admin/backups"))
    return message

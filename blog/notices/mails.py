"""Writing a mail at the moment when it goes, of what there is to say by then."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

from flask_babel import gettext as _

from .. import tokens
from ..comments import listing, offers
from ..comments.texts import dead, excerpt
from ..desk.rows import QueueRow, queue_rows
from ..links import absolute
from ..locale import ngettext
from ..outbox.models import Mail
from . import alert_mails, alerts, backup_mails, reader_mails, told
from .envelopes import envelope, fill, thread
from .listen import QUEUE

MOST = 20  # comments in one mail


def compose(mail: Mail, now: datetime) -> EmailMessage | None:
    """The mail as it is to go; None when there is nothing to say any more."""
    return COMPOSERS[mail.kind](mail, now)


def trial(recipient: str, now: datetime) -> EmailMessage:
    """The mail that the settings page sends to see whether any arrives."""
    mail = Mail(kind="trial", recipient=recipient, key=f"trial-{now.timestamp():.0f}")
    message = envelope(mail, _("Mail works"), now)
    message.set_content(_("This is the mail that you sent from the settings page. If you can read it, mail works."))
    return message


def _queue(mail: Mail, now: datetime) -> EmailMessage | None:
    """What waits, for the admin."""
    found = offers.waiting_since(mail.data["first_id"], MOST)
    if not found:
        return None
    rows = queue_rows(found)
    versions = offers.versions([row.id for row in rows])
    message = envelope(mail, _subject(rows), now)
    # Mails about one article stand together, and so do digests.
    thread(message, f"article-{rows[0].article_id}" if len(rows) == 1 else "queue")
    fill(
        message,
        "queue",
        letters=[(row, _link(row.id, versions[row.id], now)) for row in rows],
        count=listing.status_counts()["pending"],
        desk=absolute("/admin/"),
        dead=dead,
    )
    return message


def _subject(rows: list[QueueRow]) -> str:
    if len(rows) > 1:
        return str(ngettext("%(num)s comment waits", "%(num)s comments wait", len(rows)))
    name, headline = dead(rows[0].name), excerpt(rows[0].article.title, 60)
    return str(_("%(name)s on %(article)s", name=name, article=headline))


def _link(comment_id: int, version: str, now: datetime) -> str:
    return absolute(f"/decide/{tokens.offer_token(tokens.Offer(comment_id, version, now))}")


COMPOSERS: dict[str, Callable[[Mail, datetime], EmailMessage | None]] = {
    QUEUE: _queue,
    alerts.ALERT: alert_mails.alert,
    backup_mails.BACKUP: backup_mails.backup,
    told.CONFIRM: reader_mails.confirm,
    told.DECIDED: reader_mails.decided,
    told.REPLIED: reader_mails.replied,
}

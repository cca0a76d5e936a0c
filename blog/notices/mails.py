"""Writing a mail at the moment when it goes, of what there is to say by then."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from .. import tokens
from ..comments import offers, queries
from ..comments.texts import dead, excerpt
from ..desk.rows import QueueRow, queue_rows
from ..links import absolute
from ..locale import site
from ..outbox.models import Mail

MOST = 20  # comments in one mail


def compose(mail: Mail, now: datetime) -> EmailMessage | None:
    """The mail that tells what waits; None when nothing does any more."""
    found = offers.waiting_since(mail.data["first_id"], MOST)
    if not found:
        return None
    rows = queue_rows(found)
    versions = offers.versions([row.id for row in rows])
    values = {
        "letters": [(row, _link(row.id, versions[row.id], now)) for row in rows],
        "count": queries.status_counts()["pending"],
        "desk": absolute("/admin/"),
        "dead": dead,
    }
    message = _envelope(mail, _subject(rows), now)
    _thread(message, f"article-{rows[0].article_id}" if len(rows) == 1 else "queue")
    message.set_content(render_template("notices/queue.txt", **values))
    message.add_alternative(render_template("notices/queue.html", **values), subtype="html")
    return message


def trial(recipient: str, now: datetime) -> EmailMessage:
    """The mail that the settings page sends to see whether any arrives."""
    mail = Mail(kind="trial", recipient=recipient, key=f"trial-{now.timestamp():.0f}")
    message = _envelope(mail, _("Mail works"), now)
    message.set_content(_("This is the mail that you sent from the settings page. If you can read it, mail works."))
    return message


def _envelope(mail: Mail, subject: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"] = Address(site().title, addr_spec=_sender())
    message["To"] = Address(addr_spec=mail.recipient)
    # An encoded word (RFC 2047) in somebody's name would be decoded by whoever reads the header.
    message["Subject"] = f"[{site().title}] {subject}".replace("=?", "= ?")
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _id(mail.key)  # the same in every attempt, so that a mail that came twice is known again
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers this
    return message


def _thread(message: EmailMessage, name: str) -> None:
    """Mails about one article stand together, and so do digests; the first of them answers a mail that never was."""
    message["In-Reply-To"] = message["References"] = _id(name)


def _subject(rows: list[QueueRow]) -> str:
    if len(rows) > 1:
        return str(ngettext("%(num)s comment waits", "%(num)s comments wait", len(rows)))
    name, headline = dead(rows[0].name), excerpt(rows[0].article.title, 60)
    return str(_("%(name)s on %(article)s", name=name, article=headline))


def _link(comment_id: int, version: str, now: datetime) -> str:
    return absolute(f"/decide/{tokens.offer_token(tokens.Offer(comment_id, version, now))}")


def _id(name: str) -> str:
    return f"<{name}@{_sender().rpartition('@')[2]}>"


def _sender() -> Any:
    return current_app.config["MAIL_FROM"]

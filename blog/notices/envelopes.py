"""What every mail carries on the outside."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from flask import current_app, render_template

from ..locale import site
from ..outbox.models import Mail


def envelope(mail: Mail, subject: str, now: datetime) -> EmailMessage:
    """A mail with its headers, and nothing in it yet."""
    message = EmailMessage()
    message["From"] = Address(site().title, addr_spec=_sender())
    message["To"] = Address(addr_spec=mail.recipient)
    # An encoded word (RFC 2047) in somebody's name would be decoded, here or by whoever reads the header.
    message["Subject"] = f"[{site().title}] {subject}".replace("=?", "= ?")
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _id(mail.key)  # the same in every attempt, so that a mail that came twice is known again
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers this
    return message


def thread(message: EmailMessage, name: str) -> None:
    """Let mails about one thing stand together; the first of them answers a mail that never was."""
    message["In-Reply-To"] = message["References"] = _id(name)


def fill(message: EmailMessage, template: str, **values: Any) -> None:
    """Write it, as plain text and as HTML that every program shows."""
    message.set_content(render_template(f"notices/{template}.txt", **values))
    message.add_alternative(render_template(f"notices/{template}.html", **values), subtype="html")


def _id(name: str) -> str:
    return f"<{name}@{_sender().rpartition('@')[2]}>"


def _sender() -> Any:
    return current_app.config["MAIL_FROM"]

"""What readers are written to: the mail that asks first, and those that tell."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from flask_babel import gettext as _

from .. import tokens
from ..articles import queries as articles
from ..articles.rules import path
from ..comments import offers
from ..comments.rules import Status
from ..comments.texts import dead
from ..db import AnyRow
from ..links import absolute
from ..outbox.models import Mail
from ..subscriptions import queries
from .envelopes import envelope, fill, thread


def confirm(mail: Mail, now: datetime) -> EmailMessage | None:
    """Whether whoever reads at this address wants mail; no word of the comment, or anybody could send theirs by it."""
    row = queries.by_id(mail.data["subscription_id"])
    if row is None or row.confirmed_at is not None:
        return None
    message = envelope(mail, _("Do you want to be told?"), now)
    link = absolute(f"/confirm/{tokens.confirm_token(row.id, row.asked_at)}")
    fill(message, "confirm", link=link, article=_article(row))
    return message


def decided(mail: Mail, now: datetime) -> EmailMessage | None:
    """What became of their comment."""
    row = _told(mail)
    if row is None or row.status == Status.PENDING:
        return None
    is_printed = row.status == Status.APPROVED
    message = envelope(mail, _("Your comment is printed") if is_printed else _("Your comment was not printed"), now)
    _write(message, "decided", row, link=_permalink(row.article_id, row.comment_id) if is_printed else None)
    return message


def replied(mail: Mail, now: datetime) -> EmailMessage | None:
    """Who answers it, and what they say."""
    row, answer = _told(mail), offers.answer(mail.about or 0)
    if row is None or answer is None:
        return None
    name = dead(answer.name)
    message = envelope(mail, _("%(name)s answers you", name=name), now)
    link = _permalink(row.article_id, answer.id)
    _write(message, "replied", row, link=link, name=name, body=dead(answer.body))
    return message


def _told(mail: Mail) -> AnyRow | None:
    """Whoever is told; only those who confirmed it have such mail."""
    return queries.by_id(mail.data["subscription_id"])


def _write(message: EmailMessage, template: str, row: AnyRow, **values: Any) -> None:
    end = absolute(f"/unsubscribe/{tokens.unsubscribe_token(row.id)}")
    message["List-Unsubscribe"] = f"<{end}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    thread(message, f"comment-{row.comment_id}")
    receipt = absolute(f"/receipts/{tokens.receipt_token(row.comment_id)}")
    fill(message, template, article=_article(row), receipt=receipt, end=end, **values)


def _article(row: AnyRow) -> str:
    article = articles.by_id(row.article_id)
    return dead(article.title) if article is not None else ""


def _permalink(article_id: int, comment_id: int) -> str:
    article = articles.by_id(article_id)
    return absolute(f"{path(article.kind, article.slug)}/comments/{comment_id}") if article is not None else ""

"""All that the admin decides on the settings page, whichever noun it governs."""

from dataclasses import asdict, fields
from typing import Any

from flask_babel import lazy_gettext as _l

from ..audit.rules import AuditPolicy
from ..comments.rules import Retention
from ..comments.triage import Policy
from ..outbox.rules import MailPolicy
from ..site.models import SiteSettings
from ..site.queries import settings_of

KINDS: tuple[Any, ...] = (SiteSettings, Policy, MailPolicy, Retention, AuditPolicy)
DEFAULTS: dict[str, Any] = {field.name: field.default for kind in KINDS for field in fields(kind)}
LABELS = {
    "title": _l("Blog name"),
    "description": _l("Description"),
    "language": _l("Language"),
    "time_zone": _l("Time zone"),
    "author": _l("Usual author"),
    "is_listed": _l("Search engines may list this site"),
    "wordmark": _l("Name in the masthead"),
    "accent": _l("Second colour"),
    "navigation": _l("Links in the masthead"),
    "footer": _l("Lines at the foot"),
    "profiles": _l("Profiles elsewhere"),
    "card_id": _l("Picture of shared links"),
    "is_away": _l("I am away"),
    "away_days": _l("Days until comments are read"),
    "mail_frequency": _l("Write to me"),
    "comments_closed": _l("Take no comments at all"),
    "closing_days": _l("Days until comments on an article close"),
    "newest_first": _l("Newest comments first"),
    "held_words": _l("Held words"),
    "refused_words": _l("Refused words"),
    "blocked": _l("Blocked"),
    "trusted": _l("Trusted"),
    "most_links": _l("Links that are not pointed out"),
    "spam_days": _l("Days until Spam and Bin are emptied"),
    "address_days": _l("Days until network addresses are dropped"),
    "log_days": _l("Days that the log is kept"),
}


def values() -> dict[str, Any]:
    """Every setting as it is now, by its name; lists as they are stored."""
    found = {name: value for kind in KINDS for name, value in asdict(settings_of(kind)).items()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}

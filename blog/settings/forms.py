"""The form of the settings page: what the admin decides about the site, and about its comments."""

from typing import Any
from zoneinfo import available_timezones

from flask import g
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, ColorField, FileField, HiddenField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]

from .. import colour
from ..comments import blocking
from ..comments.rules import MOST_LINKS
from ..comments.triage import is_block
from ..desk.settings import LABELS
from ..forms import EMAIL_LENGTH, Between, Required, as_id, is_email, one_line
from ..language import is_language
from ..outbox.rules import Frequency
from ..site import lines
from .fields import Addresses, Box, Each, Few, Lines, Number, Whole

# Two names of the machine's own lists mean no place on earth.
ZONES: Any = sorted(available_timezones() - {"Factory", "localtime"})
WORD_LENGTH = 200  # characters
MOST_DAYS = 3_650
PALE = {  # by the ground that a colour is too pale on
    "paper": _l("%(colour)s has a contrast of %(has)s : 1 on the paper, and needs %(needs)s : 1; %(other)s would do"),
    "wash": _l("%(colour)s has a contrast of %(has)s : 1 in notices, and needs %(needs)s : 1; %(other)s would do"),
}


is_few = Few(blocking.MOST_LINES)


def _shorter(most: int) -> Each:
    words = _l("Shorten to %(most)s characters a line: %(lines)s")
    return Each(lambda entry: len(entry) <= most, words, most=most)


def _words(label: Any) -> Lines:
    words = _l("Put * only before or after a word or phrase: %(lines)s")
    return Lines(label, [is_few, _shorter(WORD_LENGTH), Each(blocking.is_word, words)])


def _addresses(label: Any, *checks: Each) -> Addresses:
    return Addresses(label, [is_few, _shorter(EMAIL_LENGTH), *checks])


def _links(label: Any, *checks: Each) -> Lines:
    words = _l("Shorten the words to %(most)s characters, and the address to %(longest)s: %(lines)s")
    is_short = Each(lines.is_short, words, most=lines.WORDS, longest=lines.ADDRESS)
    return Lines(label, [Few(lines.MOST), is_short, *checks])


def _as_id(text: Any) -> int | None:
    """What is stored is a number already."""
    return as_id(str(text))


def _is_of_others(entry: str) -> bool:
    return not blocking.covers(entry, g.admin.email)


class SiteFields:
    """What the site is called and how it speaks: fields of SiteSettings."""

    title = StringField(LABELS["title"], [Required(_l("Name your blog")), Between(1, 80)], filters=[one_line])
    description = StringField(LABELS["description"], [Between(0, 200)], filters=[one_line])
    language = StringField(LABELS["language"], [Required(_l("Enter a language, like en or pt-BR"))], filters=[one_line])
    time_zone = SelectField(LABELS["time_zone"], choices=ZONES)
    author = StringField(LABELS["author"], [Between(0, 200)], filters=[one_line])
    is_listed = Box(LABELS["is_listed"])

    def validate_language(self, field: Any) -> None:
        """A language tag, as pages carry it in `lang`."""
        if not is_language(field.data):
            raise ValidationError(_l("Enter a language, like en or pt-BR"))


class LookFields:
    """What stands around every page, and beside a link to it: fields of SiteSettings."""

    wordmark = StringField(LABELS["wordmark"], [Between(0, 40)], filters=[one_line])
    accent = ColorField(LABELS["accent"], filters=[str.casefold])
    navigation = _links(
        LABELS["navigation"],
        Each(lines.is_link, _l("Write words, a bar and an address, like About | /pages/about: %(lines)s")),
    )
    footer = _links(
        LABELS["footer"],
        Each(lines.is_words, _l("Write words alone, or words, a bar and an address: %(lines)s")),
    )
    profiles = Lines(
        LABELS["profiles"],
        [
            Few(lines.PROFILES),
            _shorter(lines.ADDRESS),
            Each(lines.is_profile, _l("Write whole addresses that begin with https://: %(lines)s")),
        ],
    )
    # The log leads to a setting by its name, so that this is the place of what can be seen of it.
    card = FileField(LABELS["card_id"], id="card_id")
    card_id: Any = HiddenField(LABELS["card_id"], id="card-id", filters=[_as_id])
    remove_card = BooleanField(_l("Remove the picture"))

    def validate_accent(self, field: Any) -> None:
        """One that can be read; else its contrast, and the nearest one that will do."""
        if not colour.is_colour(field.data):
            raise ValidationError(_l("Enter a colour, like %(colour)s", colour=colour.ACCENT))
        if lacking := colour.lacking(field.data):
            ground, has, needs = lacking
            values = {"colour": field.data, "has": has, "needs": f"{needs:g}", "other": colour.darker(field.data)}
            raise ValidationError(str(PALE[ground]) % values)

    def inks(self) -> list[str]:
        """What the picker offers: what would do in place of what was chosen, the usual one, and a few more."""
        chosen = self.accent.data or ""
        return list(dict.fromkeys([*([colour.darker(chosen)] if colour.is_colour(chosen) else []), *colour.INKS]))


class CommentFields:
    """In which order comments stand, and the fields of `comments.triage.Policy`."""

    newest_first = BooleanField(LABELS["newest_first"])
    held_words = _words(LABELS["held_words"])
    refused_words = _words(LABELS["refused_words"])
    blocked = _addresses(
        LABELS["blocked"],
        Each(is_block, _l("Not an e-mail address, a domain, a network address or a network: %(lines)s")),
        Each(_is_of_others, _l("This would block your own address: %(lines)s")),
    )
    trusted = _addresses(LABELS["trusted"], Each(is_email, _l("Not an e-mail address: %(lines)s")))
    comments_closed = BooleanField(LABELS["comments_closed"])
    closing_days = Number(LABELS["closing_days"], [Whole(0, MOST_DAYS)])
    most_links = Number(LABELS["most_links"], [Whole(0, MOST_LINKS)])  # as many as a comment may have at all


class MailFields:
    """The fields of `outbox.rules.MailPolicy`."""

    mail_frequency = SelectField(
        LABELS["mail_frequency"],
        choices=[
            SelectChoice(Frequency.HOURLY.value, _l("At once, then at most once an hour")),
            SelectChoice(Frequency.DAILY.value, _l("At once, then at most once a day")),
            SelectChoice(Frequency.NEVER.value, _l("Never")),
        ],
    )


class DeskFields:
    """What the site says of when the editor reads."""

    is_away = BooleanField(LABELS["is_away"])
    away_days = Number(LABELS["away_days"], [Whole(1, 365)])


class PrivacyFields:
    """The fields of `comments.rules.Retention` and of `audit.rules.AuditPolicy`: for how many days what is kept."""

    spam_days = Number(LABELS["spam_days"], [Whole(0, MOST_DAYS)])
    address_days = Number(LABELS["address_days"], [Whole(0, MOST_DAYS)])
    log_days = Number(LABELS["log_days"], [Whole(0, MOST_DAYS)])


class SettingsForm(SiteFields, LookFields, DeskFields, MailFields, CommentFields, PrivacyFields, FlaskForm):
    """All of them, on one page."""

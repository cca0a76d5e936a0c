"""The form of the settings page: what the admin decides about the site, and about its comments."""

from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import available_timezones

from flask import g
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, ColorField, Field, FileField, HiddenField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea, TextInput

from .. import colour
from ..comments import blocking
from ..comments.rules import MOST_LINKS
from ..comments.texts import excerpt
from ..comments.triage import is_block
from ..desk.settings import LABELS
from ..forms import EMAIL_LENGTH, Between, Required, as_id, is_email, one_line
from ..language import is_language
from ..outbox.rules import Frequency
from ..site import lines

# Two names of the machine's own lists mean no place on earth.
ZONES: Any = sorted(available_timezones() - {"Factory", "localtime"})
WORD_LENGTH = 200  # characters
MOST_DAYS = 3_650
SHOWN = 5  # wrong lines that a message names
PALE = {  # by the ground that a colour is too pale on
    "paper": _l("%(colour)s has a contrast of %(has)s : 1 on the paper, and needs %(needs)s : 1; %(other)s would do"),
    "wash": _l("%(colour)s has a contrast of %(has)s : 1 in notices, and needs %(needs)s : 1; %(other)s would do"),
}


class Number(Field):
    """A whole number; None for what is none. A plain text input, so that the browser keeps what was mistyped."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A field that was not sent changes nothing."""
        if valuelist:
            self.data = as_id(one_line(valuelist[0]))

    def _value(self) -> str:
        return str(self.raw_data[0] if self.raw_data else self.data)


class Box(BooleanField):
    """A box behind a hidden field of its name: where neither was sent, nothing changes."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What comes last counts."""
        if valuelist:
            super().process_formdata(valuelist[-1:])

    def _value(self) -> str:
        return "y"


class Whole:
    """A whole number within bounds."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Any) -> None:
        """Name both bounds."""
        if field.data is None or not self.least <= field.data <= self.most:
            words = _l("Enter a whole number from %(least)s to %(most)s", least=self.least, most=self.most)
            raise ValidationError(words)


class Lines(Field):
    """A list with one entry a line: tidied, without blank lines and without those that are there already."""

    widget: Any = TextArea()

    def process_data(self, value: Iterable[str]) -> None:
        """What is stored."""
        self.data = self.typed = list(value)
        self.shown = "\n".join(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Change what was changed on the page: what the queue added meanwhile stays, what it took away stays away.

        What the page showed comes first, under the same name. A field that was not sent changes nothing.
        """
        if valuelist:
            self.shown = valuelist[0] if len(valuelist) > 1 else self.shown
            self.typed = self._entries(valuelist[-1])
            self.data = self.merged(self.data)

    def merged(self, stored: list[str]) -> list[str]:
        """What is to be stored, now that this is."""
        shown = {*self._entries(self.shown)}
        taken_away, added = shown - {*stored}, {*stored} - shown - {*self.typed}
        kept = [entry for entry in self.typed if entry not in taken_away]
        return kept + [entry for entry in stored if entry in added]

    def _entries(self, text: str) -> list[str]:
        found: dict[str, str] = {}
        for entry in map(one_line, text.splitlines()):
            found.setdefault(entry.casefold(), entry)
        return [entry for entry in found.values() if entry]

    def _value(self) -> str:
        return str(self.raw_data[-1]) if self.raw_data else self.shown


class Addresses(Lines):
    """The same for addresses, which are stored as they are compared: in small letters."""

    def _entries(self, text: str) -> list[str]:
        return [entry.casefold() for entry in super()._entries(text)]


class Each:
    """A check of every line; its words name the first few that are wrong as `lines`."""

    def __init__(self, is_right: Callable[[str], bool], words: Any, **values: Any) -> None:
        self.is_right, self.words, self.values = is_right, words, values

    def __call__(self, form: Any, field: Any) -> None:
        """Name more than one, so that one more try is enough."""
        wrong = [f"“{excerpt(entry, 60)}”" for entry in field.data if not self.is_right(entry)]
        if wrong:
            lines = ", ".join(wrong[:SHOWN]) + (" …" if len(wrong) > SHOWN else "")
            raise ValidationError(str(self.words) % {"lines": lines, **self.values})


class Few:
    """So many lines that there is room and time for all; more are not even checked."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Any) -> None:
        """Say how many there are."""
        most, length = self.most, len(field.data)
        if length > most:
            raise StopValidation(_l("Shorten this to %(most)s lines; it has %(length)s", most=most, length=length))


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

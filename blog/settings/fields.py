"""The fields that settings are typed into, numbers and lists with one entry a line, and what is checked of them."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, ValidationError
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea, TextInput

from ..comments.texts import excerpt
from ..forms import as_id, one_line

SHOWN = 5  # wrong lines that a message names


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

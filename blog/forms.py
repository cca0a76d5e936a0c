"""What the forms of several rooms share: the public stamp, tidy text, and checks with words of our own."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.csrf.core import CSRF
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, StopValidation

from . import links, tokens
from .plaintext import plain

EMAIL_LENGTH = 254  # RFC 5321


class Stamp(CSRF):
    """WTForms' hook for a form's token, answered with a stamp bound to the article: no cookie, alike for all."""

    def setup_form(self, form: Any) -> Any:
        """Remember which article the form belongs to."""
        self.article_id: int = form.article_id
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        """A fresh stamp, drawn into the hidden field."""
        return tokens.stamp(self.article_id)

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        """Refuse a missing or foreign stamp, never an old one: the page may have been cached for months."""
        if not tokens.is_stamp_of(field.data or "", self.article_id):
            raise ValidationError(_l("The form had lost its stamp. Nothing was sent; please send it again."))


class StampedForm(FlaskForm):
    """A form on a public page (with Flask-WTF's own token, merely building it would set a cookie)."""

    class Meta(FlaskForm.Meta):
        csrf_class = Stamp
        csrf_field_name = "stamp"

        def get_translations(self, form: BaseForm) -> None:
            """Every message of such a form is ours: WTForms' own would be read from the disk for each page."""

    def __init__(self, article_id: int, **values: Any) -> None:
        self.article_id = article_id
        super().__init__(**values)


class Required(InputRequired):
    """Something other than white space must be there."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Look at the tidied text, not at what was sent."""
        if not field.data:
            raise StopValidation(str(self.message))


class Between(Length):
    """A text of so many characters, with words for both ends."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(min=least, max=most)

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Count what is there, and say by how much it is too long."""
        length = len(field.data or "")
        if length < self.min:
            raise StopValidation(_l("Enter at least %(least)s characters", least=self.min))
        if length > self.max:
            words = _l("Shorten this to %(most)s characters; it has %(length)s", most=self.max, length=length)
            raise StopValidation(words)


class EmailAddress:
    """The form of an address; whether somebody reads there, only a mail can tell."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Nothing is asked of the network."""
        if not is_email(field.data):
            raise StopValidation(_l("Enter an email address in the right format, like name@example.com"))


class WebAddress:
    """An http or https address with a host."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Only what is safe as a link on a page passes."""
        if field.data and not links.is_web_address(field.data):
            raise StopValidation(_l("Enter a web address that starts with http:// or https://, or leave this empty"))


def is_email(text: str) -> bool:
    """Whether it has the form of an e-mail address."""
    try:
        return bool(validate_email(text, check_deliverability=False))
    except EmailNotValidError:
        return False


def as_id(text: str | None) -> int | None:
    """An id that somebody sent; None for what is none, or larger than any database holds."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def tidy(text: str | None) -> str:
    """Text as it is stored: one kind of line break, no control characters, no bidi overrides."""
    return plain(text or "")


def one_line(text: str | None) -> str:
    """The same on one line, single-spaced."""
    return " ".join(tidy(text).split())

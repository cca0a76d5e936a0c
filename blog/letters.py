"""What the words of a comment must be to be printed, for the reader's form and for the editor's."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField, ValidationError
from wtforms.form import BaseForm

from . import markup
from .comments import rules, texts
from .forms import Between, Required, tidy


class Printable:
    """What is printed must be all that was written, quick to read, and within the page."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Look at the words as they would be printed."""
        if texts.longest_word(field.data) > rules.WORD_LENGTH:
            raise ValidationError(
                _l("One word is longer than %(most)s characters; please break it up", most=rules.WORD_LENGTH)
            )
        letter = markup.comment(field.data)
        if not letter.is_whole:
            raise ValidationError(_l("Quotes and lists stand too deep in one another; please take some of them out"))
        if texts.is_blank(letter.text):
            raise ValidationError(_l("Write your comment"))
        if len(letter.links) > rules.MOST_LINKS:
            raise ValidationError(_l("A comment can hold %(most)s links at most", most=rules.MOST_LINKS))


class ReplyForm(FlaskForm):
    """What the editor answers."""

    body = TextAreaField(
        _l("Your answer"),
        [Required(_l("Write your answer")), Between(1, rules.BODY_LENGTH), Printable()],
        filters=[tidy],
    )

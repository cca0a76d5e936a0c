"""What the words of a comment must be to be printed, for the reader's form and for the editor's."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField, ValidationError
from wtforms.form import BaseForm

from . import markup
from .comments import rules, texts
from .forms import Between, Required, tidy

TOO_MANY_LINKS = _l("A comment can hold %(most)s links at most", most=rules.MOST_LINKS)
TOO_BUSY = _l(
    "This has too many short lines, list items, or signs such as brackets, quotes and stars; "
    "please take some of them out"
)


class Printable:
    """What is printed must be all that was written, quick to read and to clean, and within the page."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Look at the words as they would be printed; they are cleaned last, which takes the most time."""
        if texts.longest_word(field.data) > rules.WORD_LENGTH:
            raise ValidationError(
                _l("One word is longer than %(most)s characters; please break it up", most=rules.WORD_LENGTH)
            )
        if field.data.count("[") > rules.MOST_BRACKETS:
            raise ValidationError(TOO_BUSY)
        if field.data.count("://") > rules.MOST_ADDRESSES:
            raise ValidationError(TOO_MANY_LINKS)
        drawn = markup.draw(field.data)
        if not drawn.is_whole:
            raise ValidationError(_l("Quotes and lists stand too deep in one another; please take some of them out"))
        if len(drawn.links) > rules.MOST_LINKS:
            raise ValidationError(TOO_MANY_LINKS)
        if drawn.marks > rules.MOST_MARKS:
            raise ValidationError(TOO_BUSY)
        if texts.is_blank(markup.comment(field.data).text):
            raise ValidationError(_l("Write your comment"))


class ReplyForm(FlaskForm):
    """What the editor answers."""

    body = TextAreaField(
        _l("Your answer"),
        [Required(_l("Write your answer")), Between(1, rules.BODY_LENGTH), Printable()],
        filters=[tidy],
    )

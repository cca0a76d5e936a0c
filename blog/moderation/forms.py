"""The desk's answer to a comment."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from ..comments.rules import BODY_LENGTH
from ..forms import Between, Required, tidy


class ReplyForm(FlaskForm):
    """What the editor answers."""

    body = TextAreaField(
        _l("Your answer"), [Required(_l("Write your answer")), Between(1, BODY_LENGTH)], filters=[tidy]
    )

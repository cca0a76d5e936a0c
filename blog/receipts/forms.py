"""What a writer changes of their own comment."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from ..comments.rules import BODY_LENGTH
from ..forms import Between, Required, tidy
from ..letters import Printable


class OwnWordsForm(FlaskForm):
    """Other words, within the same limits as the first ones; the address of the page is what proves who sends them."""

    class Meta(FlaskForm.Meta):
        csrf = False

    body = TextAreaField(
        _l("Comment"), [Required(_l("Write your comment")), Between(1, BODY_LENGTH), Printable()], filters=[tidy]
    )

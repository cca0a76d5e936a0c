"""The comment form."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, StringField, TextAreaField, ValidationError

from .. import markup
from ..comments import rules, texts
from ..comments.rules import Submission
from ..forms import EMAIL_LENGTH, Between, EmailAddress, Required, StampedForm, WebAddress, as_id, one_line, tidy
from ..people.queries import editor_names


class CommentForm(StampedForm):
    """What a reader writes. `topic` is the honeypot: nobody sees it."""

    body = TextAreaField(
        _l("Comment"), [Required(_l("Write your comment")), Between(1, rules.BODY_LENGTH)], filters=[tidy]
    )
    name = StringField(_l("Name"), [Required(_l("Enter your name")), Between(1, rules.NAME_LENGTH)], filters=[one_line])
    email = EmailField(
        _l("Email"),
        [Required(_l("Enter your email address")), Between(1, EMAIL_LENGTH), EmailAddress()],
        filters=[one_line],
    )
    website = StringField(_l("Website"), [Between(0, rules.WEBSITE_LENGTH), WebAddress()], filters=[one_line])
    parent = HiddenField(filters=[one_line])
    topic = StringField(filters=[one_line])

    def validate_body(self, field: Any) -> None:
        """What is printed must be all that was written, quick to read, and within the page."""
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

    def validate_name(self, field: Any) -> None:
        """Everyone has one, and only the admin's is the editor's."""
        if texts.is_blank(field.data):
            raise ValidationError(_l("Enter your name"))
        if rules.is_editors_name(field.data, editor_names()):
            raise ValidationError(_l("The editor writes under this name; please sign with another"))

    @property
    def parent_id(self) -> int | None:
        """The comment that is replied to; -1, which none has, for what is no id."""
        text = str(self.parent.data or "")
        return (as_id(text) or -1) if text else None

    def typed(self) -> dict[str, str]:
        """What a person filled in, by its labels."""
        fields = (self.body, self.name, self.email, self.website)
        return {str(field.label.text): field.data for field in fields if field.data}

    def submission(self, article_id: int, address: str) -> Submission:
        """The plain values that the action takes."""
        return Submission(
            article_id=article_id,
            parent_id=self.parent_id,
            name=self.name.data or "",
            email=self.email.data or "",
            website=self.website.data or "",
            body=self.body.data or "",
            address=address,
            trapped=bool(self.topic.data),
        )

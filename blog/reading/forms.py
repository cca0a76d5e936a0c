"""The comment form."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from flask import current_app, render_template
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, EmailField, HiddenField, StringField, TextAreaField, ValidationError

from ..comments import rules, texts
from ..comments.reports import WHY_LENGTH
from ..comments.rules import Submission
from ..forms import EMAIL_LENGTH, Between, EmailAddress, Required, StampedForm, WebAddress, as_id, one_line, tidy
from ..letters import Printable
from ..locale import site
from ..people.queries import editor_names
from ..site.models import SiteSettings


class CommentForm(StampedForm):
    """What a reader writes. `topic` is the honeypot: nobody sees it."""

    body = TextAreaField(
        _l("Comment"),
        [Required(_l("Write your comment")), Between(1, rules.BODY_LENGTH), Printable()],
        filters=[tidy],
    )
    name = StringField(_l("Name"), [Required(_l("Enter your name")), Between(1, rules.NAME_LENGTH)], filters=[one_line])
    email = EmailField(
        _l("Email"),
        [Required(_l("Enter your email address")), Between(1, EMAIL_LENGTH), EmailAddress()],
        filters=[one_line],
    )
    website = StringField(_l("Website"), [Between(0, rules.WEBSITE_LENGTH), WebAddress()], filters=[one_line])
    notify = BooleanField(_l("Tell me by mail what becomes of it, and when somebody answers"))
    parent = HiddenField(filters=[one_line])
    topic = StringField(filters=[one_line])

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

    def fields(self) -> Markup:
        """What a reader fills in, as it is by now."""
        if self.errors or self.typed() or self.notify.data or self.topic.data:
            return _drawn(self)
        return EMPTY.fields()

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
            notify=bool(self.notify.data),
        )


class EmptyForm:
    """The same before anybody typed: pages that only show it need none of its fields, whose making takes longer."""

    errors: Mapping[str, Any] = {}

    def fields(self) -> Markup:
        """What a reader is to fill in."""
        return _empty(site().language, bool(current_app.config["SMTP_URL"]))

    def whole(self, slug: str, stamp: str, page: str | None) -> Markup:
        """With all around it, under a page of comments and answering none of them."""
        return _under(slug, stamp, page, site(), bool(current_app.config["SMTP_URL"]))


EMPTY = EmptyForm()


def _drawn(form: CommentForm) -> Markup:
    return Markup(render_template("_parts/comment_fields.html", form=form))  # noqa: S704 - our own template


@cache  # drawn once for all pages: that was two thirds of the form's time
def _empty(_language: str, _has_mail: bool) -> Markup:
    return _drawn(CommentForm(0, formdata=None))


@lru_cache(maxsize=50)  # kept as letters are, by all that it is drawn from
def _under(slug: str, stamp: str, page: str | None, _here: SiteSettings, _has_mail: bool) -> Markup:
    shown = {"article": {"slug": slug}, "stamp": stamp, "comment_page": page, "form": EMPTY}
    return Markup(render_template("_parts/comment_form.html", **shown))  # noqa: S704 - our own template


class ReportForm(StampedForm):
    """A word why, or none."""

    why = StringField(_l("What is wrong with it?"), [Between(0, WHY_LENGTH)], filters=[one_line])

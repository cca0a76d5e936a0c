"""The edit of a comment, and the search for comments."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SearchField, SelectField, StringField, TextAreaField, ValidationError

from ..articles.queries import id_of
from ..comments.rules import BODY_LENGTH, Status
from ..comments.search import Search, codes
from ..desk import words
from ..desk.period import PeriodFields
from ..forms import EMAIL_LENGTH, Between, Required, as_id, one_line, tidy
from ..letters import Printable

QUERY_LENGTH = 200


class EditForm(FlaskForm):
    """A comment's source, within the same limits as when it was sent."""

    body = TextAreaField(
        _l("Comment"), [Required(_l("Write the comment")), Between(1, BODY_LENGTH), Printable()], filters=[tidy]
    )
    edit_shown = BooleanField(_l("Say that the editor changed it"))


def _line(label: Any, most: int = QUERY_LENGTH) -> StringField:
    return StringField(label, [Between(0, most)], filters=[one_line])


class SearchForm(PeriodFields, FlaskForm):
    """What is looked for, in the address of the page."""

    class Meta(FlaskForm.Meta):
        csrf = False  # it changes nothing

    q = SearchField(_l("Words"), [Between(0, QUERY_LENGTH)], filters=[one_line])
    email = _line(_l("Email"), EMAIL_LENGTH)
    address = _line(_l("Network address"))
    article = _line(_l("Article"))
    status = SelectField(_l("State"), default="")
    reason = SelectField(_l("Why it waited"), default="")

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self.status.choices = [("", _l("All")), *words.states().items()]
        self.reason.choices = [("", _l("All")), *((code, words.kind(code)) for code in codes())]
        self.article_id: int | None = None

    def validate_article(self, field: Any) -> None:
        """The address of an article, or its id."""
        slug = field.data.rstrip("/").rpartition("/")[2]
        self.article_id = (id_of(slug) or as_id(slug)) if slug else None
        if field.data and self.article_id is None:
            raise ValidationError(_l("No article has this address"))

    def is_narrow(self) -> bool:
        """Whether more than words is looked for."""
        return any(field.data for field in self if field.name != "q")

    def search(self) -> Search:
        """The plain values to look for."""
        since, until = self.period()
        numbers, words = _told_apart((self.q.data or "").split())
        return Search(
            words=words,
            comment_id=numbers[0] if numbers else None,
            email=self.email.data or "",
            address=self.address.data or "",
            article_id=self.article_id,
            status=Status(self.status.data) if self.status.data else None,
            reason=self.reason.data or "",
            since=since,
            until=until,
        )


def _told_apart(typed: list[str]) -> tuple[list[int], tuple[str, ...]]:
    """The numbers of comments, as in "#31", and all other words."""
    numbers = {word: as_id(word[1:]) for word in typed if word.startswith("#")}
    return [id for id in numbers.values() if id], tuple(word for word in typed if not numbers.get(word))

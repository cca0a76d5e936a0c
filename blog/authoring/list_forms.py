"""The forms of the article list and of the tags."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SearchField, SelectField, StringField, TextAreaField, ValidationError

from ..articles import tags
from ..articles.listing import Wanted
from ..articles.rules import Kind, State
from ..forms import Between, Required, as_id, one_line
from ..plaintext import slug

QUERY_LENGTH, NAME, PARAGRAPH = 200, 80, 1_000  # characters
MOST_WORDS = 8  # that are looked for: each is looked for in every text


class ListForm(FlaskForm):
    """Which pieces are asked for, in the address of the page."""

    class Meta(FlaskForm.Meta):
        csrf = False  # it changes nothing

    q = SearchField(_l("Words"), [Between(0, QUERY_LENGTH)], filters=[one_line])
    tag = SelectField(_l("Tag"), default="", validate_choice=False)
    kind = SelectField(_l("Kind"), default="")
    state = HiddenField()

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self.names = tags.names()
        self.tag.choices = [("", _l("All")), *((tag.slug, tag.name) for tag in self.names)]
        self.kind.choices = [("", _l("All")), (Kind.ARTICLE.value, _l("Articles")), (Kind.PAGE.value, _l("Pages"))]

    def validate_tag(self, field: Any) -> None:
        """A tag that is there."""
        if field.data and all(field.data != tag.slug for tag in self.names):
            raise ValidationError(_l("No tag has this address any more"))

    def validate_state(self, field: Any) -> None:
        """One of the tabs."""
        if field.data and field.data not in list(State):
            raise ValidationError(_l("Pieces are drafts, scheduled, live or withdrawn"))

    def wanted(self) -> Wanted:
        """The plain values to filter by."""
        return Wanted(
            state=State(self.state.data) if self.state.data else None,
            kind=Kind(self.kind.data) if self.kind.data else None,
            tag=self.tag.data or "",
            words=tuple(dict.fromkeys((self.q.data or "").split()))[:MOST_WORDS],
        )


class NameForm(FlaskForm):
    """The name of a tag."""

    name = StringField(_l("Tag"), [Required(_l("Enter a tag")), Between(1, NAME)], filters=[one_line])

    def validate_name(self, field: Any) -> None:
        """A name that has an address, and that can stand in a list with commas."""
        if not slug(field.data):
            raise ValidationError(_l("Enter a name with a letter or a number in it"))
        if "," in field.data:
            raise ValidationError(_l("Enter one tag, without a comma"))


class TagForm(NameForm):
    """What a tag is called, and what readers are told of it."""

    description = TextAreaField(_l("Description"), [Between(0, PARAGRAPH)], filters=[one_line])


class MergeForm(FlaskForm):
    """Another tag."""

    class Meta(FlaskForm.Meta):
        csrf = False  # it only asks; the gate looks at the token of what acts

    into = SelectField(_l("Merge it into"))

    def __init__(self, *values: Any, but: int, **options: Any) -> None:
        super().__init__(*values, **options)
        self.into.choices = [(str(tag.id), tag.name) for tag in tags.names() if tag.id != but]

    @property
    def into_id(self) -> int:
        """The other tag."""
        return as_id(self.into.data) or 0

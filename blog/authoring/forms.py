"""The editor's form: one class for new and edit."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import NumberRange, Optional, StopValidation

from .. import plaintext
from ..articles import queries
from ..articles.rules import BODY, TITLE, ArticleText, Kind
from ..forms import Between, Required, WebAddress, as_id, one_line, tidy
from ..language import is_language
from ..locale import to_utc
from ..media.queries import by_address, picture

KINDS: Any = [SelectChoice(Kind.ARTICLE, _l("Article")), SelectChoice(Kind.PAGE, _l("Page"))]
LINE, PARAGRAPH = 200, 1_000  # characters


def _line(label: Any, most: int = LINE, *checks: Any) -> StringField:
    return StringField(label, [Between(0, most), *checks], filters=[one_line])


class ArticleForm(FlaskForm):
    """All that an editor says of an article; `article_id` is that of one that is there already, or 0."""

    article_id = 0

    title = StringField(_l("Headline"), [Required(_l("Write a headline")), Between(1, TITLE)], filters=[one_line])
    standfirst = TextAreaField(_l("Standfirst"), [Between(0, PARAGRAPH)], filters=[one_line])
    body = TextAreaField(_l("Article"), [Required(_l("Write the article")), Between(1, BODY)], filters=[tidy])
    kind = SelectField(_l("Kind"), choices=KINDS)
    slug = _line(_l("Address"))
    tags = _line(_l("Tags"))
    summary = TextAreaField(_l("Summary"), [Between(0, PARAGRAPH)], filters=[one_line])
    author = _line(_l("Author"))
    language = StringField(_l("Language"), [Required(_l("Enter a language, like en or ur"))], filters=[one_line])
    published_at = DateTimeLocalField(_l("Date"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    picture = FileField(_l("Picture"))
    picture_id = HiddenField()
    picture_address = _line(_l("Or one of the library"))
    picture_alt = _line(_l("What the picture shows"))
    picture_caption = _line(_l("Caption"), PARAGRAPH)
    picture_credit = _line(_l("Credit"))
    remove_picture = BooleanField(_l("Remove the picture"))
    source_name = _line(_l("Source"))
    source_url = _line(_l("Address of the source"), LINE * 5, WebAddress())
    disclaimer = TextAreaField(_l("Disclaimer"), [Between(0, PARAGRAPH)], filters=[tidy])
    also_read = _line(_l("Also read"))
    comments_open = BooleanField(_l("Take comments"))
    menu_place = IntegerField(_l("Place among the pages at the top"), [Optional(), NumberRange(0, 99)], default=1)
    seen = HiddenField()  # the revision that the editor began from
    correction = TextAreaField(_l("Add a correction"), [Between(0, PARAGRAPH)], filters=[one_line])

    def validate_language(self, field: Any) -> None:
        """A language tag, as the page carries it in `lang`."""
        if not is_language(field.data):
            raise ValidationError(_l("Enter a language, like en or ur"))

    def validate_published_at(self, field: Any) -> None:
        """A year that every time zone and calendar can tell."""
        if field.data and not 1000 <= field.data.year <= 9000:
            raise ValidationError(_l("Enter a year between 1000 and 9000"))

    def validate_slug(self, field: Any) -> None:
        """An address that no other piece has or had; without letters or digits it would be none."""
        wanted = plaintext.slug(field.data)
        if field.data and not wanted:
            raise ValidationError(_l("Write letters or digits"))
        if wanted and queries.is_taken(wanted, self.article_id):
            raise ValidationError(_l("Another piece has or had this address"))

    def validate_picture_address(self, field: Any) -> None:
        """A picture of the library, by the address of any of its files."""
        if not field.data:
            return
        found = by_address(urlsplit(field.data).path)
        if found is None:
            raise ValidationError(_l("The library has no picture with this address"))
        self.picture_id.data, self.picture_alt.data = str(found.id), self.picture_alt.data or found.alt
        field.data = ""

    def validate_picture_id(self, field: Any) -> None:
        """A picture that is there."""
        if field.data and not picture(as_id(str(field.data)) or 0):  # a number where the form did not carry it
            field.data = ""
            raise ValidationError(_l("The picture is not there any more. Please choose it again."))

    def validate_also_read(self, field: Any) -> None:
        """The address of an article that exists."""
        field.data = field.data.rstrip("/").rpartition("/")[2]
        if field.data and queries.id_of(field.data) is None:
            raise ValidationError(_l("No article has this address"))

    def validate_picture_alt(self, field: Any) -> None:
        """Someone who cannot see a picture needs its words."""
        if self.picture_id.data and not field.data:
            raise ValidationError(_l("Say in a few words what the picture shows"))

    def text(self) -> ArticleText:
        """The plain values that the action takes; the time is moved from the site's zone to UTC."""
        own = {"tags", "kind", "published_at", "picture_id", "is_sample", "comments_open", "menu_place"}
        texts: dict[str, Any] = {name: self[name].data or "" for name in ArticleText.__dataclass_fields__.keys() - own}
        return ArticleText(
            **texts,
            comments_open=bool(self.comments_open.data),
            menu_place=1 if self.menu_place.data is None else self.menu_place.data,
            kind=Kind.PAGE if self.kind.data == Kind.PAGE else Kind.ARTICLE,
            tags=tuple(tag.strip() for tag in (self.tags.data or "").split(",") if tag.strip()),
            published_at=to_utc(self.published_at.data),
            picture_id=as_id(str(self.picture_id.data or "")),
        )


class FarewellForm(FlaskForm):
    """What readers find in the place of a piece that is withdrawn."""

    farewell = TextAreaField(_l("What readers find in its place"), [Between(0, PARAGRAPH)], filters=[one_line])


class Percent:
    """A whole number from 0 to 100."""

    def __call__(self, form: Any, field: Any) -> None:
        """One message for all that is none, instead of WTForms' own."""
        if field.data is None or not 0 <= field.data <= 100:
            field.errors[:] = []
            raise StopValidation(_l("Enter a whole number from 0 to 100"))


class MediumForm(FlaskForm):
    """What a picture of the library shows, and which point of it a card must keep."""

    alt = _line(_l("What the picture shows"))
    focal_x = IntegerField(_l("From the left, in percent"), [Percent()])
    focal_y = IntegerField(_l("From the top, in percent"), [Percent()])

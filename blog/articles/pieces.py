"""An article as a page draws it: its columns, its direction, and its picture."""

from dataclasses import dataclass
from typing import Any

from ..language import direction
from ..links import host
from ..media.queries import Picture, picture
from .rules import has_contents


@dataclass(frozen=True, slots=True)
class LeadPicture:
    """A picture with the words that an article gives it."""

    file: Picture
    alt: str
    caption: str
    credit: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


class Piece:
    """Any row (or draft) of an article; its columns can be read straight from it."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.direction = direction(row.language)
        file = picture(row.picture_id) if row.picture_id else None
        self.picture = (
            LeadPicture(file, row.picture_alt or file.alt, row.picture_caption, row.picture_credit) if file else None
        )

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The place and words of each part, where the piece is so long that a list of them helps."""
        return self.row.headings if has_contents(len(self.row.headings), self.row.reading_minutes) else []

    @property
    def source(self) -> str:
        """What the source is called: by its name, or else by its host."""
        return str(self.row.source_name or (host(self.row.source_url) if self.row.source_url else ""))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

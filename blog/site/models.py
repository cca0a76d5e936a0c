"""The tables of the site, and what its settings are when nobody changed them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from .. import colour
from ..db import Base
from ..language import direction
from .lines import Line, line


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """How the site speaks to its readers; each default is what a new site starts with."""

    title: str = "Letterpress"
    description: str = "A small blog with a letters page."
    language: str = "en"
    time_zone: str = "UTC"
    author: str = ""  # whose name a new piece begins with, and a page without one of its own carries; "": the admin's
    is_listed: bool = True  # in search engines
    wordmark: str = ""  # what stands in the masthead; "": the title
    accent: str = colour.ACCENT
    navigation: tuple[str, ...] = ()  # `lines.line`, like those of the footer
    footer: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()  # addresses elsewhere of whoever writes here, which the home page owns up to
    card_id: int | None = None  # the picture beside a shared link to what has none of its own
    newest_first: bool = False  # in which order the threads under an article are read; replies follow one another
    is_away: bool = False
    away_days: int = 7  # within which comments are usually read while the editor is away
    comments_closed: bool = False  # everywhere
    closing_days: int = 0  # after which an article takes no comments any more; 0: never
    tagging: str = ""  # what the names of its pieces begin with, kept for good (`tagging`); "": not yet
    usual_minutes: int = 0  # within which they usually are, as lately found (`comments.pace`); 0: nobody can tell

    @property
    def direction(self) -> str:
        """Which way the site's own words run."""
        return direction(self.language)

    @property
    def masthead(self) -> str:
        """What the masthead calls the site."""
        return self.wordmark or self.title

    @property
    def links(self) -> list[Line]:
        """Where the masthead leads besides the static pages."""
        return [line(text) for text in self.navigation]

    @property
    def foot(self) -> list[Line]:
        """What the admin says at the foot of every page."""
        return [line(text) for text in self.footer]


class Setting(Base):
    """One setting that was changed: a field of SiteSettings, or of a noun's own policy."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Redirect(Base):
    """A former address of this site, and the one that it leads to now (both paths, `/articles/hello`)."""

    __tablename__ = "redirect"

    old: Mapped[str] = mapped_column(primary_key=True)
    new: Mapped[str] = mapped_column(index=True)


class LostAddress(Base):
    """An address that was asked for and leads nowhere, how often, and the last day: nothing of who asked."""

    __tablename__ = "lost_address"

    path: Mapped[str] = mapped_column(primary_key=True)  # as `former.key` has it
    count: Mapped[int]
    last_on: Mapped[date]


class ContentVersion(Base):
    """One row, raised by triggers whenever something that readers see changes (`site.version`)."""

    __tablename__ = "content_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]

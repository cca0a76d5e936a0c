"""What the site is called and how it speaks, and where a former address leads."""

from dataclasses import fields
from typing import TypeVar

from sqlalchemy import bindparam, select

from ..db import db, read
from .kept import kept
from .models import Redirect, Setting, SiteSettings

Kind = TypeVar("Kind")
SETTINGS = select(Setting.key, Setting.value)
REDIRECT = select(Redirect.new).where(Redirect.old == bindparam("old"))


@kept
def settings() -> SiteSettings:
    """The admin's settings of the site itself, with defaults for what was never changed."""
    return settings_of(SiteSettings)


def settings_of(kind: type[Kind]) -> Kind:
    """The fields of a dataclass that the admin decides, with its defaults for what was never changed."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    found = ((key, value) for key, value in read(SETTINGS).all() if key in known)
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in found})


def redirect(path: str) -> str | None:
    """Where a former address leads."""
    return db.session.execute(REDIRECT, {"old": path}).scalar_one_or_none()

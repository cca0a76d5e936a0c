"""What the site is called and how it speaks, and where a former address leads."""

from sqlalchemy import bindparam, select

from ..db import db
from .models import Redirect, Setting, SiteSettings

SETTINGS = select(Setting.key, Setting.value)
REDIRECT = select(Redirect.new).where(Redirect.old == bindparam("old"))


def settings() -> SiteSettings:
    """The admin's settings, with defaults for what was never changed."""
    known = SiteSettings.__dataclass_fields__
    return SiteSettings(**{key: value for key, value in db.session.execute(SETTINGS) if key in known})


def redirect(path: str) -> str | None:
    """Where a former address leads."""
    return db.session.execute(REDIRECT, {"old": path}).scalar_one_or_none()

"""Changing the site's settings, and keeping former addresses alive."""

from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from ..db import writing
from .models import Redirect, Setting


def change(**values: Any) -> None:
    """Store settings (fields of SiteSettings, or of a noun's own policy)."""
    with writing() as session:
        put(session, **values)


def put(session: Session, **values: Any) -> None:
    """Store settings as part of a write that somebody else commits; a function makes the new list of the stored one."""
    for key, value in values.items():
        if callable(value):
            stored = session.get(Setting, key)
            value = value(stored.value if stored else [])
        session.merge(Setting(key=key, value=value))


def moved(session: Session, old: str, new: str) -> None:
    """Lead a former address, and all that led to it, to the new one; part of somebody else's write."""
    session.execute(delete(Redirect).where(Redirect.old == new))
    session.execute(update(Redirect).where(Redirect.new == old).values(new=new))
    session.add(Redirect(old=old, new=new))


def gone(session: Session, path: str) -> None:
    """Forget what led to an address that is no more; part of somebody else's write."""
    session.execute(delete(Redirect).where(Redirect.new == path))

"""Changing the site's settings, and keeping former addresses alive."""

from typing import Any

from blinker import Signal
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from ..db import writing
from .models import Redirect, Setting

# Sent inside the transaction with `session` and `changes`: of each setting what was stored (None: nothing) and is now.
settings_changed = Signal()


def change(**values: Any) -> None:
    """Store settings (fields of SiteSettings, or of a noun's own policy), and announce those that are new."""
    with writing() as session:
        before = {key: setting.value if (setting := session.get(Setting, key)) else None for key in values}
        put(session, **values)
        after = {key: session.get_one(Setting, key).value for key in values}
        changes = {key: (before[key], after[key]) for key in values if before[key] != after[key]}
        settings_changed.send(None, session=session, changes=changes)


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

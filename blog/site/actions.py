"""Changing the site's settings, and keeping former addresses alive."""

from collections.abc import Iterator, Mapping
from typing import Any

from blinker import Signal
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ..db import writing
from .models import Redirect, Setting

# Sent inside the transaction with `session` and `changes`: of each setting what was stored (None: nothing) and is now.
settings_changed = Signal()

AT_ONCE = 500  # parameters of one statement


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


def lead_all(session: Session, pairs: Mapping[str, str]) -> int:
    """Lead addresses of elsewhere to what they are here, where nothing leads yet; how many that are."""
    known: set[str] = set()
    for olds in _parts(list(pairs)):
        known.update(session.scalars(select(Redirect.old).where(Redirect.old.in_(olds))))
    rows = [{"old": old, "new": new} for old, new in pairs.items() if old not in known and old != new]
    if rows:
        session.execute(insert(Redirect), rows)
    return len(rows)


def gone(session: Session, path: str) -> None:
    """Forget what led to an address that is no more; part of somebody else's write."""
    session.execute(delete(Redirect).where(Redirect.new == path))


def _parts(olds: list[str]) -> Iterator[list[str]]:
    return (olds[start : start + AT_ONCE] for start in range(0, len(olds), AT_ONCE))

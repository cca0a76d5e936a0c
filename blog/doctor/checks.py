"""What is looked at is a check: it says in a few words what is wrong, and always knows what to do about it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DatabaseError

from ..db import db
from ..trouble import in_words


@dataclass(frozen=True, slots=True)
class Check:
    """Its name and its remedy may be words of the site's language; `look` gives what is wrong, or nothing."""

    name: Any
    look: Callable[[datetime], str]
    remedy: Any
    is_vital: bool = False  # where it finds something, readers get no pages here
    page: str = ""  # of the desk that says more, by its endpoint


def examine(checks: Iterable[Check], now: datetime) -> Iterator[tuple[Check, str]]:
    """Each of them with what is wrong; what cannot be looked at is wrong too, and holds up no other."""
    for check in checks:
        try:
            yield check, check.look(now)
        except (DatabaseError, OSError) as error:
            db.session.rollback()
            yield check, in_words(error)


def faults(checks: Iterable[Check], now: datetime) -> list[tuple[Check, str]]:
    """Those that found something."""
    return [(check, fault) for check, fault in examine(checks, now) if fault]

"""Counting tries, in the database, so that neither a restart nor another worker forgets them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ..db import writing
from . import rules
from .models import Throttle
from .queries import hashed


class TooManyTries(Exception):
    """A try that has to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


def password_keys(email: str, address_key: str) -> tuple[str, str]:
    """Under which a try at a password counts: for the account, and for the network address."""
    return f"account:{hashed(rules.same_person(email))}", f"address:{address_key}"


def code_keys(person_id: int, address_key: str) -> tuple[str, str]:
    """Under which a try at a code counts. Of its own, so that who lacks the password cannot make its owner wait."""
    return f"code:{person_id}", f"address:{address_key}"


def count(keys: tuple[str, str], now: datetime) -> None:
    """Count a try before it is looked at, so that many at once are not cheaper than one after another.

    Raises TooManyTries.
    """
    with writing() as session:
        throttles = [session.get(Throttle, key) or Throttle(key=key, failures=0, until=now) for key in keys]
        # An address that never failed need not wait for its account: else whoever keeps guessing locks the admin out.
        is_excused = keys[0].startswith("account:") and not throttles[-1].failures
        if wait := max(rules.seconds_left(each.until, now) for each in throttles[is_excused:]):
            raise TooManyTries(wait)
        for throttle in throttles:
            throttle.failures += 1
            throttle.until = now + rules.delay(throttle.failures, of=throttle.key.partition(":")[0])
            session.add(throttle)


def forgive(session: Session, keys: Iterable[str]) -> None:
    """Begin to count anew, as part of a write that somebody else commits."""
    session.execute(delete(Throttle).where(Throttle.key.in_(keys)))


def forget_old(now: datetime) -> None:
    """Drop the counts of those who gave up a day ago."""
    with writing() as session:
        session.execute(delete(Throttle).where(Throttle.until < now - rules.FORGET_TRIES))

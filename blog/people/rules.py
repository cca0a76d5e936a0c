"""How passwords, sign-ins and guesses are judged."""

import math
from datetime import datetime, timedelta

SIGN_IN_LENGTH = timedelta(days=30)
SETUP_LENGTH = timedelta(hours=24)
PASSWORD_LENGTH = (10, 200)  # characters; NIST SP 800-63B asks for 8 at least and no rules of composition
FREE_TRIES = 3
# An address that guesses waits long; the account waits little, or anyone could lock the admin out. Only who has the
# password gets to guess codes.
LONGEST_DELAY = {"address": timedelta(minutes=15), "account": timedelta(minutes=1), "code": timedelta(minutes=15)}
FORGET_TRIES = timedelta(days=1)
HALF_LENGTH = timedelta(minutes=5)  # between the password and the code
RECOVERY_CODES, RECOVERY_DIGITS = 10, 12


def delay(failures: int, of: str) -> timedelta:
    """How long an "address", "account" or "code" waits after failures in a row: not at all, then 2, 4, 8 … seconds."""
    if failures < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 20)), LONGEST_DELAY[of])


def seconds_left(until: datetime, now: datetime) -> int:
    """Whole seconds to wait from now on; 0 when the time is over, or so far away that the clock was wrong."""
    left = until - now
    return math.ceil(left.total_seconds()) if timedelta() < left <= max(LONGEST_DELAY.values()) else 0


def same_person(email: str) -> str:
    """The form of an e-mail address by which a person is known again; a name alone never counts."""
    return email.strip().casefold()


def digits(code: str) -> str:
    """What counts of a code, however it is grouped."""
    return "".join(character for character in code if character in "0123456789")

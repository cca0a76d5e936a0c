"""The second factor: codes of the admin's phone (RFC 6238), and recovery codes for when it is lost."""

import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete
from sqlalchemy.orm import Session

from .. import tokens
from ..db import writing
from . import rules, throttle
from .models import Person, RecoveryCode, SecondFactor
from .sessions import accessed, rotate

STEP = 30  # seconds that a code is shown for; a clock may be off by one step


class WrongCode(Exception):
    """Not a code, or one that was used already."""


class AlreadyOn(Exception):
    """It was turned on meanwhile."""


class IsOff(Exception):
    """It was turned off meanwhile."""


def new_salt() -> str:
    """What makes a secret together with the site's key."""
    return secrets.token_urlsafe(16)


def secret(person_id: int, salt: str) -> str:
    """The secret that the phone shares with us, in base 32; it is stored nowhere."""
    return tokens.totp_secret(person_id, salt)


def uri(person_id: int, salt: str, *, email: str, issuer: str) -> str:
    """What the phone's app reads from the QR code."""
    return pyotp.TOTP(secret(person_id, salt)).provisioning_uri(name=email, issuer_name=issuer)


def turn_on(
    person_id: int, salt: str, code: str, address_key: str, now: datetime, sign_in_id: int
) -> tuple[str, list[str]]:
    """Ask for codes from now on, if this one shows that the phone gives them: this session's new token, recovery codes.

    Raises WrongCode, AlreadyOn or TooManyTries.
    """
    keys = throttle.code_keys(person_id, address_key)
    throttle.count(keys, now)
    step = _step(secret(person_id, salt), rules.digits(code), now)
    with writing() as session:
        if session.get(SecondFactor, person_id) is not None:
            raise AlreadyOn
        if step is None:
            raise WrongCode
        session.add(SecondFactor(person_id=person_id, salt=salt, last_step=step, turned_on_at=now))
        codes = _new_codes(session, person_id)
        throttle.forgive(session, keys)
        accessed.send(None, session=session, act="second-factor-on", person_id=person_id)
        return rotate(session, session.get_one(Person, person_id), now, keep=sign_in_id), codes


def turn_off(person_id: int, now: datetime, sign_in_id: int | None = None) -> str:
    """Ask for the password alone from now on; the new token of the session that goes on."""
    with writing() as session:
        session.execute(delete(SecondFactor).where(SecondFactor.person_id == person_id))
        session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
        throttle.forgive(session, throttle.code_keys(person_id, "")[:1])
        accessed.send(None, session=session, act="second-factor-off", person_id=person_id)
        return rotate(session, session.get_one(Person, person_id), now, keep=sign_in_id)


def renew_codes(person_id: int) -> list[str]:
    """Ten new recovery codes, in place of those that are left. Raises IsOff."""
    with writing() as session:
        if session.get(SecondFactor, person_id) is None:
            raise IsOff
        accessed.send(None, session=session, act="recovery-codes", person_id=person_id)
        return _new_codes(session, person_id)


def use(session: Session, person_id: int, code: str, now: datetime) -> str | None:
    """How a code lets in ("sign-in", or "recovery-code"), and never again; part of a write that somebody else commits.

    None when it does not.
    """
    factor, typed = session.get(SecondFactor, person_id), rules.digits(code)
    if factor is None:
        return None
    step = _step(secret(person_id, factor.salt), typed, now, after=factor.last_step)
    if step is not None:
        factor.last_step = step
        return "sign-in"
    theirs = RecoveryCode.code_hash == tokens.recovery_key(person_id, typed)
    used = session.scalars(delete(RecoveryCode).where(theirs).returning(RecoveryCode.person_id)).all()
    return "recovery-code" if used else None


def _step(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """The time step whose code this is: this one, or one either way; None for none, or for one that is not `after`."""
    totp, this = pyotp.TOTP(secret, interval=STEP), int(now.timestamp()) // STEP
    fitting = [
        step
        for step in (this - 1, this, this + 1)
        if hmac.compare_digest(totp.at(step * STEP).encode(), code.encode()) and step > after
    ]
    return fitting[0] if fitting else None


def _new_codes(session: Session, person_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [
        f"{secrets.randbelow(10**rules.RECOVERY_DIGITS):0{rules.RECOVERY_DIGITS}}" for _ in range(rules.RECOVERY_CODES)
    ]
    session.add_all(RecoveryCode(code_hash=tokens.recovery_key(person_id, code), person_id=person_id) for code in codes)
    return codes

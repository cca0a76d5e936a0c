"""Making the admin, and signing them in and out."""

import secrets
from datetime import datetime

from blinker import Signal
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from ..db import db, writing
from ..site import actions as site
from . import rules
from .models import Person, SetupKey, SignIn, Throttle
from .passwords import hash_password, is_password
from .queries import has_admin, hashed

# Sent inside the transaction with `session`, the `person_id` if it is known, and the `act`: "sign-in",
# "sign-in-refused", "sign-out", "set-up" or "password".
accessed = Signal()


class SetupRefused(Exception):
    """The set-up key was used, is too old, or was never ours."""


class AdminExists(Exception):
    """There is one admin, and there is one already."""


class NoSuchPerson(Exception):
    """Nobody has this e-mail address."""


class WrongPassword(Exception):
    """The address or the password is not right; we do not say which."""


class TooManyTries(Exception):
    """A sign-in that has to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


def offer_setup(now: datetime) -> str | None:
    """A new key for `/admin/setup`, good once and for 24 hours; None when there is an admin already."""
    if has_admin():
        return None
    key = secrets.token_urlsafe(24)
    with writing() as session:
        session.execute(delete(SetupKey))
        session.add(SetupKey(key_hash=hashed(key), expires_at=now + rules.SETUP_LENGTH))
    return key


def is_setup_key(key: str, now: datetime) -> bool:
    """Whether this key would make an admin now."""
    return _is_setup_key(db.session(), key, now)


def set_up(key: str, *, site_title: str, name: str, email: str, password: str, now: datetime) -> str:
    """Use the key: make the admin, name the site, and give the token of a first session. Raises SetupRefused."""
    password_hash = hash_password(password)
    with writing() as session:
        if not _is_setup_key(session, key, now):
            raise SetupRefused
        site.put(session, title=site_title)
        person_id = _add_admin(session, name, email, password_hash, now)
        return _open_session(session, person_id, now)


def create_admin(*, name: str, email: str, password: str, now: datetime) -> None:
    """Make the admin without a key, for whoever sits at the server. Raises AdminExists."""
    password_hash = hash_password(password)
    with writing() as session:
        if _has_admin(session):
            raise AdminExists
        _add_admin(session, name, email, password_hash, now)


def reset_password(email: str | None, password: str) -> str:
    """A new password for the admin; every browser is signed out, and no wait is left. Returns their e-mail address.

    Raises NoSuchPerson.
    """
    password_hash = hash_password(password)
    with writing() as session:
        who = select(Person) if email is None else select(Person).where(Person.email == rules.same_person(email))
        person = session.scalars(who).first()
        if person is None:
            raise NoSuchPerson
        person.password_hash = password_hash
        session.execute(delete(SignIn).where(SignIn.person_id == person.id))
        session.execute(delete(Throttle))
        accessed.send(None, session=session, act="password", person_id=person.id)
        return person.email


def sign_in(email: str, password: str, address_key: str, now: datetime) -> str:
    """The token of a new session. Raises WrongPassword, or TooManyTries.

    A try is counted before the password is looked at, so that many at once are not cheaper than one after another.
    """
    email = rules.same_person(email)
    keys = (f"account:{hashed(email)}", f"address:{address_key}")
    _count_try(keys, now)
    person = db.session.scalars(select(Person).where(Person.email == email)).first()
    if not is_password(password, person.password_hash if person else None) or person is None:
        _refuse(person)
        raise WrongPassword
    with writing() as session:
        session.execute(delete(Throttle).where(Throttle.key.in_(keys)))
        session.execute(delete(SignIn).where(SignIn.expires_at <= now))
        accessed.send(None, session=session, act="sign-in", person_id=person.id)
        return _open_session(session, person.id, now)


def sign_out(token: str) -> None:
    """End the session of this token."""
    with writing() as session:
        ended = delete(SignIn).where(SignIn.token_hash == hashed(token)).returning(SignIn.person_id)
        for person_id in session.scalars(ended):
            accessed.send(None, session=session, act="sign-out", person_id=person_id)


def forget_old_tries(now: datetime) -> None:
    """Drop the counts of those who gave up a day ago."""
    with writing() as session:
        session.execute(delete(Throttle).where(Throttle.until < now - rules.FORGET_TRIES))


def _count_try(keys: tuple[str, ...], now: datetime) -> None:
    with writing() as session:
        throttles = [session.get(Throttle, key) or Throttle(key=key, failures=0, until=now) for key in keys]
        # An address that never failed need not wait for its account: else whoever keeps guessing locks the admin out.
        if throttles[-1].failures and (wait := max(rules.seconds_left(each.until, now) for each in throttles)):
            raise TooManyTries(wait)
        for throttle in throttles:
            throttle.failures += 1
            throttle.until = now + rules.delay(throttle.failures, of=throttle.key.partition(":")[0])
            session.add(throttle)


def _refuse(person: Person | None) -> None:
    """Only whose account it was is told: what was typed as an address may be a password in the wrong field."""
    with writing() as session:
        accessed.send(None, session=session, act="sign-in-refused", person_id=person.id if person else None)


def _add_admin(session: Session, name: str, email: str, password_hash: str, now: datetime) -> int:
    session.execute(delete(SetupKey))
    person = Person(email=rules.same_person(email), name=name, password_hash=password_hash, created_at=now)
    session.add(person)
    session.flush()
    accessed.send(None, session=session, act="set-up", person_id=person.id)
    return person.id


def _open_session(session: Session, person_id: int, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    expires_at = now + rules.SIGN_IN_LENGTH
    session.add(SignIn(token_hash=hashed(token), person_id=person_id, created_at=now, expires_at=expires_at))
    return token


def _is_setup_key(session: Session, key: str, now: datetime) -> bool:
    found = select(exists(select(SetupKey).where(SetupKey.key_hash == hashed(key), SetupKey.expires_at > now)))
    return bool(session.execute(found).scalar_one()) and not _has_admin(session)


def _has_admin(session: Session) -> bool:
    return bool(session.execute(select(exists(select(Person.id)))).scalar_one())

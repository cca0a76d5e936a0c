"""Making the admin, and signing them in."""

import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from .. import tokens
from ..db import db, writing
from ..site import actions as site
from ..tokens import HalfSignIn
from . import rules, second_factor, throttle
from .account import WrongPassword
from .models import Person, SecondFactor, SetupKey, Throttle
from .passwords import hash_password, is_password
from .queries import has_admin, hashed
from .second_factor import WrongCode
from .sessions import Device, accessed, open_session, rotate

HERE = Device()


class SetupRefused(Exception):
    """The set-up key was used, is too old, or was never ours."""


class AdminExists(Exception):
    """There is one admin, and there is one already."""


class NoSuchPerson(Exception):
    """Nobody has this e-mail address."""


class CodeNeeded(Exception):
    """The password is right, and not enough; `half` is what completes it together with a code."""

    def __init__(self, half: str) -> None:
        super().__init__("a code is needed")
        self.half = half


class HalfOver(Exception):
    """The password was given too long ago, or something changed since."""


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


def set_up(
    key: str, *, site_title: str, name: str, email: str, password: str, now: datetime, device: Device = HERE
) -> str:
    """Use the key: make the admin, name the site, and give the token of a first session. Raises SetupRefused."""
    password_hash = hash_password(password)
    with writing() as session:
        if not _is_setup_key(session, key, now):
            raise SetupRefused
        site.put(session, title=site_title)
        person_id = _add_admin(session, name, email, password_hash, now)
        return open_session(session, person_id, now, device)


def create_admin(*, name: str, email: str, password: str, now: datetime) -> None:
    """Make the admin without a key, for whoever sits at the server. Raises AdminExists."""
    password_hash = hash_password(password)
    with writing() as session:
        if _has_admin(session):
            raise AdminExists
        _add_admin(session, name, email, password_hash, now)


def reset_password(email: str | None, password: str, now: datetime) -> str:
    """A new password for the admin; every browser is signed out, and no wait is left. Returns their e-mail address.

    Raises NoSuchPerson.
    """
    password_hash = hash_password(password)
    with writing() as session:
        person = _person(session, email)
        person.password_hash = password_hash
        session.execute(delete(Throttle))
        accessed.send(None, session=session, act="password", person_id=person.id)
        rotate(session, person, now)
        return person.email


def reset_second_factor(email: str | None, now: datetime) -> str:
    """No codes are asked of the admin any more; every browser is signed out. Returns their e-mail address.

    Raises NoSuchPerson.
    """
    person = _person(db.session(), email)
    second_factor.turn_off(person.id, now)
    return person.email


def sign_in(email: str, password: str, address_key: str, now: datetime, device: Device = HERE) -> str:
    """The token of a new session. Raises WrongPassword, TooManyTries, or CodeNeeded where there is a second factor.

    What failed before is forgiven only once all that is needed was right.
    """
    email = rules.same_person(email)
    keys = throttle.password_keys(email, address_key)
    throttle.count(keys, now)
    person = db.session.scalars(select(Person).where(Person.email == email)).first()
    password_hash = person.password_hash if person else None
    if not is_password(password, password_hash) or person is None:
        _refuse("sign-in-refused", person.id if person else None)
        raise WrongPassword
    with writing() as session:
        person = session.get_one(Person, person.id)
        if person.password_hash != password_hash:  # it became another while this one was looked at
            raise WrongPassword
        if session.get(SecondFactor, person.id) is not None:
            raise CodeNeeded(tokens.half_token(HalfSignIn(person.id, _proof(session, person), now)))
        return _let_in(session, person, "sign-in", address_key, now, device)


def half_signed_in(half: str, now: datetime) -> HalfSignIn:
    """Whose password was right a moment ago. Raises HalfOver."""
    found = tokens.half(half)
    if found is None or not now - rules.HALF_LENGTH < found.made_at <= now:
        raise HalfOver
    _check_unchanged(db.session(), found.person_id, found.proof)
    return found


def sign_in_with_code(half: str, code: str, address_key: str, now: datetime, device: Device = HERE) -> str:
    """The token of a new session. Raises HalfOver, WrongCode or TooManyTries."""
    found = half_signed_in(half, now)
    throttle.count(throttle.code_keys(found.person_id, address_key), now)
    with writing() as session:
        person = _check_unchanged(session, found.person_id, found.proof)
        if act := second_factor.use(session, person.id, code, now):
            return _let_in(session, person, act, address_key, now, device)
    _refuse("code-refused", found.person_id)
    raise WrongCode


def _let_in(session: Session, person: Person, act: str, address_key: str, now: datetime, device: Device) -> str:
    keys = throttle.password_keys(person.email, address_key) + throttle.code_keys(person.id, address_key)
    throttle.forgive(session, keys)
    accessed.send(None, session=session, act=act, person_id=person.id)
    return open_session(session, person.id, now, device)


def _check_unchanged(session: Session, person_id: int, proof: str) -> Person:
    """Raises HalfOver when the password, the address or the second factor became another since the proof was made."""
    person = session.get(Person, person_id)
    if person is None or not hmac.compare_digest(_proof(session, person).encode(), proof.encode()):
        raise HalfOver
    return person


def _proof(session: Session, person: Person) -> str:
    """What stands for all that lets somebody in, and tells nothing of it."""
    factor = session.get(SecondFactor, person.id)
    return tokens.credentials_digest(person.email, person.password_hash, factor.salt if factor else "")


def _refuse(act: str, person_id: int | None) -> None:
    """Only whose account it was is told: what was typed as an address may be a password in the wrong field."""
    with writing() as session:
        accessed.send(None, session=session, act=act, person_id=person_id)


def _person(session: Session, email: str | None) -> Person:
    who = select(Person) if email is None else select(Person).where(Person.email == rules.same_person(email))
    person = session.scalars(who).first()
    if person is None:
        raise NoSuchPerson
    return person


def _add_admin(session: Session, name: str, email: str, password_hash: str, now: datetime) -> int:
    session.execute(delete(SetupKey))
    person = Person(email=rules.same_person(email), name=name, password_hash=password_hash, created_at=now)
    session.add(person)
    session.flush()
    accessed.send(None, session=session, act="set-up", person_id=person.id)
    return person.id


def _is_setup_key(session: Session, key: str, now: datetime) -> bool:
    found = select(exists(select(SetupKey).where(SetupKey.key_hash == hashed(key), SetupKey.expires_at > now)))
    return bool(session.execute(found).scalar_one()) and not _has_admin(session)


def _has_admin(session: Session) -> bool:
    return bool(session.execute(select(exists(select(Person.id)))).scalar_one())

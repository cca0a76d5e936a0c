"""What the admin changes of their own account; whatever opens it makes all that was open before end."""

from datetime import datetime

from sqlalchemy import update

from ..db import db, writing
from . import rules, throttle
from .models import Person, SignIn
from .passwords import hash_password, is_password
from .sessions import accessed, rotate


class WrongPassword(Exception):
    """The address or the password is not right; we do not say which."""


def confirm(person_id: int, sign_in_id: int, password: str, address_key: str, now: datetime) -> None:
    """Note that whoever sits at this session has the password. Raises WrongPassword or TooManyTries."""
    person = db.session.get_one(Person, person_id)
    keys = throttle.password_keys(person.email, address_key)
    throttle.count(keys, now)
    is_right = is_password(password, person.password_hash)
    with writing() as session:
        accessed.send(None, session=session, act="confirm" if is_right else "confirm-refused", person_id=person_id)
        if is_right:
            throttle.forgive(session, keys)
            session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(confirmed_at=now))
    if not is_right:
        raise WrongPassword


def rename(person_id: int, name: str) -> None:
    """Sign articles and answers with another name from now on."""
    with writing() as session:
        session.get_one(Person, person_id).name = name
        accessed.send(None, session=session, act="name", person_id=person_id)


def change_password(person_id: int, password: str, now: datetime, sign_in_id: int) -> str:
    """Another password; the new token of this session, the only one that goes on."""
    password_hash = hash_password(password)
    with writing() as session:
        person = session.get_one(Person, person_id)
        person.password_hash = password_hash
        accessed.send(None, session=session, act="password", person_id=person_id)
        return rotate(session, person, now, keep=sign_in_id)


def change_email(person_id: int, email: str, now: datetime, sign_in_id: int) -> str:
    """Another e-mail address; the new token of this session, the only one that goes on."""
    with writing() as session:
        person = session.get_one(Person, person_id)
        former, person.email = person.email, rules.same_person(email)
        accessed.send(None, session=session, act="email", person_id=person_id, former=former)
        return rotate(session, person, now, keep=sign_in_id)

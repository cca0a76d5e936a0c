"""Who is signed in and where, and who the editor is."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, exists, func, select

from ..db import AnyRow, UTCDateTime, db, read
from .models import Person, RecoveryCode, SecondFactor, SignIn

SIGNED_IN = (
    select(Person.id, Person.name, Person.email, SignIn.id.label("sign_in_id"), SignIn.confirmed_at)
    .join(SignIn, SignIn.person_id == Person.id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.expires_at > bindparam("now", type_=UTCDateTime()),
    )
)
SESSIONS = (
    select(SignIn.id, SignIn.created_at, SignIn.browser, SignIn.address_short)
    .where(SignIn.person_id == bindparam("person_id"), SignIn.expires_at > bindparam("now", type_=UTCDateTime()))
    .order_by(SignIn.id.desc())
)
SECOND_FACTOR = select(
    SecondFactor.turned_on_at,
    select(func.count())
    .where(RecoveryCode.person_id == SecondFactor.person_id)
    .scalar_subquery()
    .label("recovery_codes"),
).where(SecondFactor.person_id == bindparam("person_id"))
ADMIN = select(Person.id, Person.name, Person.email, Person.credentials_changed_at).order_by(Person.id).limit(1)
EDITORS = select(Person.name, Person.email)
HAS_ADMIN = select(exists(select(Person.id)))


def signed_in(token: str, now: datetime) -> AnyRow | None:
    """Who holds this session token (id, name and e-mail address), and which session it is."""
    return db.session.execute(SIGNED_IN, {"token_hash": hashed(token), "now": now}).one_or_none()


def sessions(person_id: int, now: datetime) -> list[AnyRow]:
    """The browsers that are signed in, the newest first."""
    return list(db.session.execute(SESSIONS, {"person_id": person_id, "now": now}))


def second_factor(person_id: int) -> AnyRow | None:
    """Since when codes are asked for, and how many recovery codes are left; None while it is off."""
    return db.session.execute(SECOND_FACTOR, {"person_id": person_id}).one_or_none()


def the_admin() -> AnyRow | None:
    """Whoever this site belongs to, once somebody has set it up."""
    return db.session.execute(ADMIN).one_or_none()


def editor_names() -> list[str]:
    """The names that only the admin may write under."""
    return [name for name, _email in editors()]


def editors() -> tuple[tuple[str, str], ...]:
    """The name and the e-mail address of each."""
    return tuple((row.name, row.email) for row in read(EDITORS))


def has_admin() -> bool:
    """Whether somebody has set this site up."""
    return bool(db.session.execute(HAS_ADMIN).scalar_one())


def hashed(secret: str) -> str:
    """What is stored of a random token or key; long random secrets need no slow hash."""
    return sha256(secret.encode()).hexdigest()

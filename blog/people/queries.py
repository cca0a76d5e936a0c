"""Who is signed in, and who the editor is."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, exists, select

from ..db import AnyRow, UTCDateTime, db
from .models import Person, SignIn

SIGNED_IN = (
    select(Person)
    .join(SignIn, SignIn.person_id == Person.id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.expires_at > bindparam("now", type_=UTCDateTime()),
    )
)
ADMIN = select(Person.id, Person.name, Person.email).order_by(Person.id).limit(1)
EDITOR_NAMES = select(Person.name)
EDITORS = select(Person.name, Person.email)
HAS_ADMIN = select(exists(select(Person.id)))


def signed_in(token: str, now: datetime) -> Person | None:
    """Who holds this session token."""
    return db.session.execute(SIGNED_IN, {"token_hash": hashed(token), "now": now}).scalar_one_or_none()


def the_admin() -> AnyRow | None:
    """Whoever this site belongs to, once somebody has set it up: id, name and e-mail address."""
    return db.session.execute(ADMIN).one_or_none()


def editor_names() -> list[str]:
    """The names that only the admin may write under."""
    return list(db.session.scalars(EDITOR_NAMES))


def editors() -> tuple[tuple[str, str], ...]:
    """The name and the e-mail address of each."""
    return tuple((row.name, row.email) for row in db.session.execute(EDITORS))


def has_admin() -> bool:
    """Whether somebody has set this site up."""
    return bool(db.session.execute(HAS_ADMIN).scalar_one())


def hashed(secret: str) -> str:
    """What is stored of a random token or key; long random secrets need no slow hash."""
    return sha256(secret.encode()).hexdigest()

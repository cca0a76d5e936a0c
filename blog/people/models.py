"""The tables of people."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UTCDateTime


class Person(Base):
    """The admin, who is also the editor."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # When the password, the address or the second factor became another: what was let in before that no longer is.
    credentials_changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignIn(Base):
    """One browser that is signed in; taking the row away signs it out. Only the hash of its token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    browser: Mapped[str] = mapped_column(server_default="")  # in a few words of our own
    address_short: Mapped[str] = mapped_column(server_default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when it gave the password last


class SecondFactor(Base):
    """Codes of a phone are asked for. Their secret is not kept: the salt gives it to whoever has the site's key."""

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    salt: Mapped[str]
    last_step: Mapped[int]  # whose code was used last; none up to it is taken again
    turned_on_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RecoveryCode(Base):
    """What lets in once instead of a code, until it is used. Only its keyed hash is kept."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class SetupKey(Base):
    """The one key that makes the first admin. Only its hash is kept."""

    __tablename__ = "setup_key"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Throttle(Base):
    """How often a sign-in failed in a row, of one account, its codes or a network address, and until when it waits."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(UTCDateTime)

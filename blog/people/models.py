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


class SignIn(Base):
    """One browser that is signed in; taking the row away signs it out. Only the hash of its token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SetupKey(Base):
    """The one key that makes the first admin. Only its hash is kept."""

    __tablename__ = "setup_key"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Throttle(Base):
    """How often a sign-in failed in a row, for one account or one network address, and until when it waits."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(UTCDateTime)

"""The tables of the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UTCDateTime


class Mail(Base):
    """A mail that waits to go: added in the transaction that it speaks of, so that neither comes alone.

    It names what it speaks of (`data`); the words are written when it goes, so that nobody's words live on in here.
    """

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_due", "due_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    about: Mapped[int | None] = mapped_column(index=True)  # the comment whose next decision recalls it
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    key: Mapped[str] = mapped_column(default="")  # of its Message-ID, the same in every attempt
    answer: Mapped[str] = mapped_column(Text, default="")  # what the server said last
    dead_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when it was given up, until the admin says more


class Lease(Base):
    """What only one worker may do at a time, and until when it may."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime] = mapped_column(UTCDateTime)

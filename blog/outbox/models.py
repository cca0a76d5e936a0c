"""The tables of the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UTCDateTime


class Mail(Base):
    """A mail that waits to go: added in the transaction that it speaks of, so that neither comes alone."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_due", "due_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)


class Lease(Base):
    """What only one worker may do at a time, and until when it may."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime] = mapped_column(UTCDateTime)

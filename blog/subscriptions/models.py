"""The table of subscriptions."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..comments.models import Comment
from ..db import Base, UTCDateTime


class Subscription(Base):
    """Whoever wrote a comment wants to be told of it; nothing is sent before its address was confirmed from there.

    The address itself stands in the comment alone.
    """

    __tablename__ = "subscription"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an old link in a mail must open nobody else's

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Ask(Base):
    """A mail that asked for a confirmation: counted for a day, whatever becomes of the subscription and its comment."""

    __tablename__ = "ask"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_key: Mapped[str] = mapped_column(index=True)  # both are keyed for the day
    address_key: Mapped[str] = mapped_column(index=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)

"""The table of what happened."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UTCDateTime
from ..people.models import Person
from .rules import Act, Way


class Event(Base):
    """One thing that happened, with what was before and after.

    Comments and articles are named by their ids only, and outlived: their words are nowhere but in their own rows, and
    are gone with them.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_time", "happened_at", "id"),
        Index("ix_event_act", "act", "happened_at", "id"),
        Index("ix_event_comment", "comment_id", "happened_at", "id"),
        Index("ix_event_batch", "batch_id", "is_first"),
        Index("ix_event_address", "happened_at", sqlite_where=text("address_short != ''")),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    act: Mapped[Act] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    way: Mapped[Way] = mapped_column(Text)
    address_short: Mapped[str]
    comment_id: Mapped[int | None]
    article_id: Mapped[int | None]
    setting: Mapped[str | None]
    before: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    after: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    batch_id: Mapped[str | None]  # shared by what one act did
    is_first: Mapped[bool] = mapped_column(default=True)  # the one that stands for its batch in the log

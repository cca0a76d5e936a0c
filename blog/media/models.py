"""The table of pictures."""

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UTCDateTime


class Media(Base):
    """A picture; its files stand in the media folder under its name and each of its widths."""

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # from the hash of what was uploaded
    width: Mapped[int]  # of the largest file, like the height
    height: Mapped[int]
    widths: Mapped[list[int]] = mapped_column(JSON)
    original_filename: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

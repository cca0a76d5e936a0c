"""The table of pictures, and of files to take away."""

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UTCDateTime


class Media(Base):
    """A picture, whose files stand in the media folder under its name and each of its widths; or a file to take away.

    What was uploaded is kept beside that folder, in `originals`, where nobody is served from.
    """

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # from the hash of what was uploaded
    mimetype: Mapped[str] = mapped_column(server_default="image/webp")  # of what was uploaded
    bytes: Mapped[int] = mapped_column(server_default="0")  # the same
    width: Mapped[int]  # of the largest file, like the height; 0 of what is no picture
    height: Mapped[int]
    widths: Mapped[list[int]] = mapped_column(JSON)
    formats: Mapped[list[str]] = mapped_column(JSON, server_default='["webp"]')  # endings of its files, best first
    alt: Mapped[str] = mapped_column(server_default="")  # where a piece says nothing itself
    focal_x: Mapped[int] = mapped_column(server_default="50")  # percent of the width: what a crop must not lose
    focal_y: Mapped[int] = mapped_column(server_default="50")
    original_filename: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

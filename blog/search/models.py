"""The table of the index's own state; the words themselves stand in virtual tables (`sqlite.py`)."""

from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class WordIndex(Base):
    """One row: by which rules (`words.VERSION`) all that readers see was put into the index; 0 while it was not."""

    __tablename__ = "word_index"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]

"""What an import remembers, so that it can be repeated."""

from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class Imported(Base):
    """Something of another blog that came in, and what it is here; kept when that is gone, so that it stays gone."""

    __tablename__ = "imported"

    source: Mapped[str] = mapped_column(primary_key=True)  # like `wordpress example.org`
    kind: Mapped[str] = mapped_column(primary_key=True)  # `piece` or `letter`
    their_id: Mapped[str] = mapped_column(primary_key=True)
    our_id: Mapped[int]
    checksum: Mapped[str]  # of what the source said then

"""What came in of a source before: looked up, and written in the transaction that brings more in."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ...db import db
from ..models import Imported

AT_ONCE = 500  # parameters of one statement


class Kind(StrEnum):
    """Of what it is kept in mind."""

    PIECE = "piece"
    LETTER = "letter"


def pieces(source: str) -> dict[str, tuple[int, str]]:
    """Our id and the checksum of every piece of a source, by its id there."""
    mine = (Imported.source == source, Imported.kind == Kind.PIECE)
    rows = db.session.execute(select(Imported.their_id, Imported.our_id, Imported.checksum).where(*mine))
    return {row.their_id: (row.our_id, row.checksum) for row in rows}


def letters(source: str, ids: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The same of these letters."""
    found: dict[str, tuple[int, str]] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        mine = (Imported.source == source, Imported.kind == Kind.LETTER)
        some = Imported.their_id.in_(wanted[start : start + AT_ONCE])
        rows = db.session.execute(select(Imported.their_id, Imported.our_id, Imported.checksum).where(*mine, some))
        found |= {row.their_id: (row.our_id, row.checksum) for row in rows}
    return found


def keep(session: Session, source: str, kind: Kind, came: Mapping[str, tuple[int, str]]) -> None:
    """Keep in mind what comes in now, as part of a write that somebody else commits."""
    rows = [
        {"source": source, "kind": kind, "their_id": id, "our_id": our_id, "checksum": checksum}
        for id, (our_id, checksum) in came.items()
    ]
    if rows:
        session.execute(insert(Imported), rows)

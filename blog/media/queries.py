"""Pictures as a page draws them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from ..db import db
from . import rules
from .models import Media

BY_IDS = select(Media.id, Media.name, Media.width, Media.height, Media.widths).where(
    Media.id.in_(bindparam("ids", expanding=True))
)


BY_NAME = select(Media.name, Media.width, Media.height, Media.widths).where(Media.name == bindparam("name"))
FILE = re.compile(r"/media/([0-9a-f]+)-\d+\.webp")


@dataclass(frozen=True, slots=True)
class Picture:
    """The largest file and its size, and the `srcset` of all of them: empty when there is one."""

    src: str
    srcset: str
    width: int
    height: int


def by_address(address: str) -> Picture | None:
    """The picture that one of its files' addresses names, in any width."""
    found = FILE.fullmatch(address)
    row = db.session.execute(BY_NAME, {"name": found[1]}).one_or_none() if found else None
    return _picture(*row) if row else None


def picture(id: int) -> Picture | None:
    """One picture."""
    return pictures([id]).get(id)


def pictures(ids: Iterable[int]) -> dict[int, Picture]:
    """Those of these pictures that there are."""
    rows = db.session.execute(BY_IDS, {"ids": list(ids)})
    return {id: _picture(name, width, height, widths) for id, name, width, height, widths in rows}


def _picture(name: str, width: int, height: int, widths: list[int]) -> Picture:
    sources = [f"{_address(name, each)} {each}w" for each in widths]
    return Picture(_address(name, width), ", ".join(sources) if len(sources) > 1 else "", width, height)


def _address(name: str, width: int) -> str:
    return f"/media/{rules.file_name(name, width)}"

"""Pictures as a page draws them, files to download, and what their addresses lead to, those that they had included."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import bindparam, select

from ..db import AnyRow, db
from ..site.queries import redirect
from . import rules
from .models import Media

ROW = select(
    Media.id, Media.name, Media.width, Media.height, Media.widths, Media.formats, Media.alt, Media.focal_x,
    Media.focal_y, Media.original_filename, Media.mimetype, Media.bytes, Media.created_at,
)  # fmt: skip
BY_IDS = ROW.where(Media.id.in_(bindparam("ids", expanding=True)))
BY_NAME = ROW.where(Media.name == bindparam("name"))
FILES = select(Media.name, Media.widths, Media.formats)
FILE = re.compile(r"/media/([0-9a-f]+)(?:-(\d{1,5})|-(card)-\d{1,3}-\d{1,3})?\.([a-z0-9]+)")
MENTION = re.compile(r"/media/([0-9a-f]+)[-.]")


def missing(folder: Path) -> int:
    """How many files that readers are served are not there."""
    served = (name for row in db.session.execute(FILES) for name in rules.file_names(*row))
    return sum(not (folder / name).exists() for name in served)


@dataclass(frozen=True, slots=True)
class Picture:
    """The largest file that every browser draws and its size, and the `srcset` of all such: empty when there is one.

    `sources` are (mimetype, srcset) of better formats, best first; `alt` is what the library says of it, and `card` the
    address of what is shown where a piece is shared, or nothing.
    """

    id: int
    src: str
    srcset: str
    width: int
    height: int
    sources: tuple[tuple[str, str], ...] = ()
    alt: str = ""
    card: str = ""

    @property
    def shared(self) -> tuple[str, int, int]:
        """The address, width and height of what is shown where a piece is shared."""
        return (self.card, *rules.CARD) if self.card else (self.src, self.width, self.height)


def by_address(address: str) -> Picture | None:
    """The picture that an address of one of its files names or named, in any width."""
    row = row_at(address)
    return picture_of(row) if row is not None and row.width else None


def link(address: str) -> tuple[str, str] | None:
    """Where the file of such an address is now, and what it is called."""
    row = row_at(address)
    return (address_now(row, address), row.original_filename or row.name) if row is not None else None


def row_at(address: str) -> AnyRow | None:
    """The item that an address names or named."""
    found = FILE.fullmatch(address)
    return _row_of(found[1]) if found else None


def address_now(row: AnyRow, address: str) -> str:
    """Where an address of an item leads now: the same format where there is one, in the nearest width."""
    found = FILE.fullmatch(address)
    width, is_card, ending = found.group(2, 3, 4) if found else (None, None, "")
    if not row.width:
        return file_of(row)
    if is_card and rules.has_card(row.formats):
        return path(rules.card_name(row.name, row.focal_x, row.focal_y))
    ending = ending if ending in row.formats else row.formats[-1]
    return path(rules.file_name(row.name, rules.nearest(row.widths, int(width or row.width)), ending))


def file_of(row: AnyRow) -> str:
    """The address that people are told: of the largest file that every browser draws, or of what is downloaded."""
    ending = row.formats[-1]
    return path(rules.file_name(row.name, row.width, ending) if row.width else f"{row.name}.{ending}")


def thumbnail(row: AnyRow) -> str:
    """The address of a picture's smallest file that every browser draws."""
    return path(rules.file_name(row.name, row.widths[0], row.formats[-1]))


def mentioned(text: str) -> set[int]:
    """The ids of all items whose addresses, or former ones, stand in a text."""
    rows = (_row_of(name) for name in set(MENTION.findall(text)))
    return {row.id for row in rows if row is not None}


def picture(id: int) -> Picture | None:
    """One picture."""
    return pictures([id]).get(id)


def pictures(ids: Iterable[int]) -> dict[int, Picture]:
    """Those of these pictures that there are."""
    return {row.id: picture_of(row) for row in rows(ids) if row.width}


def rows(ids: Iterable[int]) -> list[AnyRow]:
    """The columns of those of these items that there are."""
    return list(db.session.execute(BY_IDS, {"ids": list(ids)}))


def picture_of(row: AnyRow) -> Picture:
    """A picture, from its columns."""
    *better, fallback = row.formats
    srcset = _srcset(row, fallback)
    return Picture(
        id=row.id,
        src=file_of(row),
        srcset=srcset if len(row.widths) > 1 else "",
        width=row.width,
        height=row.height,
        sources=tuple((rules.MIMETYPES[ending], _srcset(row, ending)) for ending in better),
        alt=row.alt,
        card=path(rules.card_name(row.name, row.focal_x, row.focal_y)) if rules.has_card(row.formats) else "",
    )


def path(file: str) -> str:
    """The address of a file of the library; of a bare name, what its redirects are kept under."""
    return f"/media/{file}"


def _row_of(name: str) -> AnyRow | None:
    """The item that has a name, or had it."""
    row = db.session.execute(BY_NAME, {"name": name}).one_or_none()
    if row is None and (now := redirect(path(name))):
        row = db.session.execute(BY_NAME, {"name": now.removeprefix(path(""))}).one_or_none()
    return row


def _srcset(row: AnyRow, ending: str) -> str:
    return ", ".join(f"{path(rules.file_name(row.name, width, ending))} {width}w" for width in row.widths)

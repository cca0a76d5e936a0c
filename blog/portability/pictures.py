"""The pictures and downloads that a folder's files speak of: found inside the folder, and taken into the library."""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from PIL import Image, UnidentifiedImageError
from sqlalchemy import bindparam, select

from ..db import db
from ..media import actions as media
from ..media import queries, rules
from ..media.models import Media
from ..media.rules import PictureRefused
from .phrases import Refusal, phrase

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg", ".bmp", ".tif", ".tiff")
DOWNLOADS = (*(f".{ending}" for ending in rules.DOWNLOADS), ".opus")
ROOTS = ("", "static", "assets", "content", "public", "src", "images")  # where tools keep what `/photo.jpg` names
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|\?|$", re.IGNORECASE)
PELICAN = re.compile(r"[{|](?:static|attach|filename|photo|index)[}|]")
BY_NAME = select(Media.id).where(Media.name == bindparam("name"))


class Outside(Refusal):
    """An address that leads to no file of the folder that may be read."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture or download of the library; without an id when this is only a rehearsal and it is new."""

    id: int | None
    name: str
    address: str


def is_here(address: str) -> bool:
    """Whether an address can be one of a file beside, and not of the web or a place on the page."""
    return ELSEWHERE.match(address) is None


def path_of(address: str) -> str:
    """The bare path that an address names."""
    return unquote(re.split("[?#]", PELICAN.sub("", address, count=1))[0])


def locate(folder: Path, address: str, near: PurePosixPath) -> PurePosixPath | None:
    """The file of the folder (given as it really is) that an address in the file `near` names. Raises Outside."""
    path = path_of(address)
    bases = [] if path.startswith("/") else [near.parent]
    escaped = False
    for base in [*bases, *map(PurePosixPath, ROOTS)]:
        inside = os.path.normpath(base / path.lstrip("/"))
        if inside == ".." or inside.startswith(("../", "/")) or "\0" in inside:
            escaped = escaped or base in bases or not bases
        elif _is_file(folder, inside):
            return PurePosixPath(inside)
    if escaped:
        raise Outside(phrase("%(address)s leads out of the folder, and was left", address=address))
    return None


def _is_file(folder: Path, inside: str) -> bool:
    try:
        if not (folder / inside).is_file():
            return False
    except (OSError, ValueError):  # a name that is too long, or none
        return False
    if os.path.realpath(folder / inside) != str(folder / inside):
        raise Outside(phrase("%(file)s is a symbolic link, which is not followed", file=inside))
    return True


class Pictures:
    """The library as an import fills it; each file is read once."""

    def __init__(self, folder: Path, media_folder: Path, now: datetime, *, is_rehearsal: bool) -> None:
        self.folder, self.media_folder, self.now, self.is_rehearsal = folder, media_folder, now, is_rehearsal
        self.taken: dict[PurePosixPath, Taken] = {}
        self.new: set[str] = set()

    def take(self, path: PurePosixPath, filename: str = "", made: datetime | None = None) -> Taken:
        """Take a file of the folder into the library, where it is not yet. Raises PictureRefused and OSError."""
        if path not in self.taken:
            self.taken[path] = self._take(self.folder / path, filename or path.name, made or self.now)
        return self.taken[path]

    def _take(self, file: Path, filename: str, made: datetime) -> Taken:
        rules.check_bytes(file.stat().st_size)
        data = file.read_bytes()
        name = sha256(data).hexdigest()[:20]
        id = db.session.scalar(BY_NAME, {"name": name})
        if id is None:
            if self.is_rehearsal:
                _look(data)
                self.new.add(name)
                return Taken(None, name, f"/media/{name}")
            id = media.store(data, filename, self.media_folder, made)
            self.new.add(name)
        (row,) = queries.rows([id])
        return Taken(id, row.name, queries.file_of(row))


def _look(data: bytes) -> None:
    """Refuse what can be seen to be no picture without drawing it, and nothing to download either."""
    if rules.download_ending(data):
        return
    try:
        with Image.open(BytesIO(data), formats=rules.FORMATS) as image:
            rules.check_pixels(*image.size)
    except PictureRefused:
        raise
    except UnidentifiedImageError:
        raise PictureRefused("not_a_picture") from None
    except Exception as error:  # as in `media.actions`: decoders raise what they like
        raise PictureRefused("broken") from error

"""What an export of ours says beside its pieces: of its pictures, its tags, and former addresses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path, PurePosixPath

from ..db import writing
from ..media import actions as media
from ..media import queries
from ..media.rules import PictureRefused
from ..site import actions as site
from ..site.queries import redirect
from . import fronts, reading
from .fields import written_date
from .fronts import Unreadable, Value
from .originals import NAME
from .pictures import Outside, Pictures, locate

FORMAT = "1"
MARK, MEDIA, TAGS, REDIRECTS = "letterpress.yaml", "media/media.yaml", "tags.yaml", "redirects.yaml"
PERCENT = [str(number) for number in range(101)]
NEW = re.compile(r"/(articles|pages|tags|media)/[^\s/\\?#]{1,400}")  # a place of this site, or it would lead away
OLD = re.compile(r"/(?!/|admin\b|.*//)[^\s\\#]{1,400}")  # the same, or one of elsewhere


@dataclass(slots=True)
class Library:
    """Tags by their slugs, and former addresses by what they lead to."""

    tags: dict[str, tuple[str, str]] = field(default_factory=dict)
    former: dict[str, list[str]] = field(default_factory=dict)


def read(folder: Path) -> Library:
    """What an export says of tags and former addresses. Raises reading.TooMuch for another format, and Unreadable."""
    if not (folder / MARK).is_file():
        return Library()
    for said in _items(folder, MARK):
        if said.get("format") != FORMAT:
            raise reading.TooMuch(f"{MARK}: this export was made by a newer release")
    found = Library()
    for tag in _items(folder, TAGS):
        found.tags[_text(tag, "slug")] = _text(tag, "name"), _text(tag, "description")
    for pair in _items(folder, REDIRECTS):
        old, new = _text(pair, "old"), _text(pair, "new")
        if OLD.fullmatch(old) and NEW.fullmatch(new):
            found.former.setdefault(new, []).append(old)
    return found


def take_pictures(folder: Path, pictures: Pictures) -> Iterator[tuple[str, str]]:
    """Fill the library with the pictures of an export; where that failed, and why. Raises Unreadable."""
    for item in _items(folder, MEDIA):
        file = _text(item, "file")
        try:
            path = locate(folder, file, PurePosixPath(MEDIA))
            if path is None:
                yield MEDIA, f"{file} is not there"
            else:
                _take(item, path, pictures)
        except (Outside, PictureRefused, ValueError) as error:
            yield MEDIA, f"{file}: {error}"
        except OSError as error:
            yield MEDIA, f"{file}: {error.strerror}"


def _take(item: Mapping[str, Value], path: PurePosixPath, pictures: Pictures) -> None:
    created = _text(item, "created")
    taken = pictures.take(path, _text(item, "filename"), written_date(created, UTC) if created else None)
    if taken.id is None:
        return
    alt, focal = _text(item, "alt"), item.get("focal_point") or ["50", "50"]
    if not isinstance(focal, list) or [each for each in focal if each not in PERCENT] or len(focal) != 2:
        raise ValueError("focal_point must be two numbers from 0 to 100")
    x, y = (int(str(each)) for each in focal)
    (row,) = queries.rows([taken.id])
    if row.width and (alt or (x, y) != (50, 50)) and (row.alt, row.focal_x, row.focal_y) == ("", 50, 50):
        media.describe(taken.id, alt, (x, y), pictures.media_folder)
    name = _text(item, "name")
    if NAME.fullmatch(name) and name != taken.name and redirect(f"/media/{name}") is None:
        with writing() as session:
            site.moved(session, f"/media/{name}", f"/media/{taken.name}")


def _items(folder: Path, name: str) -> list[dict[str, Value]]:
    if not (folder / name).is_file():
        return []
    try:
        found = fronts.items(reading.text_of(folder / name))
    except Unreadable as error:
        raise Unreadable(f"{name}: line {error}" if str(error)[0].isdigit() else f"{name}: {error}") from None
    items = [found] if isinstance(found, dict) else found
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unreadable(f"{name}: this must be a list of names and values")
    return [item for item in items if isinstance(item, dict)]


def _text(item: Mapping[str, Value], key: str) -> str:
    return str(item.get(key) or "")

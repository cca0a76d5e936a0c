"""Taking files in, replacing, describing and removing them: the files first, then the row, then what is left over."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path, PurePosixPath
from threading import Lock

from blinker import Signal
from sqlalchemy import delete as delete_from
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..db import db, writing
from ..plaintext import plain
from ..site import actions as site
from ..site.queries import redirect
from . import folder as files
from . import pictures, rules
from .models import Media
from .queries import path
from .rules import PictureRefused

# Sent inside the transaction with `session` and `ids`: what shows these is no longer right.
media_changed = Signal()
# The same before they go: whoever needs them raises MediaInUse.
media_deleting = Signal()

DAY = timedelta(days=1)
_one_at_a_time = (
    Lock()
)  # the largest picture takes some 300 MB while it is worked on; a small machine has no room for two


class NoSuchMedia(LookupError):
    """There is no item with this id (any more)."""


class MediaInUse(Exception):
    """A piece still shows it."""


@dataclass(frozen=True, slots=True)
class _Files:
    """What a row says of its files, by its columns."""

    name: str
    mimetype: str
    bytes: int
    width: int
    height: int
    widths: list[int]
    formats: list[str]

    def paths(self, folder: Path) -> list[Path]:
        """Those that are served, without the card."""
        return [folder / name for name in rules.file_names(self.name, self.widths, self.formats)]


def store(data: bytes, filename: str, folder: Path, now: datetime, *, only_pictures: bool = False) -> int:
    """Store what was uploaded; its id, which is the same for the same bytes. Raises PictureRefused and OSError.

    The files come before the row: a file that no row names does no harm.
    """
    rules.check_bytes(len(data))
    rules.check_items(db.session.scalar(select(func.count(Media.id))) or 0)
    if only_pictures and rules.download_ending(data):
        raise PictureRefused("not_a_picture")
    name = _name(data)
    focus = select(Media.focal_x, Media.focal_y).where(Media.name == name)
    made = _make(data, name, folder, *(db.session.execute(focus).one_or_none() or (50, 50)))
    with writing() as session:
        media = session.scalars(select(Media).where(Media.name == name)).one_or_none()
        if media is None:
            media = Media(original_filename=_last_part(filename), created_at=now)
            session.add(media)
        _fill(session, media, made)
        id = media.id
    if not all(path.exists() for path in made.paths(folder)):  # somebody deleted the same bytes at this very moment
        _make(data, name, folder, 50, 50)
    return id


def replace(media_id: int, data: bytes, filename: str, folder: Path, now: datetime) -> None:
    """Put another file in the place of one, whose addresses lead to the new one from now on.

    The former files go: often something on them is why. Raises NoSuchMedia, PictureRefused and OSError.
    """
    rules.check_bytes(len(data))
    was = find(db.session(), media_id)
    former, focus = was.name, (was.focal_x, was.focal_y)
    if bool(rules.download_ending(data)) == bool(was.width):
        raise PictureRefused("other_kind")
    name = _name(data, own=former)
    if db.session.scalar(select(Media.id).where(Media.name == name, Media.id != media_id)):
        raise PictureRefused("already_there")
    made = _make(data, name, folder, *focus)
    with writing() as session:
        media = find(session, media_id)
        former = media.name  # as it is by now
        media.original_filename, media.created_at = _last_part(filename), now
        if name != former:
            site.moved(session, path(former), path(name))
        _fill(session, media, made)
    if name != former:
        _remove_files(folder, former)


def describe(media_id: int, alt: str, focus: tuple[int, int], folder: Path) -> None:
    """Say what a picture shows, and which point of it (in percent) a card must keep. Raises NoSuchMedia and OSError."""
    was = find(db.session(), media_id)
    name, former = was.name, (was.focal_x, was.focal_y)
    has_card = rules.has_card(was.formats)
    if has_card and focus != former:
        with _one_at_a_time:
            image, _ending = pictures.decode(_original(was, folder).read_bytes())
            files.write({folder / rules.card_name(name, *focus): pictures.draw_card(image, *focus)})
    with writing() as session:
        media = find(session, media_id)
        media.alt, (media.focal_x, media.focal_y) = alt, focus
        session.flush()
        media_changed.send(None, session=session, ids=[media_id])
    if has_card and focus != former:
        files.remove_cards(folder, name, but=rules.card_name(name, *focus))


def delete(media_id: int, folder: Path) -> None:
    """Remove an item and its files. Raises NoSuchMedia and MediaInUse."""
    with writing() as session:
        name = find(session, media_id).name
        media_deleting.send(None, session=session, ids=[media_id])
        site.gone(session, path(name))
        session.execute(delete_from(Media).where(Media.id == media_id))
    _remove_files(folder, name)


def sweep(folder: Path, now: datetime) -> int:
    """Remove the files that no item names, as a process leaves them that died in the midst; how many there were.

    Those of the last day may be on their way in.
    """
    names = set(db.session.scalars(select(Media.name)))
    return files.remove_nameless(folder, names, before=(now - DAY).timestamp())


def find(session: Session, media_id: int) -> Media:
    """The item. Raises NoSuchMedia."""
    media = session.get(Media, media_id)
    if media is None:
        raise NoSuchMedia(media_id)
    return media


def _remove_files(folder: Path, name: str) -> None:
    """Unless somebody uploaded the same bytes again meanwhile."""
    with writing() as session:
        if session.scalar(select(Media.id).where(Media.name == name)) is None:
            files.remove(folder, name)


def _name(data: bytes, own: str = "") -> str:
    """From the hash of what was uploaded; another one where that has become a former name of something else."""
    digest = sha256(data)
    while redirect(path(name := digest.hexdigest()[:20])) not in (None, path(own)):
        digest = sha256(digest.digest())
    return name


def _make(data: bytes, name: str, folder: Path, x: int, y: int) -> _Files:
    """Write the files of what was uploaded: the file itself of one to download, and else all sizes and formats."""
    if ending := rules.download_ending(data):
        files.write({folder / f"{name}.{ending}": data})
        return _Files(name, rules.MIMETYPES[ending], len(data), 0, 0, [], [ending])
    with _one_at_a_time:
        image, ending = pictures.decode(data)
        sizes, formats = rules.sizes(*image.size), rules.formats(*image.size, image.mode == "RGBA")
        made = {files.original(folder, name, ending): data}
        for size in sizes:
            in_size = pictures.smaller(image, size)
            for each in formats:
                made[folder / rules.file_name(name, size[0], each)] = pictures.draw(in_size, each)
        made[folder / rules.card_name(name, x, y)] = pictures.draw_card(image, x, y)
        files.write(made)
    return _Files(name, rules.MIMETYPES[ending], len(data), *image.size, [width for width, _height in sizes], formats)


def _fill(session: Session, media: Media, made: _Files) -> None:
    for column, value in asdict(made).items():
        setattr(media, column, value)
    session.flush()
    media_changed.send(None, session=session, ids=[media.id])


def _original(media: Media, folder: Path) -> Path:
    """What was uploaded; or the best that is there, where it was lost."""
    ending = next(ending for ending, mimetype in rules.MIMETYPES.items() if mimetype == media.mimetype)
    kept = files.original(folder, media.name, ending)
    return kept if kept.exists() else folder / rules.file_name(media.name, media.width, media.formats[-1])


def _last_part(filename: str) -> str | None:
    """The name without the folders, which some browsers send; for the admin's eye, and of what is downloaded."""
    return plain(PurePosixPath(filename.replace("\\", "/")).name)[:200] or None

"""Taking a picture in: decoded, stripped of all that is not picture, and written anew in the sizes that pages use."""

import os
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select

from ..db import writing
from ..plaintext import plain
from . import rules
from .models import Media
from .rules import PictureRefused

QUALITY = 80
_one_at_a_time = (
    Lock()
)  # the largest picture takes some 200 MB while it is worked on; a small machine has no room for two


def store(data: bytes, filename: str, folder: Path, now: datetime) -> int:
    """Store an uploaded picture; its id, which is the same for the same bytes. Raises PictureRefused.

    The files come before the row: a file that no row names does no harm.
    """
    rules.check_bytes(len(data))
    name = sha256(data).hexdigest()[:20]
    with _one_at_a_time:
        image = _decode(data)
        sizes = rules.sizes(*image.size)
        _write(folder, {rules.file_name(name, size[0]): _encode(image, size) for size in sizes})
    width, height = sizes[-1]
    with writing() as session:
        known = session.scalars(select(Media.id).where(Media.name == name)).one_or_none()
        if known is not None:
            return known
        media = Media(
            name=name,
            width=width,
            height=height,
            widths=[size[0] for size in sizes],
            original_filename=_last_part(filename),
            created_at=now,
        )
        session.add(media)
        session.flush()
        return media.id


def _decode(data: bytes) -> Image.Image:
    """The first frame, upright, in RGB or RGBA."""
    try:
        with Image.open(BytesIO(data), formats=rules.FORMATS) as image:
            rules.check_pixels(*image.size)
            # A large JPEG is decoded at a half or a quarter of its size, still more than we need, in less memory.
            image.draft(None, (max(rules.WIDTHS), max(rules.WIDTHS)))
            ImageOps.exif_transpose(image, in_place=True)
            return _in_colour(image)
    except PictureRefused:
        raise
    except UnidentifiedImageError:
        raise PictureRefused("not_a_picture") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused("too_many_pixels") from None
    except Exception as error:  # on hostile bytes decoders raise what they like: OSError, RuntimeError, TypeError …
        raise PictureRefused("broken") from error


def _in_colour(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # Pillow would cut 16 bits of grey off at 255, and draw nearly all of it white
        return image.convert("I").point(lambda grey: grey / 256).convert("RGB")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _encode(image: Image.Image, size: tuple[int, int]) -> bytes:
    resized = image.resize(size, Image.Resampling.LANCZOS)
    resized.info = {}  # where it was taken, with what, by whom: none of it is for readers
    file = BytesIO()
    resized.save(file, "WEBP", quality=QUALITY)
    return file.getvalue()


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Each file appears in the folder whole or not at all, even when the power goes."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".") as unfinished:
        for name, data in files.items():
            part = Path(unfinished, name)
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(folder / name)


def _last_part(filename: str) -> str | None:
    """The name without the folders, which some browsers send; only for the admin's eye."""
    return plain(PurePosixPath(filename.replace("\\", "/")).name)[:200] or None

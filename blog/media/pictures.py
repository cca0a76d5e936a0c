"""From the bytes of a picture to the files of pages: decoded, stripped of all that is not picture, and drawn anew."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from . import rules
from .rules import PictureRefused

ENDINGS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
JPEG: dict[str, Any] = {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True}
SAVING: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 7},
    "webp": {"format": "WEBP", "quality": 80},
    "jpg": JPEG,
    "png": {"format": "PNG"},
}


def decode(data: bytes) -> tuple[Image.Image, str]:
    """The first frame, upright, in RGB or RGBA, as large as we need it at most; and the ending of such a file.

    Raises PictureRefused.
    """
    try:
        with Image.open(BytesIO(data), formats=rules.FORMATS) as image:
            ending = ENDINGS[image.format or ""]
            rules.check_pixels(*image.size)
            # A large JPEG is decoded at a half or a quarter of its size, still more than we need, in less memory.
            image.draft(None, (max(rules.WIDTHS), max(rules.WIDTHS)))
            ImageOps.exif_transpose(image, in_place=True)
            return _bare(_in_colour(image)), ending
    except PictureRefused:
        raise
    except UnidentifiedImageError:
        raise PictureRefused("not_a_picture") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused("too_many_pixels") from None
    except Exception as error:  # on hostile bytes decoders raise what they like: OSError, RuntimeError, TypeError …
        raise PictureRefused("broken") from error


def draw(image: Image.Image, ending: str) -> bytes:
    """A file of a picture in one format."""
    file = BytesIO()
    image.save(file, **SAVING[ending])
    return file.getvalue()


def draw_card(image: Image.Image, x: int, y: int) -> bytes:
    """The card that is shown where the piece is shared, around a point of the picture, which is given in percent."""
    box = rules.card_box(*image.size, x, y)
    card = image.resize(rules.CARD, Image.Resampling.LANCZOS, box=box)
    if card.mode == "RGBA":  # a card has no ground of its own, and JPEG would make it black
        ground = Image.new("RGBA", card.size, "white")
        card = Image.alpha_composite(ground, card).convert("RGB")
    file = BytesIO()
    card.save(file, **JPEG)
    return file.getvalue()


def smaller(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The same picture in one of its sizes."""
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)


def _in_colour(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # Pillow would cut 16 bits of grey off at 255, and draw nearly all of it white
        return image.convert("I").point(lambda grey: grey / 256).convert("RGB")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _bare(image: Image.Image) -> Image.Image:
    """Its largest size; where it was taken, with what, by whom: none of it is for readers."""
    size = rules.sizes(*image.size)[-1]
    if image.mode == "RGBA" and image.width > 4 * size[0]:
        image = _reduced(image, image.width // size[0] // 2)
    bare = image.resize(size, Image.Resampling.LANCZOS)
    if bare.mode == "RGBA" and bare.getchannel("A").getextrema() == (255, 255):  # it could be seen through, and is not
        bare = bare.convert("RGB")
    bare.info = {}
    return bare


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """A fraction of its size, made band by band: at once, what can be seen through takes its whole memory again."""
    small = Image.new(image.mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, step := 256 * factor):
        band = image.crop((0, top, image.width, min(image.height, top + step)))
        small.paste(band.reduce(factor), (0, top // factor))
    return small

"""Which pictures are taken, and in which sizes they are made. Knows no Flask and no database."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
BYTES = 20 * 1024 * 1024
PIXELS = 50_000_000
WIDTHS = (800, 1600)
LONGEST = 30_000  # pixels on a side of what is taken: a picture of one row and millions of columns fills the memory too
TALLEST = 16_383  # pixels on a side of what is made: WebP's own limit

REFUSALS = {
    "not_a_picture": "this is not a JPEG, PNG, WebP, GIF or AVIF picture",
    "too_large": "this file is larger than 20 MB",
    "too_many_pixels": "this picture has more than 50 megapixels, or more than 30,000 pixels on a side",
    "broken": "this picture is damaged",
}


class PictureRefused(ValueError):
    """A file that is not taken; `code` is a key of REFUSALS, and the text says the same in English."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS[code])
        self.code = code


def check_bytes(count: int) -> None:
    """Refuse a file that is too long to be looked into."""
    if count > BYTES:
        raise PictureRefused("too_large")


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture that would fill the memory: a few bytes can claim any size."""
    if width * height > PIXELS or max(width, height) > LONGEST:
        raise PictureRefused("too_many_pixels")


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The (width, height) of each file to make, smallest first; none is larger than the original."""
    widest = max(1, min(width, width * TALLEST // height))
    made = sorted({min(widest, most) for most in WIDTHS})
    return [(w, max(1, min(TALLEST, round(height * w / width)))) for w in made]


def file_name(name: str, width: int) -> str:
    """What the file of a picture in one width is called."""
    return f"{name}-{width}.webp"

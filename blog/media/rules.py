"""Which files are taken, and in which sizes and formats a picture is made. Knows no Flask and no database."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
BYTES = 20 * 1024 * 1024
PIXELS = 50_000_000
WIDTHS = (400, 800, 1600)
LONGEST = 30_000  # pixels on a side of what is taken: a picture of one row and millions of columns fills the memory too
TALLEST = 16_383  # pixels on a side of what is made: WebP's own limit; AVIF and JPEG hold more
MOST_IN_AVIF = 6_000_000  # pixels
CARD = (1200, 630)  # what networks and messengers show where an address is shared
ITEMS = 10_000  # in the library: a script that sends without end must not fill the disk
AT_ONCE = 20  # files in one request

MIMETYPES = {
    "avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "pdf": "application/pdf", "mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4", "flac": "audio/flac",
    "wav": "audio/wav",
}  # fmt: skip
DOWNLOADS = ("pdf", "mp3", "ogg", "m4a", "flac", "wav")  # never opened by the browser under our address

REFUSALS = {
    "not_a_picture": "this is not a JPEG, PNG, WebP, GIF or AVIF picture",
    "too_large": "this file is larger than 20 MB",
    "too_many_pixels": "this picture has more than 50 megapixels, or more than 30,000 pixels on a side",
    "broken": "this picture is damaged",
    "too_many_items": "the library holds 10,000 files, and takes no more",
    "other_kind": "a picture can only be replaced by a picture, and a file to download by another one",
    "already_there": "this file is in the library already",
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


def check_items(count: int) -> None:
    """Refuse what a full library has no place for."""
    if count >= ITEMS:
        raise PictureRefused("too_many_items")


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The (width, height) of each file to make, smallest first; none is larger than the original."""
    widest = max(1, min(width, width * TALLEST // height))
    made = sorted({min(widest, most) for most in WIDTHS})
    return [(w, max(1, min(TALLEST, round(height * w / width)))) for w in made]


def formats(width: int, height: int, is_transparent: bool) -> list[str]:
    """The endings of the files of a picture whose largest has this size, best first; every browser draws the last.

    AVIF's encoder takes 25 bytes a pixel (measured), so that a very tall one is not made in it.
    """
    better = ["avif", "webp"] if width * height <= MOST_IN_AVIF else ["webp"]
    return [*better, "png" if is_transparent else "jpg"]


def has_card(formats: list[str]) -> bool:
    """Whether a picture has a card for sharing: one of the first releases is there in WebP only."""
    return formats[-1] in ("jpg", "png")


def card_box(width: int, height: int, x: int, y: int) -> tuple[int, int, int, int]:
    """What of a picture its card shows: as much as it can, with the point (in percent) as near its middle as can be."""
    wide, tall = CARD
    w, h = (
        (width, max(1, width * tall // wide))
        if width * tall < height * wide
        else (max(1, height * wide // tall), height)
    )
    left, top = _start(width, w, x), _start(height, h, y)
    return left, top, left + w, top + h


def _start(whole: int, part: int, percent: int) -> int:
    return max(0, min(whole - part, whole * percent // 100 - part // 2))


def file_name(name: str, width: int, ending: str) -> str:
    """What the file of a picture in one width and format is called."""
    return f"{name}-{width}.{ending}"


def file_names(name: str, widths: list[int], formats: list[str]) -> list[str]:
    """What the files of an item are called that are served, without the card."""
    stems = [f"{name}-{width}" for width in widths] or [name]
    return [f"{stem}.{ending}" for stem in stems for ending in formats]


def card_name(name: str, x: int, y: int) -> str:
    """What its card is called, which shows the point at so many percent."""
    return f"{name}-card-{x}-{y}.jpg"


def nearest(widths: list[int], wanted: int) -> int:
    """The width that is nearest to one that is not there."""
    return min(widths, key=lambda width: abs(width - wanted))


def download_ending(data: bytes) -> str | None:
    """The ending of a PDF or a sound, by its first bytes and never by its name; None for anything else."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"fLaC"):
        return "flac"
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "wav"
    if data.startswith(b"OggS") and any(sound in data[:512] for sound in OGG_SOUNDS):
        return "ogg"
    if data[4:12] in (b"ftypM4A ", b"ftypM4B "):
        return "m4a"
    return "mp3" if data.startswith(b"ID3") or _is_mp3_frame(data[:4]) else None


OGG_SOUNDS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")  # the same container holds films


def _is_mp3_frame(head: bytes) -> bool:
    """Eleven set bits, layer III, and a bit rate and a sampling rate that there are (ISO 11172-3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3

"""Pictures on their way in: what comes out of the folder, and what hostile files get."""

import struct
import zlib
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select

from blog.db import db
from blog.media import rules
from blog.media.actions import store
from blog.media.models import Media
from blog.media.pictures import decode
from blog.media.queries import picture, pictures
from blog.media.rules import PictureRefused

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
RED, BLUE = (255, 0, 0), (0, 0, 255)
ORIENTATION, GPS, ARTIST = 0x0112, 0x8825, 0x013B


@pytest.fixture
def folder(app_context: Flask) -> Path:
    path = app_context.config["MEDIA_FOLDER"]
    assert isinstance(path, Path)
    return path


def drawn(mode: str = "RGB", size: tuple[int, int] = (64, 48), colour: Any = RED) -> Image.Image:
    return Image.new(mode, size, colour)


def saved(image: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def stored(data: bytes, folder: Path) -> Image.Image:
    """The largest file that is made of these bytes."""
    found = picture(store(data, "a.png", folder, NOW))
    assert found
    with Image.open(folder / Path(found.src).name) as image:
        image.load()
        assert image.size == (found.width, found.height)
        return image


def is_close(pixel: Any, wanted: tuple[int, ...]) -> bool:
    return len(pixel) == len(wanted) and all(abs(a - b) < 12 for a, b in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_a_large_picture_is_offered_in_three_widths_and_formats(format: str, folder: Path) -> None:
    data = saved(drawn(size=(3200, 1600)), format)
    name = sha256(data).hexdigest()[:20]
    id = store(data, "sea", folder, NOW)

    def srcset(ending: str) -> str:
        return ", ".join(f"/media/{name}-{width}.{ending} {width}w" for width in (400, 800, 1600))

    found = picture(id)
    assert found is not None
    assert (found.src, found.srcset) == (f"/media/{name}-1600.jpg", srcset("jpg"))
    assert found.sources == (("image/avif", srcset("avif")), ("image/webp", srcset("webp")))
    assert (found.width, found.height, found.card) == (1600, 800, f"/media/{name}-card-50-50.jpg")
    files = {f"{name}-{width}.{ending}" for width in (400, 800, 1600) for ending in ("avif", "webp", "jpg")}
    assert {file.name for file in folder.iterdir()} == files | {f"{name}-card-50-50.jpg"}
    for file in files:
        with Image.open(folder / file) as image:
            assert image.size == (int(file[21:].partition(".")[0]), int(file[21:].partition(".")[0]) // 2)
            assert image.get_format_mimetype() == rules.MIMETYPES[file.rpartition(".")[2]]


def test_a_small_picture_is_of_its_own_size_only(folder: Path) -> None:
    found = picture(store(saved(drawn()), "a.png", folder, NOW))
    assert found
    assert (found.width, found.height, found.srcset) == (64, 48, "")
    assert len(list(folder.iterdir())) == 4


def test_a_very_tall_picture_is_not_made_in_avif_whose_encoder_fills_the_memory(folder: Path) -> None:
    found = picture(store(saved(drawn(size=(500, 15_000))), "a.png", folder, NOW))
    assert found is not None
    assert [mimetype for mimetype, _srcset in found.sources] == ["image/webp"]


def test_the_original_is_kept_as_it_came_where_only_the_owner_reads_it(folder: Path) -> None:
    data = saved(drawn(), "WEBP")
    store(data, "a.jpg", folder, NOW)
    [kept] = folder.with_name("originals").iterdir()
    assert kept.name == f"{sha256(data).hexdigest()[:20]}.webp"
    assert kept.read_bytes() == data
    assert kept.stat().st_mode & 0o777 == 0o600


def test_the_same_bytes_are_stored_once(folder: Path) -> None:
    data = saved(drawn())
    assert store(data, "a.png", folder, NOW) == store(data, "b.png", folder, NOW)
    assert db.session.scalars(select(Media.original_filename)).all() == ["a.png"]


def test_a_lost_file_comes_back_with_the_same_upload(folder: Path) -> None:
    data = saved(drawn())
    store(data, "a.png", folder, NOW)
    for file in folder.iterdir():
        file.unlink()
    stored(data, folder)


@pytest.mark.parametrize("format", rules.FORMATS)
def test_each_format_is_taken(format: str, folder: Path) -> None:
    assert is_close(stored(saved(drawn(), format), folder).getpixel((9, 9)), RED)


def test_a_picture_of_several_views_is_taken_as_its_first(folder: Path) -> None:
    views = saved(drawn(), "MPO", save_all=True, append_images=[drawn(colour=BLUE)])
    assert is_close(stored(views, folder).getpixel((9, 9)), RED)


def test_a_moving_picture_stands_still_on_its_first_frame(folder: Path) -> None:
    moving = saved(drawn(), "GIF", save_all=True, append_images=[drawn(colour=BLUE)])
    image = stored(moving, folder)
    assert getattr(image, "n_frames", 1) == 1
    assert is_close(image.getpixel((9, 9)), RED)


def test_a_photo_taken_sideways_is_turned_upright(folder: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # its left edge is the top
    photo = drawn(size=(64, 32))
    photo.paste(BLUE, (0, 0, 32, 32))
    upright = stored(saved(photo, "JPEG", exif=exif), folder)
    assert upright.size == (32, 64)
    assert is_close(upright.getpixel((16, 8)), BLUE)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_that_a_camera_wrote_survives(format: str, folder: Path) -> None:
    exif = Image.Exif()
    exif[ARTIST] = "Meera Secret"
    exif[GPS] = {1: "N", 2: (9.0, 58.0, 0.0)}
    notes = PngInfo()
    notes.add_text("Comment", "Meera Secret")
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"comment": b"Meera Secret", "xmp": b"<x>Meera Secret</x>", "icc_profile": b"Meera Secret"},
        "PNG": {"pnginfo": notes},
    }
    data = saved(drawn(), format, exif=exif, **options.get(format, {}))
    assert b"Meera Secret" in data
    image = stored(data, folder)
    assert not image.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()
    assert {file.suffix for file in folder.iterdir()} == {".avif", ".webp", ".jpg"}
    for file in folder.iterdir():
        assert b"Secret" not in file.read_bytes()
        with Image.open(file) as variant:
            assert not variant.getexif(), file.name
            assert not {"exif", "xmp", "icc_profile", "comment"} & variant.info.keys(), file.name


@pytest.mark.parametrize(
    "image",
    [
        drawn("RGBA", colour=(255, 0, 0, 128)),
        drawn("RGBA", colour=(255, 0, 0, 128)).quantize(),
        drawn("LA", colour=(90, 128)),
    ],
    ids=["RGBA", "P", "LA"],
)
def test_what_can_be_seen_through_stays_so(image: Image.Image, folder: Path) -> None:
    wanted = image.convert("RGBA").getpixel((9, 9))
    assert isinstance(wanted, tuple)
    assert is_close(stored(saved(image), folder).getpixel((9, 9)), wanted)


def test_a_transparent_gif_stays_transparent(folder: Path) -> None:
    image = drawn("P", colour=0)
    pixel = stored(saved(image, "GIF", transparency=0), folder).getpixel((9, 9))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 0


def test_a_picture_for_print_is_turned_into_colours_of_a_screen(folder: Path) -> None:
    cmyk = saved(drawn("CMYK", colour=(0, 255, 255, 0)), "JPEG", quality=95)
    assert is_close(stored(cmyk, folder).getpixel((9, 9)), RED)


@pytest.mark.parametrize("mode", ["1", "L"])
def test_a_grey_picture_stays_grey(mode: str, folder: Path) -> None:
    assert is_close(stored(saved(drawn(mode, colour=255)), folder).getpixel((9, 9)), (255, 255, 255))


def test_sixteen_bits_of_grey_are_not_drawn_white(folder: Path) -> None:
    assert is_close(stored(saved(drawn("I;16", colour=128 * 256)), folder).getpixel((9, 9)), (128, 128, 128))


@pytest.mark.parametrize(
    ("filename", "kept"),
    [
        ("sea.png", "sea.png"),
        ("C:\\Users\\meera\\sea.png", "sea.png"),
        ("../../etc/passwd", "passwd"),
        ("", None),
        ("\udcffsea\x00.png", "sea.png"),
    ],
)
def test_the_name_that_a_file_had_is_only_a_note(filename: str, kept: str | None, folder: Path) -> None:
    store(saved(drawn()), filename, folder, NOW)
    assert db.session.scalars(select(Media.original_filename)).one() == kept
    assert all(file.name.startswith(sha256(saved(drawn())).hexdigest()[:20]) for file in folder.iterdir())


def test_pictures_are_found_together_and_the_missing_are_left_out(folder: Path) -> None:
    red, blue = (store(saved(drawn(colour=colour)), "a.png", folder, NOW) for colour in (RED, BLUE))
    assert pictures([red, blue, 999]) == {red: picture(red), blue: picture(blue)}
    assert pictures([]) == {}
    assert picture(999) is None


def claimed(width: int, height: int) -> bytes:
    """A small PNG that says it is as large as that."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


HOSTILE = {
    "nothing": (b"", "not_a_picture"),
    "text": (b"Dear editor,\n", "not_a_picture"),
    "html": (b"<!doctype html><script>alert(1)</script>", "not_a_picture"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not_a_picture"),
    "bmp": (saved(drawn(), "BMP"), "not_a_picture"),
    "tiff": (saved(drawn(), "TIFF"), "not_a_picture"),
    "zeros": (bytes(5000), "not_a_picture"),
    "only a signature": (b"\xff\xd8\xff\xe0", "not_a_picture"),
    "cut jpeg": (saved(drawn(), "JPEG")[:-200], "broken"),
    "cut png": (saved(Image.effect_noise((64, 48), 90))[:-900], "broken"),
    "too little in it": (claimed(640, 480), "broken"),
    "too large by little": (claimed(8_000, 8_000), "too_many_pixels"),
    "where Pillow warns": (claimed(10_000, 10_000), "too_many_pixels"),
    "bomb": (claimed(60_000, 60_000), "too_many_pixels"),
    "one endless row": (claimed(49_000_000, 1), "too_many_pixels"),
    "too many bytes": (bytes(rules.BYTES + 1), "too_large"),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_and_leaves_nothing(data: bytes, code: str, folder: Path) -> None:
    with pytest.raises(PictureRefused) as refused:
        store(data, "a.jpg", folder, NOW)
    assert refused.value.code == code
    assert not folder.exists()
    assert not folder.with_name("originals").exists()
    assert db.session.scalars(select(Media.id)).all() == []


SEEDS = [saved(Image.effect_noise((24, 16), 90).convert("RGB"), format) for format in rules.FORMATS]


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=8), st.integers(0))
def test_a_damaged_file_is_read_or_refused_and_raises_nothing_else(
    seed: bytes, damage: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(seed)
    for place, byte in damage:
        data[place % len(data)] = byte
    try:
        image, _ending = decode(bytes(data[: len(data) - end % len(data) // 2]))
    except PictureRefused:
        return
    assert image.mode in ("RGB", "RGBA")
    assert rules.sizes(*image.size)

"""Pictures on their way in: what comes out of the folder, and what hostile files get."""

import os
import struct
import time
import zlib
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
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

from blog.db import db, writing
from blog.media import actions as media_actions
from blog.media import folder as files
from blog.media import rules
from blog.media.actions import NoSuchMedia, delete, describe, replace, store, sweep
from blog.media.models import Media
from blog.media.pictures import decode
from blog.media.queries import by_address, link, picture, pictures, rows
from blog.media.rules import PictureRefused
from blog.site.models import Redirect

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
    "two hundred megapixels": (claimed(20_000, 10_000), "too_many_pixels"),
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


def test_a_picture_that_could_be_seen_through_and_is_not_falls_back_to_jpeg(folder: Path) -> None:
    opaque, clear = (
        picture(store(saved(drawn("RGBA", colour=(255, 0, 0, alpha))), "a.png", folder, NOW)) for alpha in (255, 128)
    )
    assert opaque is not None
    assert clear is not None
    assert (Path(opaque.src).suffix, Path(clear.src).suffix) == (".jpg", ".png")


def test_a_huge_picture_that_can_be_seen_through_is_made_smaller_band_by_band(folder: Path) -> None:
    image = Image.new("RGBA", (7000, 1100), (255, 0, 0, 128))
    image.paste((0, 0, 255, 128), (0, 550, 7000, 1100))
    small = stored(saved(image, compress_level=1), folder)
    assert small.size == (1600, 251)
    assert is_close(small.getpixel((800, 60)), (255, 0, 0, 128))
    assert is_close(small.getpixel((800, 200)), (0, 0, 255, 128))


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "AVIF"])
def test_a_film_of_very_many_frames_is_one_frame_and_costs_no_more(format: str, folder: Path) -> None:
    frames = [drawn(size=(48, 48), colour=(number % 256, 0, 0)) for number in range(3000 if format != "AVIF" else 300)]
    data = saved(frames[0], format, save_all=True, append_images=frames[1:], duration=10)
    began = time.process_time()
    store(data, "a.gif", folder, NOW)
    assert time.process_time() - began < 5
    for file in folder.iterdir():
        with Image.open(file) as image:
            assert getattr(image, "n_frames", 1) == 1


# --- Files to download ---

SOUNDS = {
    "mp3": b"ID3\x04" + bytes(200),
    "bare.mp3": b"\xff\xfb\x90\x64" + bytes(200),
    "flac": b"fLaC" + bytes(200),
    "wav": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(200),
    "ogg": b"OggS" + bytes(24) + b"OpusHead" + bytes(200),
    "m4a": b"\x00\x00\x00\x20ftypM4A " + bytes(200),
    "pdf": b"%PDF-1.7\n" + bytes(200),
}


@pytest.mark.parametrize(("name", "data"), SOUNDS.items(), ids=SOUNDS)
def test_what_is_to_be_downloaded_is_known_by_its_bytes_and_kept_once(name: str, data: bytes, folder: Path) -> None:
    id = store(data, "holiday.jpg", folder, NOW)
    ending = name.rpartition(".")[2]
    row = db.session.get_one(Media, id)
    assert (row.formats, row.widths, row.width, row.height) == ([ending], [], 0, 0)
    assert (row.mimetype, row.bytes) == (rules.MIMETYPES[ending], len(data))
    [file] = folder.iterdir()
    assert file.name == f"{row.name}.{ending}"
    assert file.read_bytes() == data
    assert not folder.with_name("originals").exists()
    assert picture(id) is None


@pytest.mark.parametrize(
    "data",
    [
        b"MZ" + bytes(200), b"PK\x03\x04" + bytes(200), b"\xff\xfb\xf0\x64" + bytes(200), b" %PDF-1.7",
        b"\x00\x00\x00\x20ftypmp42" + bytes(200), b"OggS" + bytes(24) + b"\x80theora" + bytes(200),
        b"RIFF\x24\x00\x00\x00AVI LIST" + bytes(200),
    ],
)  # fmt: skip
def test_a_program_an_archive_and_a_film_are_not_taken_whatever_they_are_called(data: bytes, folder: Path) -> None:
    with pytest.raises(PictureRefused) as refused:
        store(data, "song.mp3", folder, NOW)
    assert refused.value.code == "not_a_picture"


def test_where_a_picture_is_wanted_a_pdf_is_none(folder: Path) -> None:
    with pytest.raises(PictureRefused) as refused:
        store(SOUNDS["pdf"], "a.pdf", folder, NOW, only_pictures=True)
    assert refused.value.code == "not_a_picture"


def test_a_full_library_takes_no_more(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "ITEMS", 1)
    store(SOUNDS["pdf"], "a.pdf", folder, NOW)
    with pytest.raises(PictureRefused) as refused:
        store(SOUNDS["flac"], "a.flac", folder, NOW)
    assert refused.value.code == "too_many_items"


# --- A disk that is full ---


@pytest.mark.parametrize("writes", range(8))  # five files, and two folders
def test_a_disk_that_fills_up_while_saving_leaves_no_row_and_no_file(
    writes: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [writes]

    def full(*_: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("blog.media.folder.os.fsync", full)
    for data in (saved(drawn()), *([SOUNDS["pdf"]] if not writes else [])):
        if writes < 7:
            with pytest.raises(OSError, match="No space"):
                store(data, "a.png", folder, NOW)
            there = [path for path in folder.parent.rglob("*") if path.parent.name in ("media", "originals")]
            assert bool(there) == (writes >= 5)  # whole files, which are swept when no row comes to name them
            assert db.session.scalars(select(Media.id)).all() == []
        else:
            store(data, "a.png", folder, NOW)


# --- Replacing, describing, removing ---


def listed(folder: Path) -> set[str]:
    return {
        file.name for place in (folder, folder.with_name("originals")) if place.exists() for file in place.iterdir()
    }


def row(id: int) -> Media:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Media, id)


def test_replacing_keeps_every_address_and_none_of_the_former_files(folder: Path) -> None:
    id = store(saved(drawn(size=(1000, 500))), "a.png", folder, NOW)
    describe(id, "A red field", (10, 20), folder)
    first = row(id).name
    replace(id, saved(drawn(size=(600, 600), colour=BLUE)), "b.png", folder, NOW)
    second = row(id).name
    replace(id, saved(drawn(size=(700, 600), colour=BLUE)), "c.png", folder, NOW)
    third = row(id).name
    assert len({first, second, third}) == 3
    assert all(name.startswith(third) for name in listed(folder))
    assert f"{third}-card-10-20.jpg" in listed(folder)
    assert (row(id).alt, row(id).original_filename, row(id).width) == ("A red field", "c.png", 700)
    for name in (first, second, third):
        assert by_address(f"/media/{name}-400.webp") == picture(id)
    assert by_address("/media/00-400.webp") is None


def test_what_was_replaced_can_come_back_as_itself_and_as_something_else(folder: Path) -> None:
    red, blue = saved(drawn()), saved(drawn(colour=BLUE))
    id = store(red, "a.png", folder, NOW)
    first = row(id).name
    replace(id, blue, "b.png", folder, NOW)
    other = store(red, "a.png", folder, NOW)
    assert other != id
    assert row(other).name != first, "what a piece shows by the former address is no longer that"
    assert store(red, "a.png", folder, NOW) == other
    found = by_address(f"/media/{first}-64.webp")
    assert found is not None
    assert found.id == id
    delete(other, folder)
    replace(id, red, "a.png", folder, NOW)
    assert row(id).name == first
    assert picture(id) is not None


def test_the_same_bytes_replace_nothing_and_lose_nothing(folder: Path) -> None:
    id = store(saved(drawn()), "a.png", folder, NOW)
    before = listed(folder)
    replace(id, saved(drawn()), "a.png", folder, NOW)
    assert listed(folder) == before


def test_nothing_is_replaced_by_what_is_there_already_or_of_another_kind(folder: Path) -> None:
    red, blue = (store(saved(drawn(colour=colour)), "a.png", folder, NOW) for colour in (RED, BLUE))
    pdf = store(SOUNDS["pdf"], "a.pdf", folder, NOW)
    before = listed(folder)
    for id, data, code in (
        (red, saved(drawn(colour=BLUE)), "already_there"),
        (red, SOUNDS["flac"], "other_kind"),
        (pdf, saved(drawn(colour=(9, 9, 9))), "other_kind"),
        (blue, bytes(rules.BYTES + 1), "too_large"),
        (blue, b"<svg>", "not_a_picture"),
    ):
        with pytest.raises(PictureRefused) as refused:
            replace(id, data, "b", folder, NOW)
        assert refused.value.code == code
    assert listed(folder) == before
    with pytest.raises(NoSuchMedia):
        replace(999, saved(drawn()), "b", folder, NOW)


def test_a_download_is_replaced_too(folder: Path) -> None:
    id = store(SOUNDS["pdf"], "a.pdf", folder, NOW)
    former = row(id).name
    replace(id, SOUNDS["flac"], "a.flac", folder, NOW)
    assert listed(folder) == {f"{row(id).name}.flac"}
    assert link(f"/media/{former}.pdf") == (f"/media/{row(id).name}.flac", "a.flac")


def test_the_card_shows_the_point_that_matters_and_the_former_card_goes(folder: Path) -> None:
    image = drawn(size=(1600, 1600))
    image.paste(BLUE, (0, 0, 1600, 840))
    id = store(saved(image), "a.png", folder, NOW)

    def card() -> Image.Image:
        found = picture(id)
        assert found is not None
        with Image.open(folder / Path(found.card).name) as card:
            card.load()
        assert card.size == (1200, 630)
        assert card.format == "JPEG"
        return card

    middle = card()
    assert is_close(middle.getpixel((600, 20)), BLUE)
    assert is_close(middle.getpixel((600, 600)), RED)
    describe(id, "", (50, 5), folder)
    assert is_close(card().getpixel((600, 600)), BLUE)
    describe(id, "", (50, 100), folder)
    assert is_close(card().getpixel((600, 200)), RED)
    assert [name for name in listed(folder) if "card" in name] == [f"{row(id).name}-card-50-100.jpg"]


def test_a_card_is_made_without_the_original_too_and_on_white_where_the_picture_is_clear(folder: Path) -> None:
    id = store(saved(drawn("RGBA", colour=(255, 0, 0, 0))), "a.png", folder, NOW)
    for file in folder.with_name("originals").iterdir():
        file.unlink()
    describe(id, "Nothing", (0, 0), folder)
    with Image.open(folder / f"{row(id).name}-card-0-0.jpg") as card:
        assert is_close(card.getpixel((600, 300)), (255, 255, 255))


def test_a_picture_of_an_early_release_goes_on_and_grows_with_the_same_upload(folder: Path) -> None:
    data = saved(drawn(size=(1000, 500)))
    name = sha256(data).hexdigest()[:20]
    with writing() as session:
        old = Media(name=name, width=1000, height=500, widths=[800, 1000], created_at=NOW)
        session.add(old)
        session.flush()
        id = old.id
    found = picture(id)
    assert found is not None
    assert (found.src, found.sources, found.card) == (f"/media/{name}-1000.webp", (), "")
    assert found.srcset == f"/media/{name}-800.webp 800w, /media/{name}-1000.webp 1000w"
    describe(id, "A field", (10, 90), folder)
    assert store(data, "a.png", folder, NOW) == id
    found = picture(id)
    assert found is not None
    assert (found.src, found.card) == (f"/media/{name}-1000.jpg", f"/media/{name}-card-10-90.jpg")
    assert {Path(found.src).name, Path(found.card).name} <= listed(folder)
    assert row(id).alt == "A field"


def test_what_is_deleted_leaves_neither_file_nor_redirect(folder: Path) -> None:
    id = store(saved(drawn()), "a.png", folder, NOW)
    former = row(id).name
    replace(id, saved(drawn(colour=BLUE)), "b.png", folder, NOW)
    delete(id, folder)
    assert listed(folder) == set()
    assert by_address(f"/media/{former}-64.jpg") is None
    assert db.session.scalars(select(Redirect.old)).all() == []
    with pytest.raises(NoSuchMedia):
        delete(id, folder)


# --- What a process that died left behind ---


def test_files_that_no_item_names_are_swept_when_they_are_a_day_old(folder: Path) -> None:
    data = saved(drawn())
    store(data, "a.png", folder, NOW)
    originals = folder.with_name("originals")
    known = {path for place in (folder, originals) for path in place.iterdir()}
    left = [folder / "ab-300.jpg", originals / "ab.jpg", folder / "cd.pdf"]
    for path in left:
        path.write_bytes(b"x")
    for path in known | set(left):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert sweep(folder, NOW + timedelta(hours=23)) == 0
    assert sweep(folder, NOW + timedelta(hours=25)) == 3
    assert {path for place in (folder, originals) for path in place.iterdir()} == known


def test_of_several_cards_only_the_one_that_is_shown_is_left(folder: Path) -> None:
    id = store(saved(drawn()), "a.png", folder, NOW)
    (row,) = rows([id])
    (folder / f"{row.name}-card-1-2.jpg").write_bytes(b"left by two at once")
    describe(id, "", (10, 20), folder)
    assert [path.name for path in folder.glob("*-card-*")] == [f"{row.name}-card-10-20.jpg"]


@pytest.mark.parametrize("step", ["the row", "the files"])
def test_bytes_that_are_deleted_while_they_are_sent_again_have_their_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    data = saved(drawn())
    id = store(data, "a.png", folder, NOW)
    fill, remove = media_actions._fill, media_actions._remove_files

    def deleted_first(session: Any, media: Media, made: Any) -> None:
        fill(session, media, made)
        if step == "the files":
            files.remove(folder, made.name)

    def sent_again(folder: Path, name: str) -> None:
        if step == "the row":
            monkeypatch.setattr(media_actions, "_remove_files", remove)
            store(data, "a.png", folder, NOW)
        remove(folder, name)

    monkeypatch.setattr(media_actions, "_fill", deleted_first)
    monkeypatch.setattr(media_actions, "_remove_files", sent_again)
    if step == "the row":
        delete(id, folder)
    else:
        store(data, "a.png", folder, NOW)
    (row,) = db.session.scalars(select(Media)).all()
    found = picture(row.id)
    assert found
    assert (folder / Path(found.src).name).exists()

"""What readers are served of the library, and what nobody is."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from blog.db import db
from blog.media import queries
from blog.media.actions import delete, describe, replace, store
from tests.factories import make_article

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\nThe accounts"


@pytest.fixture
def folder(app_context: Flask) -> Path:
    path = app_context.config["MEDIA_FOLDER"]
    assert isinstance(path, Path)
    return path


def photo(colour: str = "red", size: tuple[int, int] = (900, 600)) -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (9.0, 58.0, 0.0)}
    exif[0x013B] = "Meera Secret"
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", exif=exif, comment=b"Meera Secret")
    return file.getvalue()


def name_of(id: int) -> str:
    db.session.rollback()
    [row] = queries.rows([id])
    return str(row.name)


def test_every_file_is_served_with_its_kind_and_for_ever_and_none_says_where_it_was_taken(
    folder: Path, client: FlaskClient
) -> None:
    store(photo(), "a.jpg", folder, NOW)
    kinds = {".avif": "image/avif", ".webp": "image/webp", ".jpg": "image/jpeg"}
    files = sorted(folder.iterdir())
    assert len(files) == 10
    for file in files:
        with client.get(f"/media/{file.name}") as answer:
            assert answer.status_code == 200
            assert answer.mimetype == kinds[file.suffix]
            assert "immutable" in answer.headers["Cache-Control"]
            assert (
                "Content-Disposition" not in answer.headers or "attachment" not in answer.headers["Content-Disposition"]
            )
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
            assert b"Secret" not in answer.data
            assert b"Exif" not in answer.data
            with Image.open(BytesIO(answer.data)) as image:
                assert not image.getexif()


def test_the_original_is_served_to_nobody(folder: Path, client: FlaskClient) -> None:
    data = photo()
    store(data, "a.jpg", folder, NOW)
    [kept] = folder.with_name("originals").iterdir()
    assert kept.read_bytes() == data
    for path in (
        f"/media/{kept.name}", f"/originals/{kept.name}", f"/media/../originals/{kept.name}",
        f"/media/..%2foriginals%2f{kept.name}", f"/media/%2e%2e/originals/{kept.name}", f"/media/originals/{kept.name}",
        f"/media/..%5coriginals%5c{kept.name}", f"/static/../originals/{kept.name}", f"/media//originals/{kept.name}",
        f"/media/{kept.stem}", f"/media/.%2foriginals/{kept.name}",
    ):  # fmt: skip
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 404, path
        assert data not in answer.data


@pytest.mark.parametrize(
    ("filename", "told"),
    [
        ("report.pdf", "attachment; filename=report.pdf"),
        ("Год.pdf", "attachment; filename=pdf; filename*=UTF-8''%D0%93%D0%BE%D0%B4.pdf"),
        ("report.exe", "attachment; filename=report.exe.pdf"),
        ("", None),
    ],
)
def test_a_pdf_is_only_downloaded_under_the_name_that_it_came_with(
    filename: str, told: str | None, folder: Path, client: FlaskClient
) -> None:
    name = name_of(store(PDF, filename, folder, NOW))
    with client.get(f"/media/{name}.pdf") as answer:
        assert answer.data == PDF
        assert answer.mimetype == "application/pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "immutable" in answer.headers["Cache-Control"]
        wanted = told or f"attachment; filename={name}.pdf"
        assert answer.headers["Content-Disposition"].replace("filename=.pdf", "filename=pdf") == wanted


def test_what_lies_in_the_folder_with_a_foreign_ending_is_not_served(folder: Path, client: FlaskClient) -> None:
    folder.mkdir()
    for name in ("a1-800.html", "a1.svg", ".hidden", "notes.jpg"):
        (folder / name).write_bytes(b"x")
        assert client.get(f"/media/{name}").status_code == 404


def test_the_addresses_of_what_was_replaced_lead_to_what_is_there_now(folder: Path, client: FlaskClient) -> None:
    id = store(photo(size=(1700, 1000)), "a.jpg", folder, NOW)
    former = name_of(id)
    replace(id, photo("blue", (800, 600)), "b.jpg", folder, NOW)
    now = name_of(id)
    for old, new in (
        (f"{former}-1600.avif", f"{now}-800.avif"), (f"{former}-400.webp", f"{now}-400.webp"),
        (f"{former}-800.png", f"{now}-800.jpg"), (f"{former}-card-50-50.jpg", f"{now}-card-50-50.jpg"),
    ):  # fmt: skip
        answer = client.get(f"/media/{old}")
        assert (answer.status_code, answer.location) == (301, f"/media/{new}")
        with client.get(f"/media/{new}") as there:
            assert there.status_code == 200
    for missing in (f"{now}-900.jpg", f"{now}-800.png", f"{former}", f"{former}.pdf/x"):
        assert client.get(f"/media/{missing}").status_code == 404
    delete(id, folder)
    assert client.get(f"/media/{former}-400.webp").status_code == 404


def test_a_former_card_leads_to_the_one_that_is_there_now(folder: Path, client: FlaskClient) -> None:
    id = store(photo(), "a.jpg", folder, NOW)
    describe(id, "", (10, 20), folder)
    answer = client.get(f"/media/{name_of(id)}-card-50-50.jpg")
    assert (answer.status_code, answer.location) == (301, f"/media/{name_of(id)}-card-10-20.jpg")


def test_a_lead_picture_is_offered_in_each_format_and_is_never_lazy_and_its_card_is_shared(
    folder: Path, client: FlaskClient
) -> None:
    id = store(photo(), "a.jpg", folder, NOW)
    describe(id, "", (10, 20), folder)
    make_article(picture_id=id, picture_alt="A red <field>")
    page = client.get("/articles/hello").text
    name = name_of(id)
    lead = page.split('<figure class="article__picture">')[1].split("</picture>")[0]
    assert lead.count("<source type=") == 2
    assert f'srcset="/media/{name}-400.avif 400w, /media/{name}-800.avif 800w, /media/{name}-900.avif 900w"' in lead
    assert 'width="900"' in lead
    assert "lazy" not in lead
    for property, content in (
        ("og:image", f"http://127.0.0.1:8000/media/{name}-card-10-20.jpg"), ("og:image:width", "1200"),
        ("og:image:height", "630"), ("og:image:alt", "A red &lt;field&gt;"),
    ):  # fmt: skip
        assert f'<meta property="{property}" content="{content}">' in page


def test_a_replaced_file_is_not_served_even_where_it_was_left(client: FlaskClient, folder: Path) -> None:
    id = store(photo("red"), "a.png", folder, NOW)
    former = queries.picture(id)
    assert former
    left = {path: path.read_bytes() for path in folder.iterdir()}
    replace(id, photo("blue"), "b.png", folder, NOW)
    for path, data in left.items():
        path.write_bytes(data)
    now = queries.picture(id)
    assert now
    for address in (former.src, former.card):
        answer = client.get(address)
        assert (answer.status_code, answer.location) in ((301, now.src), (301, now.card))
    delete(id, folder)
    for path, data in left.items():
        path.write_bytes(data)
    assert client.get(former.src).status_code == 404

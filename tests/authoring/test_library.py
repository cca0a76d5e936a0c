"""The media library at the desk, without a browser."""

import re
from errno import EDQUOT, EFBIG, ENOSPC
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from blog.articles import uses
from blog.db import db
from blog.desk.uploads import why
from blog.media import queries, rules
from blog.media.actions import store
from blog.media.models import Media
from blog.paging import Keyset
from tests.factories import NOW, Desk, count, make_article

JSON = {"Accept": "application/json"}
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n"


def png(colour: Any = "red", size: tuple[int, int] = (60, 40)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def send(desk: Desk, *files: tuple[bytes, str], **options: Any) -> Any:
    return desk.post("/admin/media", {"files": [(BytesIO(data), name) for data, name in files]}, **options)


@pytest.fixture
def folder(app_context: Flask) -> Path:
    path = app_context.config["MEDIA_FOLDER"]
    assert isinstance(path, Path)
    return path


def test_several_files_at_once_are_taken_and_the_page_says_which(desk: Desk, app_context: Flask) -> None:
    answer = send(desk, (png(), "red.png"), (png("blue"), "blue <b>.png"), (PDF, "accounts.pdf"))
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    for words in ("Taken:", "red.png", "blue &lt;b&gt;.png", "accounts.pdf", "60 × 40", "not used"):
        assert words in page, words
    assert count(Media) == 3


def test_what_is_refused_is_said_by_its_name_and_keeps_no_other_file_out(desk: Desk, app_context: Flask) -> None:
    answer = send(desk, (png(), "red.png"), (SVG, "logo.jpg"), (HTML, "page.jpg"), (png()[:-30], "cut.png"))
    assert answer.status_code == 422
    for name in ("logo.jpg", "page.jpg", "cut.png"):
        assert re.search(rf"<li><bdi>{name}</bdi>: \w", answer.text), name
    assert "This picture is damaged" in answer.text
    assert '<a href="/admin/media/1"><bdi>red.png</bdi></a>' in answer.text
    assert count(Media) == 1


def test_a_script_is_answered_with_what_to_write_or_why_not(desk: Desk, folder: Path) -> None:
    id = store(png("green"), "green.png", folder, NOW)
    make_article(picture_id=id, picture_alt="A [green] field")
    answer = send(desk, (png("green"), "g.png"), (PDF, "a_[1].pdf"), (SVG, "x.jpg"), headers=JSON)
    assert answer.status_code == 200
    green, pdf, svg = answer.get_json()["files"]
    [row] = queries.rows([id])
    assert green == {
        "name": "g.png",
        "id": id,
        "markdown": f"![A \\[green\\] field](/media/{row.name}-60.jpg)",
        "problem": None,
    }
    assert re.fullmatch(r"\[a\\_\\\[1\\\]\.pdf\]\(/media/[0-9a-f]{20}\.pdf\)", pdf["markdown"])
    assert (svg["id"], svg["markdown"]) == (None, None)
    assert svg["problem"].startswith("This is no picture")
    assert send(desk, (SVG, "x.jpg"), headers=JSON).status_code == 422


@pytest.mark.parametrize("accept", ["*/*", "text/html,*/*;q=0.8", None])
def test_a_browser_is_answered_with_a_page(accept: str | None, desk: Desk) -> None:
    headers = {"Accept": accept} if accept else {}
    assert send(desk, (png(), "a.png"), headers=headers).status_code == 303


@pytest.mark.parametrize("headers", [{}, JSON])
def test_nothing_and_too_much_is_refused_in_clear_words(headers: dict[str, str], desk: Desk) -> None:
    for files, words in (([], "Choose a file."), ([(PDF, "a.pdf")] * 21, "Send 20 files at once at most.")):
        answer = send(desk, *files, headers=headers)
        assert answer.status_code == 422
        assert words in answer.text
    assert "Nothing here yet." in desk.get("/admin/media").text


def test_more_than_a_request_may_carry_is_refused_with_what_to_do(desk: Desk) -> None:
    boundary, body = encode_multipart({"files": FileStorage(BytesIO(bytes(26_000_000)), "a.png")})
    answer = desk.client.post("/admin/media", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 413
    assert "send fewer or smaller files at once" in answer.text


@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_full_disk_is_said_and_nothing_is_stored(
    headers: dict[str, str], desk: Desk, app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("blog.media.folder.os.fsync", full)
    answer = send(desk, (png(), "red.png"), headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "The disk of this site is full" in answer.text
    assert count(Media) == 0


@pytest.mark.parametrize("number", [ENOSPC, EDQUOT, EFBIG])  # the disk, somebody's part of it, a file's largest size
def test_a_full_disk_is_said_wherever_else_it_shows(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    id = store(png(), "a.png", folder, NOW)

    def full(*_: Any) -> None:
        raise OSError(number, "No space left on device")

    monkeypatch.setattr("blog.media.folder.os.fsync", full)
    for path, fields in (
        (f"/admin/media/{id}/replacement", {"file": (BytesIO(png("blue")), "b.png")}),
        (f"/admin/media/{id}", {"alt": "What I typed", "focal_x": "1", "focal_y": "2"}),
    ):
        answer = desk.post(path, fields)
        assert answer.status_code == 503
        assert "The disk of this site is full." in answer.text
    assert "What I typed" in answer.text


def test_another_fault_of_the_disk_is_not_called_a_full_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OSError("something else")

    monkeypatch.setattr("blog.media.folder.os.fsync", broken)
    with pytest.raises(OSError, match="something else"):
        send(desk, (png("white"), "w.png"))


def test_the_shelf_shows_what_is_not_used_what_has_no_words_and_what_is_downloaded(desk: Desk, folder: Path) -> None:
    for number, data in enumerate((png(), png("blue"), PDF)):
        store(data, f"file-{number}", folder, NOW)
    make_article(picture_id=1, picture_alt="A field")

    def names(show: str) -> list[str]:
        page = desk.get("/admin/media", query_string={"show": show}).text
        return re.findall(r'"library__name">([^<]*)<', page)

    assert names("all") == ["file-2", "file-1", "file-0"]
    assert names("unused") == ["file-2", "file-1"]
    assert names("without-alt") == ["file-1"]
    assert names("files") == ["file-2"]
    page = desk.get("/admin/media").text
    assert re.findall(r'"tabs__count">(\d+)<', page) == ["3", "2", "1", "1"]
    assert "used in 1 piece" in page
    assert desk.get("/admin/media?show=x").status_code == 404
    assert desk.get("/admin/media?before=x").status_code == 404


def test_the_shelf_is_read_a_page_at_a_time(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        uses.LISTS, "unused", Keyset(uses.LIST.where(~uses.IS_USED), Media.created_at, Media.id, size=2)
    )
    for number in range(3):
        store(PDF + bytes([number]), f"file-{number}", folder, NOW)
    first = desk.get("/admin/media?show=unused").text
    assert "file-0" not in first
    older = unescape(re.findall(r'rel="next" href="([^"]*)"', first)[0])
    assert "file-0" in desk.get(older).text
    assert uses.SIZE == 40


def test_an_item_shows_what_to_write_and_where_it_is_used(desk: Desk, folder: Path) -> None:
    id = store(png(), "red.png", folder, NOW)
    [row] = queries.rows([id])
    page = desk.get(f"/admin/media/{id}").text
    assert f'value="![](/media/{row.name}-60.jpg)"' in page
    assert "Nowhere." in page
    piece = make_article("The <b> field", body=f"![]({queries.file_of(row)})")
    page = desk.get(f"/admin/media/{id}").text
    assert f'<a href="/admin/articles/{piece}"><bdi lang="en">The &lt;b&gt; field</bdi></a>' in page
    assert "Delete for good" not in page
    assert desk.get("/admin/media/999").status_code == 404


def test_words_and_point_are_kept(desk: Desk, folder: Path) -> None:
    id = store(png(), "red.png", folder, NOW)
    answer = desk.post(f"/admin/media/{id}", {"alt": " A  red\nfield ", "focal_x": "0", "focal_y": "100"})
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "Saved." in page
    db.session.rollback()
    [row] = queries.rows([id])
    assert (row.alt, row.focal_x, row.focal_y) == ("A red field", 0, 100)
    assert f'src="/media/{row.name}-card-0-100.jpg"' in page


@pytest.mark.parametrize("wrong", ["", "101", "-1", "x", "5.5"])
def test_a_point_outside_the_picture_is_refused_and_what_was_typed_is_kept(
    wrong: str, desk: Desk, folder: Path
) -> None:
    id = store(png(), "red.png", folder, NOW)
    answer = desk.post(f"/admin/media/{id}", {"alt": "A field", "focal_x": wrong, "focal_y": "20"})
    assert answer.status_code == 422
    assert answer.text.count("Error: Enter a whole number from 0 to 100") == 1
    assert 'value="A field"' in answer.text
    assert "Not a valid" not in answer.text
    assert desk.post(f"/admin/media/{id}", {"alt": "x" * 201, "focal_x": "1", "focal_y": "2"}).status_code == 422


def test_replacing_says_what_became_of_it_or_why_not(desk: Desk, folder: Path) -> None:
    id = store(png(), "red.png", folder, NOW)
    there = f"/admin/media/{id}/replacement"
    for sent, words in (
        ({}, "Choose a file."),
        ({"file": (BytesIO(PDF), "a.pdf")}, "A picture can only be replaced by a picture"),
        ({"file": (BytesIO(SVG), "a.jpg")}, "This is no picture"),
    ):
        answer = desk.post(there, sent)
        assert answer.status_code == 422
        assert words in answer.text
    answer = desk.post(there, {"file": (BytesIO(png("blue")), "blue.png")})
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "Replaced." in page
    assert "blue.png" in page
    assert desk.post("/admin/media/999/replacement").status_code == 404


def test_only_what_is_not_used_is_deleted(desk: Desk, folder: Path) -> None:
    used, unused = store(png(), "red.png", folder, NOW), store(PDF, "a.pdf", folder, NOW)
    piece = make_article("The field", picture_id=used, picture_alt="A field")
    answer = desk.post(f"/admin/media/{used}/deletion")
    assert answer.status_code == 409
    assert "It is still used, and was not deleted." in answer.text
    assert f'href="/admin/articles/{piece}"' in answer.text
    assert desk.post(f"/admin/media/{unused}/deletion").status_code == 303
    db.session.rollback()
    assert [row.id for row in queries.rows([used, unused])] == [used]
    assert not [file for file in folder.iterdir() if file.suffix == ".pdf"]
    assert desk.post(f"/admin/media/{unused}/deletion").status_code == 404


def test_a_download_has_no_words_and_no_point(desk: Desk, folder: Path) -> None:
    id = store(PDF, "accounts.pdf", folder, NOW)
    page = desk.get(f"/admin/media/{id}").text
    assert "focal_x" not in page
    assert ">Download</a>" in page
    assert desk.post(f"/admin/media/{id}", {"alt": "x", "focal_x": "1", "focal_y": "2"}).status_code == 422


def test_every_refusal_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert len({why(code) for code in rules.REFUSALS}) == len(rules.REFUSALS)

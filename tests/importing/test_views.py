"""Importing at the desk: a file is sent, looked at first, and taken in beside the requests."""

import re
import shutil
from collections import namedtuple
from collections.abc import Callable
from errno import ENOSPC
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from blog import gate, intake
from blog.db import db
from blog.media.models import Media
from blog.portability import jobs, working
from blog.portability.fetching import Fetcher, NotFetched
from blog.portability.jobs import State
from blog.portability.phrases import phrase
from blog.site import actions as site
from tests.factories import NOW, Desk, everything, make_article
from tests.portability.blogs import disqus_export, isso_file
from tests.portability.blogs.moved import letters, piece
from tests.portability.blogs.wordpress_export import SITE, attachment, comment, document, item
from tests.portability.folders import drawn

EXPORT = document(item(1, comment(1), comment(2, approved="0"), content="[toc] a", status="private"), item(2)).encode()
DISQUS = disqus_export.document(disqus_export.thread(1), disqus_export.post(1)).encode()
Usage = namedtuple("Usage", "total used free")


def send(desk: Desk, data: bytes, name: str = "export.xml", **fields: str) -> Any:
    return desk.post("/admin/import", {"file": (BytesIO(data), name), **fields}, page="/admin/settings")


def press(desk: Desk, what: str) -> Any:
    return desk.post(f"/admin/import/{what}", page="/admin/settings")


def work(app: Flask) -> None:
    """What a worker does soon."""
    config = app.config["SERVER"]
    with app.app_context():
        working.work(config.import_folder, config.media_folder, NOW)


def files(app: Flask) -> set[str]:
    return {path.name for path in app.config["SERVER"].import_folder.glob("*")}


def test_a_blog_is_looked_at_first_and_then_taken_in(app: Flask, desk: Desk, client: FlaskClient) -> None:
    page = desk.get("/admin/import").text
    assert 'enctype="multipart/form-data"' in page
    answer = send(desk, EXPORT, "my <blog>.xml")
    assert (answer.status_code, answer.location) == (303, "/admin/import")
    page = desk.get("/admin/import").text
    assert "the file is only looked at" in page
    assert "<progress" in page
    assert 'type="file"' not in page
    with app.app_context():
        before = everything()
    work(app)
    with app.app_context():
        assert everything() == before
    page = desk.get("/admin/import").text
    for words in (
        "This is what would be done",
        "my &lt;blog&gt;.xml",
        '<th scope="row">Articles: Draft</th>',
        '<th scope="row">Comments: Pending</th>',
        "Comments: 2 at the top",
        "4 former addresses that lead on.",
        "[toc]",
        "Post 1: it was private there, and is a draft here",
    ):
        assert words in page, words
    assert press(desk, "run").status_code == 303
    assert "It is being taken in" in desk.get("/admin/import").text
    work(app)
    page = desk.get("/admin/import").text
    assert "Taken in" in page
    assert 'type="file"' in page
    assert client.get("/articles/post-2").status_code == 200
    with app.app_context():
        assert len(letters()) == 2
    assert files(app) == {"status.json", ".lock"}
    press(desk, "removal")
    assert "Taken in" not in desk.get("/admin/import").text


def test_pictures_of_the_old_site_are_fetched_when_asked_for_and_once(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_self: Fetcher, address: str, write: Callable[[bytes], object]) -> None:
        asked.append(address)
        write(drawn("red"))

    monkeypatch.setattr(Fetcher, "_fetch", answer)
    export = document(item(1), attachment(2, "2019/a.png")).encode()
    send(desk, export)
    work(app)
    assert asked == []
    for act in (lambda: press(desk, "removal"), lambda: press(desk, "run")):
        asked.clear()
        send(desk, export, fetch="on")
        work(app)
        assert asked == [f"{SITE}/wp-content/uploads/2019/a.png"]
        assert "1 file was fetched from the old site." in desk.get("/admin/import").text
        assert (app.config["SERVER"].import_folder / "uploads/2019/a.png").exists()
        act()
    work(app)
    assert len(asked) == 1
    assert files(app) == {"status.json", ".lock"}
    with app.app_context():
        assert len(list(db.session.scalars(select(Media)))) == 1


def test_nothing_is_fetched_from_inside_the_house(app: Flask, desk: Desk) -> None:
    home = "http://127.0.0.1:9/wp-content/uploads/a.png"
    export = document(item(2, post_type="attachment", status="inherit", attachment_url=home), site="http://127.0.0.1:9")
    send(desk, export.encode(), fetch="on")
    work(app)
    assert "127.0.0.1 is no address of the open internet" in desk.get("/admin/import").text


def test_what_takes_too_long_can_be_stopped(app: Flask, desk: Desk, client: FlaskClient) -> None:
    press(desk, "stop")
    assert files(app) == set()
    send(desk, EXPORT)
    assert client.post("/admin/import/stop").status_code in (302, 303, 403)
    assert "stop" not in files(app)
    press(desk, "stop")
    work(app)
    page = desk.get("/admin/import").text
    assert "Stopped. What came in by then is here" in page
    assert 'type="file"' in page
    assert files(app) == {"status.json", ".lock"}
    (app.config["SERVER"].import_folder / "stop").touch()  # too late
    send(desk, EXPORT)
    work(app)
    assert "This is what would be done" in desk.get("/admin/import").text


def test_each_note_is_in_the_language_of_the_site_when_it_is_read(app: Flask, desk: Desk) -> None:
    send(desk, EXPORT.replace(b"A letter.", b"A letter.\x08"))
    work(app)
    assert "Post 1: it was private there, and is a draft here" in desk.get("/admin/import").text
    with app.app_context():
        site.change(language="hi")
    page = desk.get("/admin/import").text
    for words in ("Post 1: वह वहाँ निजी थी, और यहाँ मसौदा है", "पंक्ति 10:", "नियंत्रण-वर्ण छोड़े गए: 2", "सबसे ऊपर"):
        assert words in page, words
    assert "draft here" not in page


def test_why_a_file_is_refused_is_in_the_language_of_the_site_when_it_is_read(app: Flask, desk: Desk) -> None:
    send(desk, EXPORT.replace(b"</item>", b"</itme>"))
    work(app)
    with app.app_context():
        site.change(language="hi")
    page = desk.get("/admin/import").text
    assert re.search("पंक्ति [0-9]+: एक टैग वह नहीं है जो खुला था", page)
    assert "mismatched tag" not in page


def test_why_a_picture_is_not_taken_is_in_the_language_of_the_site_too(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([b"no picture", b""])

    def answer(_self: Fetcher, _address: str, write: Callable[[bytes], object]) -> None:
        if not write(next(answers)):
            raise NotFetched(phrase("the answer was %(status)s", status="404"))

    monkeypatch.setattr(Fetcher, "_fetch", answer)
    send(desk, document(attachment(2, "2019/a.png"), attachment(3, "2019/b.png")).encode(), fetch="on")
    work(app)
    with app.app_context():
        site.change(language="hi")
    page = desk.get("/admin/import").text
    assert "a.png: यह JPEG, PNG, WebP, GIF या AVIF चित्र नहीं है" in page
    assert "b.png: उत्तर 404 था" in page


@pytest.mark.parametrize("kind", ["isso", "disqus"])
def test_comments_of_elsewhere_are_known_by_what_is_in_their_file(
    app: Flask, desk: Desk, tmp_path: Path, kind: str
) -> None:
    with app.app_context():
        make_article("Post 1")
    isso = isso_file.write(tmp_path / "x", [(1, "/post-1"), (2, "/nowhere")], [isso_file.comment(1)])
    send(desk, isso.read_bytes() if kind == "isso" else DISQUS, "anything.txt")
    work(app)
    assert "Told by the end of the address" in desk.get("/admin/import").text
    press(desk, "run")
    work(app)
    with app.app_context():
        assert len(letters()) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"<!DOCTYPE html><html></html>", b"hello", b"PK\x03\x04", b"\x1f\x8b\0", b"<rs"],
)
def test_a_file_of_another_kind_is_refused_and_not_kept(app: Flask, desk: Desk, data: bytes) -> None:
    answer = send(desk, data)
    assert answer.status_code == 422
    assert "This is no export of WordPress or Disqus" in answer.text
    assert "<title>Error: " in answer.text
    assert files(app) <= {".lock"}


def test_no_file_is_said(desk: Desk) -> None:
    for fields in ({}, {"file": (BytesIO(b""), "")}, {"file": "words"}, {"other": (BytesIO(EXPORT), "x.xml")}):
        answer = desk.post("/admin/import", fields, page="/admin/settings")  # type: ignore[arg-type]
        assert answer.status_code == 422
        assert "Choose a file." in answer.text


def test_a_damaged_file_is_refused_with_its_line_and_nothing_is_written(app: Flask, desk: Desk) -> None:
    with app.app_context():
        before = everything()
    send(desk, EXPORT.replace(b"</item>", b"</itme>"))
    work(app)
    page = desk.get("/admin/import").text
    assert "Nothing more of this file is taken in." in page
    assert ": mismatched tag" in page
    assert 'type="file"' in page
    with app.app_context():
        assert everything() == before
    assert files(app) == {"status.json", ".lock"}
    send(desk, EXPORT)  # another one takes its place
    assert "only looked at" in desk.get("/admin/import").text


def test_one_at_a_time(app: Flask, desk: Desk) -> None:
    send(desk, EXPORT)
    for act in (lambda: send(desk, DISQUS), lambda: press(desk, "run"), lambda: press(desk, "removal")):
        answer = act()
        assert answer.status_code == 409
        assert "An import is at work." in answer.text
    work(app)
    press(desk, "run")
    assert send(desk, DISQUS).status_code == 409
    work(app)
    with app.app_context():
        assert piece("post-2").title == "Post 2"


def test_running_what_was_not_looked_at_does_nothing(app: Flask, desk: Desk) -> None:
    assert press(desk, "run").status_code == 303
    assert jobs.read(app.config["SERVER"].import_folder).state is State.NONE


def test_what_is_sent_goes_into_the_folder_of_imports_and_nothing_of_it_stays(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []
    begin = jobs.begin

    def look(folder: Path, sent: Path, name: str, **options: bool) -> None:
        assert sent.parent == folder
        seen.append(files(app))
        begin(folder, sent, name, **options)

    monkeypatch.setattr(jobs, "begin", look)
    send(desk, EXPORT)
    assert len(seen) == 1
    assert any(name.startswith(intake.SENT) for name in seen[0])
    assert files(app) == {"file", "status.json", ".lock"}


def test_what_is_too_large_is_refused_before_it_is_stored(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "BLOG_BODY", 1_000)
    assert send(desk, EXPORT).status_code == 413
    assert files(app) == set()


def test_how_much_was_too_much_is_said(app: Flask, desk: Desk) -> None:
    kind = "multipart/form-data; boundary=x"
    for path, size in (("/admin/import", "1,001 MB"), ("/admin/media", "25 MB")):
        claimed = {"CONTENT_LENGTH": str(gate.BLOG_BODY)}
        answer = desk.client.post(path, data=b"", content_type=kind, environ_overrides=claimed)
        assert answer.status_code == 413
        assert f"You sent more than {size}." in answer.text
    assert files(app) == set()


def test_more_than_any_other_upload_may_have_is_taken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "ADMIN_BODY", 1_000)
    assert desk.post("/admin/media", {"files": (BytesIO(EXPORT), "x.png")}).status_code == 413
    assert send(desk, EXPORT).status_code == 303


def test_what_arrives_in_part_is_not_kept(app: Flask, desk: Desk) -> None:
    token = desk.get("/admin/settings").text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "file": FileStorage(BytesIO(EXPORT), "x.xml")}
    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    answer = desk.client.post("/admin/import", data=body[:-900], content_type=kind)
    assert answer.status_code == 400
    assert files(app) == set()


def test_where_the_disk_has_no_room_it_is_said_before_it_is_full(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, intake.RESERVE + 100))
    answer = send(desk, EXPORT)
    assert answer.status_code == 503
    assert "The disk of this site is full." in answer.text
    assert files(app) == set()


def test_a_disk_that_is_full_meanwhile_holds_it_up_and_does_not_end_it(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(desk, EXPORT)

    def full(*_arguments: Any, **_options: Any) -> None:
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(working.sources, "take_in", full)
        work(app)
    assert "It goes on as soon as there is room." in desk.get("/admin/import").text
    work(app)
    assert "This is what would be done" in desk.get("/admin/import").text


def test_whoever_signed_out_meanwhile_is_led_to_the_door_and_nothing_is_kept(app: Flask, desk: Desk) -> None:
    token = desk.get("/admin/settings").text.split('name="csrf_token" value="')[1].split('"')[0]
    other = app.test_client()
    answer = other.post("/admin/import", data={"csrf_token": token, "file": (BytesIO(EXPORT), "x.xml")})
    assert (answer.status_code, answer.location) == (303, "/admin/login")
    wrong = desk.client.post("/admin/import", data={"csrf_token": "no", "file": (BytesIO(EXPORT), "x.xml")})
    assert wrong.status_code == 400
    assert files(app) == set()


def test_the_page_is_nobody_elses_and_never_stored(app: Flask, desk: Desk, client: FlaskClient) -> None:
    assert desk.get("/admin/import").headers["Cache-Control"] == "private, no-store"
    assert client.get("/admin/import").location == "/admin/login?next=/admin/import"
    assert '<a href="/admin/import">Import</a>' in desk.get("/admin/articles").text


def test_the_report_speaks_the_language_of_the_site(app: Flask, desk: Desk) -> None:
    with app.app_context():
        site.change(language="ur")
    send(desk, EXPORT)
    work(app)
    page = desk.get("/admin/import").text
    assert "This is what would be done" not in page
    assert "Articles: Draft" not in page

"""The whole blog is taken away from the desk, in each form, and nobody waits meanwhile."""

import json
import sqlite3
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock
from blog.audit.models import Event
from blog.db import db
from blog.portability.leaving import rows
from tests.factories import NOW, Desk, make_comment, make_thousands
from tests.portability.folders import lay, take_in, tree, write_out
from tests.portability.test_round_trip import fill

PAGE = "/admin/export"
FORMS = {"markdown": ("zip", "application/zip"), "wordpress": ("xml", "text/xml"), "json": ("json", "application/json")}


@pytest.fixture
def full(app: Flask, desk: Desk) -> Desk:
    """The desk of a blog that has something to take away."""
    with app.app_context():
        fill(app)
        make_comment(1, "A letter that waits.")
    return desk


def test_the_page_says_what_is_in_each_and_is_found_in_the_settings(desk: Desk) -> None:
    page = desk.get(PAGE).text
    assert [f'name="form" value="{form}"' in page for form in FORMS] == [True] * 3
    assert f'href="{PAGE}"' in desk.get("/admin/settings").text


@pytest.mark.parametrize("form", FORMS)
def test_each_is_a_file_of_its_own_that_nobody_between_may_keep(
    full: Desk, app: Flask, form: str, one_moment: datetime
) -> None:
    answer = full.post(PAGE, {"form": form}, page=PAGE)
    ending, mimetype = FORMS[form]
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    named = f"letterpress-{one_moment:%Y-%m-%d}.{ending}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{named}"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    with app.app_context():
        assert [event.after for event in db.session.query(Event).filter_by(act="export")] == [form]


def test_the_markdown_is_the_very_folder_that_the_command_writes(
    full: Desk, app: Flask, empty: Flask, tmp_path: Path
) -> None:
    answer = full.post(PAGE, {"form": "markdown"}, page=PAGE)
    with ZipFile(BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        lay(tmp_path / "zip", {name: archive.read(name) for name in archive.namelist()})
    with app.app_context():
        write_out(tmp_path / "folder", app)
    assert tree(tmp_path / "zip") == tree(tmp_path / "folder")
    with empty.app_context():
        assert len(take_in(tmp_path / "zip", empty, NOW).imported) == 9


def test_the_others_are_whole_documents_with_the_letters(full: Desk) -> None:
    found = json.loads(full.post(PAGE, {"form": "json"}, page=PAGE).data)
    assert [comment["body"] for comment in found["comment"]] == ["A letter that waits."]
    channel = ElementTree.fromstring(full.post(PAGE, {"form": "wordpress"}, page=PAGE).data)[0]  # noqa: S314
    assert len(channel.findall("item")) == 12


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.sqlite
def test_nobody_waits_while_somebody_takes_it_slowly(
    full: Desk, app: Flask, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between any two parts a comment comes in, and the database's log can be emptied, which a reader would prevent."""
    monkeypatch.setattr("blog.portability.leaving.chunks.CHUNK", 500)
    monkeypatch.setattr(rows, "AT_ONCE", 3)
    with app.app_context():
        make_thousands(1, [None] * 10)
    answer = full.post(PAGE, {"form": form}, page=PAGE)
    parts = 0
    with sqlite3.connect(Path(app.instance_path) / "blog.sqlite", timeout=0) as other:
        for _part in answer.response:
            parts += 1
            other.execute("UPDATE comment SET name = name || 'x' WHERE id = 1")
            other.commit()
            assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    other.close()
    answer.close()
    assert parts > 5


def test_no_link_and_no_foreign_form_gets_any_of_it(full: Desk, client: FlaskClient) -> None:
    for answer in (client.get(PAGE), client.post(PAGE, data={"form": "json"})):
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/admin/login")
    assert full.get(f"{PAGE}?form=json").mimetype == "text/html"
    assert full.client.post(PAGE, data={"form": "json"}).status_code == 400


def test_an_open_desk_is_not_enough(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    for answer in (full.get(PAGE), full.post(PAGE, {"form": "json"})):
        assert (answer.status_code, answer.location) == (303, "/admin/confirm?next=/admin/export")


@pytest.mark.parametrize("form", ["", "backup", "../secret_key", "JSON"])
def test_there_is_no_other_form(desk: Desk, app: Flask, form: str) -> None:
    assert desk.post(PAGE, {"form": form}, page=PAGE).status_code == 404
    with app.app_context():
        assert db.session.query(Event).filter_by(act="export").count() == 0

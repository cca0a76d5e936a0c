"""`flask doctor` says what is wrong, and how it is mended."""

from io import BytesIO

import pytest
from flask import Flask
from flask_babel import force_locale
from PIL import Image
from sqlalchemy import text

from blog.config import ROOT
from blog.db import db, writing
from blog.doctor.quick import QUICK
from blog.doctor.thorough import THOROUGH
from blog.media import actions as media
from tests.factories import NOW, make_article


def run(app: Flask, *words: str) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=[*words])
    return answer.exit_code, answer.output


def test_a_site_that_is_well_is_said_to_be(app: Flask) -> None:
    with app.app_context():
        make_article()
    code, said = run(app, "doctor")
    assert (code, len(said.splitlines())) == (0, len(QUICK) + len(THOROUGH))
    assert all(line.startswith("✓ ") for line in said.splitlines())


def test_every_check_knows_what_to_do_and_all_are_in_the_documentation(app_context: Flask) -> None:
    page = (ROOT / "docs/watching.md").read_text("utf-8")
    with force_locale("en_001"):
        for check in QUICK + THOROUGH:
            assert f"| {check.name} |" in page
            assert len(str(check.remedy)) > 20


def test_an_index_that_lacks_a_piece_is_told_and_mended_by_reindex(app: Flask) -> None:
    with app.app_context():
        make_article()
        with writing() as session:
            session.execute(text("DELETE FROM article_words"))
    code, said = run(app, "doctor")
    assert code == 1
    assert "! index of words: 1 articles and 0 comments differ\n  `flask reindex` makes it anew." in said
    assert run(app, "reindex") == (0, "1 articles and pages, and 0 comments can be found.\n")
    assert run(app, "doctor")[0] == 0


@pytest.mark.sqlite
def test_an_index_that_is_damaged_is_told_and_mended_too(app: Flask) -> None:
    with app.app_context():
        make_article()
        with writing() as session:
            session.execute(text("DELETE FROM article_words_docsize"))
    code, said = run(app, "doctor")
    assert code == 1
    assert "! index of words: damaged" in said
    assert run(app, "reindex")[0] == 0
    assert run(app, "doctor")[0] == 0


@pytest.mark.sqlite
def test_a_row_without_what_it_belongs_to_is_told(app: Flask) -> None:
    with app.app_context():
        connection = db.engine.raw_connection()
        connection.cursor().execute("PRAGMA foreign_keys=OFF")
        connection.cursor().execute("INSERT INTO article_tag (article_id, position, tag_id) VALUES (7, 0, 7)")
        connection.commit()
        connection.invalidate()
    code, said = run(app, "doctor")
    assert code == 1
    assert "! rows that belong together: a row of article_tag lacks" in said


@pytest.mark.parametrize("command", ["doctor", "reindex"])
def test_each_says_what_it_is_for(app: Flask, command: str) -> None:
    assert run(app, command, "--help")[0] == 0


def test_a_file_of_the_library_that_is_missing_is_told(app: Flask) -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    folder = app.config["MEDIA_FOLDER"]
    with app.app_context():
        media.store(picture.getvalue(), "red.png", folder, NOW)
        media.store(b"%PDF-1.4 %%EOF", "price list.pdf", folder, NOW)
    assert "✓ files of the library" in run(app, "doctor")[1]
    for path in folder.glob("*.pdf"):
        path.unlink()
    code, said = run(app, "doctor")
    assert (code, "! files of the library: 1 are missing\n  Bring them back" in said) == (1, True)


def test_counts_that_are_wrong_are_counted_anew_by_reindex(app: Flask) -> None:
    with app.app_context():
        make_article(tags=("Town",))
        with writing() as session:
            session.execute(text("UPDATE tag SET articles = 7"))
    assert "! counts of articles: 1 of tags or months differ" in run(app, "doctor")[1]
    assert run(app, "reindex")[0] == 0
    assert run(app, "doctor")[0] == 0


@pytest.mark.sqlite
def test_a_database_that_cannot_be_read_keeps_no_other_check_from_being_looked_at(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
    (app.config["SERVER"].instance / "blog.sqlite").write_bytes(b"no database" * 1000)
    code, said = run(app, "doctor")
    assert code == 1
    assert "! Database: file is not a database (the disk or the database is damaged)\n  Read the log" in said
    assert "✓ Disk\n" in said
    assert "✓ Backups\n" in said


def test_a_database_of_another_release_is_told_in_place_of_a_refusal(app: Flask) -> None:
    with app.app_context(), writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0017'"))
    code, said = run(app, "doctor")
    assert (code, "! Schema of the database: It is of an older release.\n  Restart the server" in said) == (1, True)

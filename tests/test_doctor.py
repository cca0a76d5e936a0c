"""`flask doctor` says what is wrong, and how it is mended."""

import pytest
from flask import Flask
from sqlalchemy import text

from blog.db import db, writing
from tests.factories import make_article


def run(app: Flask, *words: str) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=[*words])
    return answer.exit_code, answer.output


def test_a_site_that_is_well_is_said_to_be(app: Flask) -> None:
    with app.app_context():
        make_article()
    assert run(app, "doctor") == (
        0,
        "✓ database\n✓ rows that belong together\n✓ triggers\n✓ counts of articles\n✓ index of words\n",
    )


def test_an_index_that_lacks_a_piece_is_told_and_mended_by_reindex(app: Flask) -> None:
    with app.app_context():
        make_article()
        with writing() as session:
            session.execute(text("DELETE FROM article_words"))
    code, said = run(app, "doctor")
    assert code == 1
    assert "! index of words: 1 articles and 0 comments differ; `flask reindex` makes it anew" in said
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

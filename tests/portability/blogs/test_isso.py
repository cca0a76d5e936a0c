"""Isso's file of comments comes in whole, under our pieces, and what is none is one line."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from blog.portability.blogs import isso
from blog.portability.blogs.report import Report
from blog.portability.blogs.threads import import_letters
from tests.factories import NOW, everything, make_article
from tests.portability.blogs.isso_file import comment, large, write
from tests.portability.blogs.moved import letters, phase, said, stored, threads

PAGES: list[tuple[int, Any]] = [(1, "/2019/05/hello.html"), (2, "/nowhere/")]


def bring(file: Path, **options: Any) -> Report:
    return import_letters(isso.Comments(file), NOW, phase, **options)


@pytest.mark.usefixtures("app_context")
def test_letters_have_what_they_had_in_their_threads_wherever_their_parents_come(tmp_path: Path) -> None:
    make_article("Hello")
    sent = datetime(2019, 5, 4, 10, 0, tzinfo=UTC)
    report = bring(
        write(
            tmp_path / "comments.db",
            PAGES,
            [
                comment(1, "grandchild", parent=3),
                comment(2, "root", created=sent.timestamp() + 0.25, author=" Asha  <b>M</b> ", website="https://a.example"),
                comment(3, "child", parent=2, mode=2),
                comment(4, "", mode=4, author=None, email=None),
                comment(5, "under what is gone", parent=4),
                comment(6, "orphan", parent=99),
                comment(7, "circle a", parent=8),
                comment(8, "circle b", parent=7),
                comment(9, "no home", tid=2),
                comment(10, "no thread", tid=77),
                comment(11, "odd", mode=9),
            ],
        )
    )  # fmt: skip
    assert threads() == {
        "grandchild": "child", "root": None, "child": "root", "…": None, "under what is gone": "…", "orphan": None,
        "circle a": None, "circle b": "circle a", "odd": None,
    }  # fmt: skip
    found = {letter.body: letter for letter in letters()}
    assert (found["child"].status, found["…"].status, found["odd"].status) == ("pending", "bin", "pending")
    root = found["root"]
    assert (root.name, root.email, root.website) == ("Asha M", "reader2@example.com", "https://a.example")
    assert root.submitted_at == sent.replace(microsecond=250_000)
    assert found["…"].name == "Anonymous"
    assert report.homeless == {"/nowhere/": 1, "no address": 1}
    assert report.guessed == {"/2019/05/hello.html is /articles/hello": 9}
    assert report.depths == {1: 5, 2: 3, 3: 1}
    words = said(report)
    assert "row 11: comment 11: its status '9' is unknown, and it waits to be read" in words
    assert "no piece for 1 comments under /nowhere/" in words
    assert "by the end of its address, for 9 comments: /2019/05/hello.html is /articles/hello" in words


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Two\nlines, *soft* and **loud**.\n\n1. one", "Two\nlines, *soft* and **loud**.\n\n1. one"),
        ("A <b>tag</b> &amp; [a link](https://a.example/b)", "A **tag** & [a link](https://a.example/b)"),
        ("See https://a.example/x_y_z", "See https://a.example/x_y_z"),
        ("<script>alert(1)</script>[x](javascript:alert)", "[x](javascript:alert)"),
        ("```\ncode *as it is*\n```", "```\ncode *as it is*\n```"),
        (b"broken \xff and \x07bell", "broken \ufffd and bell"),
        (12, "12"),
        (None, "…"),
    ],
)
def test_markdown_of_there_is_markdown_of_ours(tmp_path: Path, text: Any, body: str) -> None:
    make_article("Hello")
    bring(write(tmp_path / "comments.db", PAGES, [comment(1, text)]))
    (letter,) = letters()
    assert letter.body.replace("\\", "") == body
    assert "<script" not in letter.body_html
    assert "javascript:" not in letter.body_html.replace("[x](javascript:alert)", "")


@pytest.mark.usefixtures("app_context")
def test_characters_that_are_none_are_told_with_their_row(tmp_path: Path) -> None:
    make_article("Hello")
    report = bring(write(tmp_path / "comments.db", PAGES, [comment(5, b"\xff\xfe a \x08 \xef\xbf\xbd")]))
    assert "row 5: comment 5: characters that are none, or control, were left out: 3" in said(report)


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize("created", [-62_167_219_200.0, -1.0, 1e18, "yesterday", "", float("inf")])
def test_a_time_that_cannot_be_is_now(tmp_path: Path, created: Any) -> None:
    make_article("Hello")
    bring(write(tmp_path / "comments.db", PAGES, [comment(1, created=created)]))
    assert letters()[0].submitted_at == NOW


@pytest.mark.usefixtures("app_context")
def test_two_files_of_different_sites_do_not_take_each_other_for_the_same(tmp_path: Path) -> None:
    make_article("Hello")
    for key in ("one", "two", "one"):
        bring(write(tmp_path / "comments.db", PAGES, [comment(1, f"of {key}")], key))
    assert sorted(letter.body for letter in letters()) == ["of one", "of two"]
    with closing(sqlite3.connect(tmp_path / "comments.db")) as database, database:
        database.execute("DROP TABLE preferences")
    assert bring(tmp_path / "comments.db").letters["approved", "new"] == 1
    assert bring(tmp_path / "comments.db").letters["approved", "there"] == 1


@pytest.mark.usefixtures("app_context")
def test_what_is_too_long_is_left_out_and_the_rest_comes(tmp_path: Path) -> None:
    make_article("Hello")
    rows = [comment(1, "x" * 70_000), comment(2, "x" * 5_000_000), comment(3, author="x" * 5_000_000), comment(4)]
    report = bring(write(tmp_path / "comments.db", PAGES, rows))
    assert len(letters()) == 1
    assert [words for _row, words in report.notes] == ["a comment of more than 65,535 characters was left out"] * 3
    assert (report.letters["approved", "new"], report.letters["approved", "left"]) == (1, 3)


def _overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * len(data[4096:])
    path.write_bytes(data)


def _last_page(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-4096] + b"\xff" * 4096)


def _run(*statements: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database, database:
            for statement in statements:
                database.execute(statement)

    return change


DAMAGED: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "it is empty"),
    "page": (lambda path: path.write_text("<!DOCTYPE html><title>x</title>"), "it is no file of Isso's (no SQLite)"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-20_000]), "it "),
    "head": (lambda path: path.write_bytes(path.read_bytes()[:16]), "it "),
    "overwritten": (_overwritten, "it "),
    "one page": (_last_page, "it is damaged ("),
    "another": (_run("ALTER TABLE comments RENAME TO other"), "it is no file of Isso's (no table 'comments')"),
    "a view": (_run("DROP TABLE threads", "CREATE VIEW threads AS SELECT 1 id, '/' uri"), "(no table 'threads')"),
    "no plain table": (_run("DROP TABLE threads", "CREATE VIRTUAL TABLE threads USING fts5(id, uri)"), "(no table 'th"),
    "no column": (_run("ALTER TABLE comments DROP COLUMN mode"), "(no column 'mode' in the table 'comments')"),
    "gone": (lambda path: path.unlink(), "No such file"),
    "folder": (lambda path: (path.unlink(), path.mkdir()), "it is no file that can be read more than once"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_whole_file_of_isso_is_refused_in_one_line_before_anything_is_written(
    app: Flask, tmp_path: Path, name: str
) -> None:
    change, words = DAMAGED[name]
    path = large(tmp_path / "comments.db", 3, 900)
    change(path)
    with app.app_context():
        make_article("Post 1")
        before = everything()
    result = app.test_cli_runner().invoke(args=["import", "isso", str(path)])
    assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output
    assert words in result.output
    assert result.output.endswith("Nothing was written.\n")
    with app.app_context():
        assert everything() == before


def test_the_file_is_only_read_and_the_report_is_that_of_the_rehearsal(app: Flask, tmp_path: Path) -> None:
    path = large(tmp_path / "comments.db", 5, 200)
    before, runner = path.read_bytes(), app.test_cli_runner()
    with app.app_context():
        for number in range(1, 5):
            make_article(f"Post {number}")
    rehearsal = _output(runner, str(path), "--dry-run")
    with app.app_context():
        assert letters() == []
    done = _output(runner, str(path))
    assert rehearsal.output == done.output.replace("Done:", "Nothing was written; this is what would be done:")
    with app.app_context():
        first, whole = stored(), everything()
    _output(runner, str(path))
    with app.app_context():
        assert everything() == whole
        make_article("Post 5")
    _output(runner, str(path))  # what had no home has one by now
    with app.app_context():
        assert len(letters()) == 200
        assert stored() != first
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("comments")] == ["comments.db"]


def _output(runner: FlaskCliRunner, *arguments: str) -> Any:
    result = runner.invoke(args=["import", "isso", *arguments])
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.usefixtures("app_context")
def test_a_file_that_isso_still_works_with_is_read(tmp_path: Path) -> None:
    make_article("Hello")
    path = write(tmp_path / "comments.db", PAGES, [comment(1)])
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("UPDATE comments SET text = 'changed'")
        writer.commit()
        bring(path)
    assert [letter.body for letter in letters()] == ["changed"]
    shutil.copy(path, tmp_path / "copy.db")
    assert bring(tmp_path / "copy.db").letters["approved", "there"] == 1

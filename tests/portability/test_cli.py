"""`flask import markdown` and `flask export markdown`: a short table, and 0 or 1."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from blog.articles import life
from tests.factories import NOW, make_admin, make_article, make_printed
from tests.portability.folders import lay

SHORT = "---\ntitle: Short\ndate: 2026-01-02\nlayout: post\nmood: calm\n---\nWords.\n"


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.mark.parametrize(
    "command",
    [["import"], ["export"], ["import", "markdown"], *(["export", form] for form in ("markdown", "wordpress", "json"))],
)
def test_every_command_explains_itself(runner: FlaskCliRunner, command: list[str]) -> None:
    result = runner.invoke(args=[*command, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_import_tells_what_became_of_the_files(runner: FlaskCliRunner, client: FlaskClient, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"short.md": SHORT, "README.md": "About."})
    rehearsal = runner.invoke(args=["import", "markdown", str(folder), "--dry-run"])
    assert (rehearsal.exit_code, client.get("/articles/short").status_code) == (0, 404)
    result = runner.invoke(args=["import", "markdown", str(folder)])
    assert (result.exit_code, result.output) == (
        0,
        "Done:\nimported         1\nupdated          0\nunchanged        0\nleft alone       0\nskipped          1\n"
        "pictures         0\nskipped     README.md: about the site, and not of it\n"
        "Fields that mean nothing here: mood (1)\n",
    )
    assert rehearsal.output == result.output.replace("Done:", "Nothing was written; this is what would be done:")
    assert client.get("/articles/short").status_code == 200


def test_import_ends_with_1_and_one_line_when_a_file_could_not_be_read(
    runner: FlaskCliRunner, client: FlaskClient, tmp_path: Path
) -> None:
    folder = lay(tmp_path / "in", {"short.md": SHORT, "bad.md": "---\ntitle: X\ndate: soon\n---\nW"})
    result = runner.invoke(args=["import", "markdown", str(folder)])
    assert result.exit_code == 1
    assert "skipped     bad.md:3: date must be a date like" in result.output
    assert result.output.endswith("Error: 1 could not be taken in; the others are in.\n")
    assert client.get("/articles/short").status_code == 200


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_import_from_no_folder_is_one_clear_line(runner: FlaskCliRunner, tmp_path: Path, name: str) -> None:
    lay(tmp_path, {"file": "x"})
    result = runner.invoke(args=["import", "markdown", str(tmp_path / name)])
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert name in result.output


def test_export_tells_what_was_written_and_goes_nowhere_twice(
    runner: FlaskCliRunner, app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        make_article("Short")
    command = ["export", "markdown", str(tmp_path / "out")]
    result = runner.invoke(args=command)
    assert (result.exit_code, result.output) == (0, "Wrote 1 articles, 0 pages and 0 pictures.\n")
    assert (tmp_path / "out/articles/short.md").read_text("utf-8").endswith("---\n\nOne paragraph.\n")
    result = runner.invoke(args=command)
    assert (result.exit_code, result.output) == (1, f"Error: {tmp_path / 'out'} is not an empty folder\n")


def test_export_to_where_nothing_can_be_written_is_one_clear_line(runner: FlaskCliRunner, tmp_path: Path) -> None:
    lay(tmp_path, {"file": "x"})
    result = runner.invoke(args=["export", "markdown", str(tmp_path / "file/out")])
    assert result.exit_code == 1
    assert result.output.count("\n") == 1


def test_export_for_wordpress_tells_what_went_along(runner: FlaskCliRunner, app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        make_admin()
        make_printed(make_article("Short"))
        life.withdraw(make_article("Gone"), "", NOW)
    result = runner.invoke(args=["export", "wordpress", str(tmp_path / "out.xml")])
    assert (result.exit_code, result.output) == (
        0,
        "Done:\n"
        "article, live                      1\n"
        "article, withdrawn                 1\n"
        "approved                           1\n"
        "files of the library               0\n"
        "1 withdrawn pieces are private there\n",
    )
    assert "<wp:post_name><![CDATA[short]]>" in (tmp_path / "out.xml").read_text("utf-8")


def test_export_as_json_tells_what_was_written(runner: FlaskCliRunner, app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        make_article("Short")
    result = runner.invoke(args=["export", "json", str(tmp_path / "out.json")])
    assert result.exit_code == 0
    assert "article                            1\n" in result.output
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["article"][0]["title"] == "Short"


@pytest.mark.parametrize("form", ["wordpress", "json"])
@pytest.mark.parametrize("name", [".", "nowhere/out", "file/out"])
def test_export_into_no_file_is_one_clear_line_and_leaves_nothing(
    runner: FlaskCliRunner, tmp_path: Path, form: str, name: str
) -> None:
    lay(tmp_path, {"file": "x"})
    result = runner.invoke(args=["export", form, str(tmp_path / name)])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

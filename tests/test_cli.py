"""The commands: 0 and what was done, or 1 and one clear line."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from blog.people import actions
from tests.factories import EMAIL, NOW, PASSWORD, make_admin, make_article

SEED = Path(__file__).parents[2] / "shared/data/seed-article.txt"


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def file(tmp_path: Path, text: str) -> str:
    (tmp_path / "piece.md").write_text(text, "utf-8")
    return str(tmp_path / "piece.md")


def test_create_admin_takes_the_password_from_standard_input(runner: FlaskCliRunner, app: Flask) -> None:
    result = runner.invoke(args=["create-admin", "--email", EMAIL], input=PASSWORD + "\n")
    assert result.exit_code == 0
    with app.app_context():
        assert actions.sign_in(EMAIL, PASSWORD, "here", NOW)


@pytest.mark.parametrize("command", [["create-admin", "--email", EMAIL], ["reset-password"]])
def test_a_short_password_is_one_clear_line(runner: FlaskCliRunner, app: Flask, command: list[str]) -> None:
    if command == ["reset-password"]:
        with app.app_context():
            make_admin()
    result = runner.invoke(args=command, input="short\n")
    assert (result.exit_code, result.output) == (1, "Error: A password has 10 to 200 characters.\n")


def test_a_second_admin_is_refused(runner: FlaskCliRunner, app: Flask) -> None:
    with app.app_context():
        make_admin()
    result = runner.invoke(args=["create-admin", "--email", "x@example.com"], input=PASSWORD + "\n")
    assert result.exit_code == 1
    assert "There is an admin already" in result.output


def test_create_admin_refuses_what_is_no_email_address(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["create-admin", "--email", "nonsense"], input=PASSWORD + "\n")
    assert result.exit_code == 1
    assert "nonsense" in result.output


def test_reset_password(runner: FlaskCliRunner, app: Flask) -> None:
    assert runner.invoke(args=["reset-password"], input=PASSWORD + "\n").exit_code == 1
    with app.app_context():
        make_admin()
    result = runner.invoke(args=["reset-password"], input="another password\n")
    assert (result.exit_code, result.output) == (0, f"{EMAIL} has a new password.\n")


def test_add_article_prints_the_address_of_a_live_article(
    runner: FlaskCliRunner, client: FlaskClient, tmp_path: Path
) -> None:
    text = "---\ntitle: Die alte Brücke\ntags: [Town]\ndate: 2026-03-14\nlanguage: de\n---\nSie *steht*.\n"
    result = runner.invoke(args=["add-article", file(tmp_path, text)])
    assert (result.exit_code, result.output) == (0, "http://127.0.0.1:8000/articles/die-alte-br%C3%BCcke\n")
    page = client.get("/articles/die-alte-brücke").text
    assert "<em>steht</em>" in page
    assert "14 March 2026" in page


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: X\ntgas: y\n---\nz", "piece.md:3:"),
        ("---\ntitle: X\nalso_read: nowhere\n---\nz", "piece.md:3: no article has the address 'nowhere'"),
        ("---\ntitle: X\nlanguage: no language\n---\nz", "piece.md:3: 'no language' is no language tag"),
        ("---\ntitle: X\nimage: gone.jpg\nimage_alt: y\n---\nz", "piece.md:3:"),
        ("---\ntitle: X\nimage: piece.md\nimage_alt: y\n---\nz", "piece.md:3:"),
        ("---\ntitle: X\nimage: gone.jpg\n---\nz", "piece.md:3: a picture needs image_alt"),
    ],
)
def test_add_article_names_the_file_and_the_line(runner: FlaskCliRunner, tmp_path: Path, text: str, line: str) -> None:
    result = runner.invoke(args=["add-article", file(tmp_path, text)])
    assert result.exit_code == 1
    assert line in result.output
    assert result.output.count("\n") == 1


def test_add_article_says_when_a_file_is_no_text(runner: FlaskCliRunner, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"\xff\xfe")
    result = runner.invoke(args=["add-article", str(tmp_path / "x.md")])
    assert result.exit_code == 1
    assert "not UTF-8 text" in result.output


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not beside the project")
def test_the_seed_article_shows_every_part_of_the_original(
    runner: FlaskCliRunner, client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    parts = [line.strip() for line in SEED.read_text("utf-8").splitlines() if line.strip()]
    teaser, headline, summary, _again, standfirst = parts[:5]
    end = parts.index("Disclaimer:")
    disclaimer, source = parts[end + 1], parts[end + 2].partition(":")[2].strip()
    # In the original a line without an end of sentence is a sub-headline.
    subheads = [line for line in parts[5:end] if len(line) < 60 and not line.endswith((".", "”"))]
    body = "\n\n".join(f"## {line}" if line in subheads else line for line in parts[5:end])
    with app.app_context():
        make_article("Netflix and the rivalry", summary=teaser)
    front = {
        "title": headline, "summary": summary, "standfirst": standfirst, "disclaimer": disclaimer,
        "source_name": source, "also_read": "netflix-and-the-rivalry",
    }  # fmt: skip
    head = "\n".join(f'{name}: "{text}"' for name, text in front.items())
    result = runner.invoke(args=["add-article", file(tmp_path, f"---\n{head}\n---\n{body}\n")])
    assert result.exit_code == 0, result.output
    page = client.get(result.output.strip().removeprefix("http://127.0.0.1:8000")).text
    assert len(subheads) >= 5
    for words in [*parts[1:end], teaser, disclaimer, "Netflix and the rivalry", *parts[end + 3 :]]:
        assert words.split(" : ")[-1] in page, words
    assert f"Source: <bdi>{source}</bdi>" in page
    assert page.count(f"<h1>{headline}</h1>") == 1
    assert page.split("<main")[1].count(headline) == 1
    for subhead in subheads:
        assert f"<h2>{subhead}</h2>" in page


def test_demo_fills_and_clears(runner: FlaskCliRunner, client: FlaskClient) -> None:
    assert runner.invoke(args=["demo"]).exit_code == 0
    assert 'class="contents"' in client.get("/").text
    assert runner.invoke(args=["demo", "--clear"]).exit_code == 0
    assert "Nothing published yet." in client.get("/").text


@pytest.mark.parametrize("command", ["create-admin", "reset-password", "add-article", "demo"])
def test_every_command_explains_itself(runner: FlaskCliRunner, command: str) -> None:
    result = runner.invoke(args=[command, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output

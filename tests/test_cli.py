"""The commands: 0 and what was done, or 1 and one clear line."""

import subprocess
import sys
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from blog.people import actions, second_factor
from blog.people.queries import signed_in
from blog.site import actions as site
from tests.factories import EMAIL, NOW, PASSWORD, make_admin, make_article, make_comment

# A page as one copies it: teaser, headline, summary, headline again, standfirst, body, disclaimer, source.
OWN = """
Two towns, one tide table: how the ferry was nearly lost, and who found it
The ferry is back, and it is late
A short summary for lists: the ferry runs again.
The ferry is back, and it is late
It came round the point at nine, an hour behind the paper that announced it.
People had stood on the quay since seven. “We waited thirty years,” said one of them. “What is an hour?”
A timetable that means well
The new boat is smaller than the old one, and it knows the way by itself.
Who paid for it
The county paid for one half. Nobody will say who paid for the other.
What the harbour master says
“I look at the sea first, and at the timetable afterwards.”
What happens in winter
Nobody knows, and that is the most honest line of the announcement.
And the last word
It goes to the dog that has met every boat since.
Disclaimer:
This piece was written without a ticket. It speaks for nobody but its writer.
source : The Quay Gazette
Leave a Reply
Your email address will not be published. Required fields are marked *
"""
SEED = Path(__file__).parents[2] / "shared/data/seed-article.txt"


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def file(tmp_path: Path, text: str) -> str:
    (tmp_path / "piece.md").write_text(text, "utf-8")
    return str(tmp_path / "piece.md")


def test_a_server_loads_no_command(tmp_path: Path) -> None:
    code = "import sys; from blog import create_app; from blog.config import Config; from pathlib import Path\n"
    code += "create_app(Config(instance=Path(sys.argv[1]), secret_key='k')); print('blog.cli.commands' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code, tmp_path], text=True) == "False\n"


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


def test_reset_2fa_asks_for_no_codes_any_more_and_signs_every_browser_out(runner: FlaskCliRunner, app: Flask) -> None:
    assert runner.invoke(args=["reset-2fa"]).exit_code == 1
    with app.app_context():
        make_admin()
        token = actions.sign_in(EMAIL, PASSWORD, "here", NOW)
        code = pyotp.TOTP(second_factor.secret(1, "salt")).at(NOW)
        token, _ = second_factor.turn_on(1, "salt", code, "here", NOW, 1)
        assert signed_in(token, NOW)
    result = runner.invoke(args=["reset-2fa"])
    assert (result.exit_code, result.output) == (0, f"{EMAIL} signs in with the password alone.\n")
    with app.app_context():
        assert signed_in(token, NOW) is None
        assert actions.sign_in(EMAIL, PASSWORD, "here", NOW)


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


PAGES = [OWN, *(path.read_text("utf-8") for path in [SEED] if path.exists())]


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_a_page_as_other_blogs_have_it_shows_every_part_of_the_original(
    runner: FlaskCliRunner, client: FlaskClient, app: Flask, tmp_path: Path, page: str
) -> None:
    parts = [line.strip() for line in page.splitlines() if line.strip()]
    teaser, headline, summary, _again, standfirst = parts[:5]
    end = parts.index("Disclaimer:")
    disclaimer, source = parts[end + 1], parts[end + 2].partition(":")[2].strip()
    # In the original a line without an end of sentence is a sub-headline.
    subheads = [line for line in parts[5:end] if len(line) < 60 and not line.endswith((".", "”"))]
    body = "\n\n".join(f"## {line}" if line in subheads else line for line in parts[5:end])
    with app.app_context():
        make_article("The other piece", summary=teaser)
    front = {
        "title": headline, "summary": summary, "standfirst": standfirst, "disclaimer": disclaimer,
        "source_name": source, "also_read": "the-other-piece",
    }  # fmt: skip
    head = "\n".join(f'{name}: "{text}"' for name, text in front.items())
    result = runner.invoke(args=["add-article", file(tmp_path, f"---\n{head}\n---\n{body}\n")])
    assert result.exit_code == 0, result.output
    shown = client.get(result.output.strip().removeprefix("http://127.0.0.1:8000")).text
    assert len(subheads) >= 5
    for words in [*parts[1:end], teaser, disclaimer, "The other piece", *parts[end + 3 :]]:
        assert words.split(" : ")[-1] in shown, words
    assert f"Source: <bdi>{source}</bdi>" in shown
    assert shown.count(f"<h1>{headline}</h1>") == 1
    assert shown.split("<main")[1].count(headline) == 1
    for subhead in subheads:
        assert f">{subhead}</h2>" in shown


def test_demo_fills_and_clears(runner: FlaskCliRunner, client: FlaskClient) -> None:
    assert runner.invoke(args=["demo"]).exit_code == 0
    assert 'class="contents"' in client.get("/").text
    assert runner.invoke(args=["demo", "--clear"]).exit_code == 0
    assert "Nothing published yet." in client.get("/").text


def test_render_makes_the_stored_html_anew(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        make_comment(make_article())
    assert runner.invoke(args=["render"]).output == "Rendered 1 articles and pages, and 1 comments.\n"


@pytest.mark.parametrize("command", ["create-admin", "reset-password", "add-article", "render", "demo"])
def test_every_command_explains_itself(runner: FlaskCliRunner, command: str) -> None:
    result = runner.invoke(args=[command, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_a_file_that_is_not_there_is_one_clear_line(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["add-article", "nowhere.md"])
    assert (result.exit_code, result.output) == (1, "Error: nowhere.md: No such file or directory\n")


def test_a_draft_is_said_to_be_at_the_desk(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["add-article", file(tmp_path, "---\ntitle: X\ndraft: true\n---\nY.\n")])
    assert (result.exit_code, result.output) == (0, "http://127.0.0.1:8000/admin/articles/1\n")


def test_a_date_in_a_file_is_meant_in_the_time_zone_of_the_site(
    runner: FlaskCliRunner, client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        site.change(time_zone="Asia/Kolkata")
    runner.invoke(args=["add-article", file(tmp_path, "---\ntitle: X\ndate: 2026-03-14 01:00\n---\nY.\n")])
    assert 'datetime="2026-03-14T01:00:00+05:30"' in client.get("/articles/x").text

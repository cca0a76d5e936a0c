"""`flask import wordpress`: what is damaged or hostile is one line, with its place, and leaves nothing half done."""

import gzip
import os
import resource
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from blog.media.queries import picture
from blog.portability.blogs import stream
from tests.factories import everything
from tests.portability.blogs.moved import letters, piece
from tests.portability.blogs.wordpress_export import SITE, attachment, author, comment, document, item, meta
from tests.portability.folders import drawn, lay

GOOD = document(author(), item(1, comment(1)))
ENTITIES = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is empty"),
    "blank": (b"\n \n", "it is empty"),
    "text": (b"hello", "1: syntax error"),
    "html": (b"<!DOCTYPE html>\n<html><body>x</body></html>", "1: it declares a document type"),
    "html without its type": (b"<html><body>x</body></html>", "no export of WordPress; it begins with <html>"),
    "bomb": (GOOD.replace("<rss", f"{ENTITIES}<rss", 1).replace("<title>Old", "<title>&b;").encode(), "it declares"),
    "outside": (b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "1: it declares"),
    "outside type": (b'<!DOCTYPE rss SYSTEM "http://evil.example/x.dtd"><rss/>', "1: it declares"),
    "truncated": (GOOD.encode()[:-60], "the file ends too early"),
    "in a comment": (GOOD.partition("A letter.")[0].encode(), "the file ends too early"),
    "malformed": (GOOD.replace("</item>", "</itme>").encode(), "mismatched tag"),
    "two roots": (GOOD.encode() + b"<rss/>", "junk after document element"),
    "unknown entity": (GOOD.replace("<title>Old", "<title>&nbsp;").encode(), "undefined entity"),
    "gzip": (gzip.compress(GOOD.encode()), "it is packed (gzip); unpack it first"),
    "zip": (b"PK\x03\x04rest", "it is packed (zip)"),
    "encoding": (GOOD.replace("UTF-8", "UTF-7").encode(), "1: it says that it is written in utf-7"),
    "other feed": (b'<rss version="2.0"><channel><title>x</title></channel></rss>', "it names no blog"),
    "deep": (b"<rss>" + b"<a>" * 50, "elements stand more than 30 deep"),
    "long tag": (b'<rss a="' + b"x" * 5_000_000, "does not end within"),
}  # fmt: skip


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def file(tmp_path: Path, said: str | bytes) -> str:
    lay(tmp_path, {"export.xml": said})
    return str(tmp_path / "export.xml")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_whole_export_is_refused_in_one_line_before_anything_is_written(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, name: str
) -> None:
    data, words = HOSTILE[name]
    with app.app_context():
        before = everything()
    result = runner.invoke(args=["import", "wordpress", file(tmp_path, data)])
    assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output
    assert words in result.output
    assert result.output.endswith("Nothing was written.\n")
    with app.app_context():
        assert everything() == before


def test_a_file_that_is_not_there_is_one_line(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["import", "wordpress", str(tmp_path / "none.xml")])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "No such file" in result.output


def test_what_can_be_read_only_once_is_refused(runner: FlaskCliRunner, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "."):
        result = runner.invoke(args=["import", "wordpress", str(tmp_path / name)])
        assert result.exit_code == 1
        assert "it is no file that can be read more than once" in result.output


def test_the_line_is_that_of_the_fault(runner: FlaskCliRunner, tmp_path: Path) -> None:
    text = GOOD.replace("</item>", "</itme>")
    line = text[: text.index("</itme>")].count("\n") + 1
    result = runner.invoke(args=["import", "wordpress", file(tmp_path, text)])
    assert f"export.xml:{line}: mismatched tag" in result.output


def test_control_characters_and_what_is_no_utf_8_are_replaced_and_counted(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    said = document(item(1, content="a\x08b\x0bc \ufffe d")).encode().replace(b" d", b" \xff\xfe")
    result = runner.invoke(args=["import", "wordpress", file(tmp_path, said)])
    assert result.exit_code == 0
    assert "control characters were left out: 3" in result.output
    assert "no UTF-8 were replaced by �: 2" in result.output
    with app.app_context():
        assert piece("post-1").body == "abc \ufffd\ufffd"


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_and_other_encodings_are_read(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, version: str
) -> None:
    text = document(item(1, comment(1, "Größe"), title="Straße"), version=version).replace("UTF-8", "ISO-8859-1")
    result = runner.invoke(args=["import", "wordpress", file(tmp_path, text.encode("latin-1"))])
    assert result.exit_code == 0, result.output
    with app.app_context():
        assert (piece("post-1").title, letters()[0].body) == ("Straße", "Größe")


def test_the_report_is_a_table_and_a_line_for_what_somebody_should_look_at(
    runner: FlaskCliRunner, client: FlaskClient, tmp_path: Path
) -> None:
    post = item(1, comment(1), comment(2, parent=1), comment(3, approved="0"), content="[toc] a", status="private")
    path = file(tmp_path, document(post, item(2), item(3, status="trash")))
    rehearsal = runner.invoke(args=["import", "wordpress", path, "--dry-run"])
    assert client.get("/articles/post-2").status_code == 404
    result = runner.invoke(args=["import", "wordpress", path])
    assert (result.exit_code, result.output) == (
        0,
        "Done:\n"
        "                         in the file         new  there already    left out\n"
        "article, draft                     1           1              0           0\n"
        "article, live                      1           1              0           0\n"
        "approved                           2           2              0           0\n"
        "pending                            1           1              0           0\n"
        "Comments: 2 at the top, 1 below these\n"
        "4 former addresses lead on\n"
        "Left out: pieces that were in the bin there (1)\n"
        "Shortcodes that stay in texts: [toc] (1)\n"
        "line 10: Post 1: it was private there, and is a draft here\n",
    )
    assert rehearsal.output == result.output.replace("Done:", "Nothing was written; this is what would be done:")
    assert client.get("/articles/post-2").status_code == 200


def test_files_come_from_a_folder_and_from_nowhere_outside_of_it(
    app: Flask, runner: FlaskCliRunner, client: FlaskClient, tmp_path: Path
) -> None:
    (tmp_path / "secret.png").write_bytes(drawn("black"))
    folder = lay(tmp_path / "uploads", {"2019/05/a.png": drawn("red"), "2019/05/broken.png": b"none"})
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    up = f"{SITE}/wp-content/uploads"
    names = "2019/05/a-300x7.png", "../secret.png", "%2e%2e/secret.png", "link.png", "2019/05/broken.png", "none.png"
    content = "".join(f'<img src="{up}/{name}" alt="{name}">\n\n' for name in names)
    path = file(tmp_path, document(item(1, content=f'{content}<a href="{up}/2019/05/a.png">big</a>')))
    result = runner.invoke(args=["import", "wordpress", path, "--media", str(folder)])
    assert result.exit_code == 0, result.output
    with app.app_context():
        body = piece("post-1").body
    assert body.count("](/media/") == 2
    assert "1 pictures and other files came into the library" in result.output
    assert "/../secret.png leads out of the folder, and was left (1)" in result.output
    assert "link.png is a symbolic link, which is not followed (1)" in result.output
    assert "broken.png: this is not a JPEG, PNG, WebP, GIF or AVIF picture (1)" in result.output
    for name in ("a.png", "a-300x7.png", "a-150x150.png"):
        answer = client.get(f"/wp-content/uploads/2019/05/{name}")
        assert (answer.status_code, client.get(answer.location, buffered=True).status_code) == (301, 200)
    assert client.get("/wp-content/uploads/2019/05/broken.png").status_code == 404


def test_a_featured_picture_leads_its_piece_with_its_words(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    folder = lay(tmp_path / "uploads", {"2019/lead.png": drawn("red"), "2019/not-used.png": drawn("blue")})
    lead = attachment(8, "2019/lead.png").replace(
        "</item>", f"{meta('_wp_attachment_image_alt', 'A <b>lamp</b>')}</item>"
    )
    post = item(5, meta=[("_thumbnail_id", "8")])
    export = document(post, item(6, meta=[("_thumbnail_id", "99")]), lead, attachment(9, "2019/not-used.png"))
    result = runner.invoke(args=["import", "wordpress", file(tmp_path, export), "--media", str(folder)])
    assert "2 pictures and other files came into the library" in result.output
    with app.app_context():
        assert piece("post-5").picture_alt == "A lamp"
        assert picture(piece("post-5").picture_id)
        assert piece("post-6").picture_id is None


def test_a_huge_letter_takes_no_memory(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    head, _sign, foot = document(item(1, comment(1, "\x00"), comment(2, "Short."))).partition("\x00")
    with path.open("w") as export:
        export.write(head)
        for _ in range(40):
            export.write("x" * 1_000_000)
        export.write(foot)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    runner = app.test_cli_runner()
    result = runner.invoke(args=["import", "wordpress", str(path)])
    assert "a comment of more than 65,535 characters was left out" in result.output
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 30_000  # kB
    assert path.stat().st_size > 10 * stream.LONGEST_TEXT
    with app.app_context():
        assert [letter.body for letter in letters()] == ["Short."]

"""What Disqus exports comes in whole, under our pieces, and what is none is one line."""

import gzip
import resource
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from blog.portability.blogs import disqus, stream
from blog.portability.blogs.report import Report
from blog.portability.blogs.threads import import_letters
from tests.factories import NOW, everything, make_article
from tests.portability.blogs.disqus_export import FOOT, OLD, document, large, post, thread
from tests.portability.blogs.moved import letters, phase, said, stored, threads

GOOD = document(thread(1), post(1))


def bring(tmp_path: Path, *parts: str, forum: str = "oldblog", **options: Any) -> Report:
    file = tmp_path / "disqus.xml"
    file.write_text(document(*parts, forum=forum), "utf-8")
    return import_letters(disqus.Comments(file), NOW, phase, **options)


@pytest.mark.usefixtures("app_context")
def test_posts_stand_in_their_threads_though_all_pages_are_mixed(tmp_path: Path) -> None:
    make_article("Post 1")
    make_article("Post 2")
    report = bring(
        tmp_path,
        thread(1),
        thread(2, id="a page"),
        thread(3),
        thread(4, f"{OLD}/post-2/?x=1", isDeleted="true", isClosed="true"),
        post(5, "<p>grandchild</p>", parent=3),
        post(6, "<p>elsewhere</p>", on=2),
        post(3, "<p>child</p>", parent=2),
        post(7, "<p>no home</p>", on=3),
        post(2, "<p>root</p>", createdAt="2019-05-04T12:00:00+02:00", name="Asha &amp; M"),
        post(8, "<p>spam</p>", isSpam="true", isDeleted="true"),
        post(9, "<p>gone</p>", isDeleted="true"),
        post(10, "<p>in a page that is gone</p>", on=4),
        post(11, "<p>circle</p>", parent=11),
        post(12, "<p>orphan</p>", parent=99),
        post(13, "<p>no page</p>", on=88),
    )
    assert threads() == {
        "grandchild": "child", "elsewhere": None, "child": "root", "root": None, "spam": None, "gone": None,
        "in a page that is gone": None, "circle": None, "orphan": None,
    }  # fmt: skip
    found = {letter.body: letter for letter in letters()}
    assert {words: found[words].status for words in ("root", "spam", "gone", "in a page that is gone")} == {
        "root": "approved", "spam": "spam", "gone": "bin", "in a page that is gone": "bin",
    }  # fmt: skip
    assert (found["root"].name, found["root"].email) == ("Asha & M", "reader2@example.com")
    assert found["root"].submitted_at == datetime(2019, 5, 4, 10, 0, tzinfo=UTC)
    assert report.homeless == {f"{OLD}/post-3/": 1, "no address": 1}
    assert report.depths == {1: 7, 2: 1, 3: 1}
    assert "closings of threads, which stay open here (1)" in said(report)


@pytest.mark.usefixtures("app_context")
def test_what_the_site_called_a_page_finds_it_too(tmp_path: Path) -> None:
    make_article("Hello")
    bring(tmp_path, thread(1, "", id=f"7 {OLD}/hello/"), post(1))
    assert len(letters()) == 1


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize(
    ("message", "body"),
    [
        ("<p>One.</p><p>Two<br>lines</p>", "One.\n\nTwo\nlines"),
        ("<b>bold</b> <script>alert(1)</script>", "**bold**"),
        (
            '<a href="http://disq.us/url?url=https%3A%2F%2Fa.example%2Fb%3Fc%3D1%3AwXq7_Zt-98fjksdL2kfj3l&amp;cuid=1">a</a>',
            "[a](https://a.example/b?c=1)",
        ),
        (
            f'<a href="{OLD}/post-1/#x">a</a> <a href="{OLD}/y">b</a>',
            f"[a](http://127.0.0.1:8000/articles/post-1) [b]({OLD}/y)",
        ),
        ("", "…"),
        ("<![CDATA[ nested ]]>", "…"),
    ],
)
def test_messages_are_written_as_letters_are(tmp_path: Path, message: str, body: str) -> None:
    make_article("Post 1")
    bring(tmp_path, thread(1), post(1, message))
    assert letters()[0].body == body


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize("created", ["0000-00-00T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "x", ""])
def test_a_time_that_cannot_be_is_now(tmp_path: Path, created: str) -> None:
    make_article("Post 1")
    bring(tmp_path, thread(1), post(1, createdAt=created))
    assert letters()[0].submitted_at == NOW


@pytest.mark.usefixtures("app_context")
def test_a_second_time_only_what_is_new_comes_and_another_forum_is_another_source(tmp_path: Path) -> None:
    make_article("Post 1")
    parts = [thread(1), post(1, "<p>root</p>"), post(2, "<p>child</p>", parent=1)]
    bring(tmp_path, *parts)
    before = everything()
    assert bring(tmp_path, *parts).letters["approved", "there"] == 2
    assert everything() == before
    bring(tmp_path, *parts, post(3, "<p>grandchild</p>", parent=2))
    assert threads() == {"root": None, "child": "root", "grandchild": "child"}
    report = bring(tmp_path, thread(1), post(1, "<p>changed</p>"))
    assert report.changed == ["comment 1"]
    assert bring(tmp_path, *parts, forum="another").letters["approved", "new"] == 2


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is empty"),
    "page": (b"<html><body>x</body></html>", "1: this is no export of Disqus; it begins with <html> and not with"),
    "other export": (b'<rss version="2.0"></rss>', "1: this is no export of Disqus; it begins with <rss>"),
    "no forum": (b"<disqus></disqus>", "it names no forum; this is no export of Disqus"),
    "truncated": (GOOD.removesuffix(FOOT).encode(), "the file ends too early"),
    "in a post": (GOOD.partition("A letter.")[0].encode(), "the file ends too early"),
    "malformed": (GOOD.replace("</post>", "</pots>").encode(), "mismatched tag"),
    "bomb": (GOOD.replace("<disqus", '<!DOCTYPE disqus [<!ENTITY a "a">]><disqus', 1).encode(), "it declares"),
    "gzip": (gzip.compress(GOOD.encode()), "it is packed (gzip); unpack it first"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_whole_export_is_refused_in_one_line_before_anything_is_written(
    app: Flask, tmp_path: Path, name: str
) -> None:
    data, words = HOSTILE[name]
    (tmp_path / "disqus.xml").write_bytes(data)
    with app.app_context():
        make_article("Post 1")
        before = everything()
    result = app.test_cli_runner().invoke(args=["import", "disqus", str(tmp_path / "disqus.xml")])
    assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output
    assert words in result.output
    assert result.output.endswith("Nothing was written.\n")
    with app.app_context():
        assert everything() == before


def test_the_report_is_that_of_the_rehearsal_and_a_second_run_changes_nothing(app: Flask, tmp_path: Path) -> None:
    path, runner = large(tmp_path / "disqus.xml", 5, 200), app.test_cli_runner()
    with app.app_context():
        for number in range(1, 5):
            make_article(f"Post {number}")
    rehearsal = runner.invoke(args=["import", "disqus", str(path), "--dry-run"])
    with app.app_context():
        assert letters() == []
    done = runner.invoke(args=["import", "disqus", str(path)])
    assert done.exit_code == 0, done.output
    assert rehearsal.output == done.output.replace("Done:", "Nothing was written; this is what would be done:")
    with app.app_context():
        whole, inside = everything(), stored()
        assert inside[-1] == (0, 0)  # faults of the index
    assert runner.invoke(args=["import", "disqus", str(path)]).exit_code == 0
    with app.app_context():
        assert everything() == whole


@pytest.mark.usefixtures("app_context")
def test_broken_characters_and_a_huge_post_are_told_and_take_no_memory(tmp_path: Path) -> None:
    make_article("Post 1")
    head, _sign, foot = document(thread(1), post(1, "\x00"), post(2, "<p>a\x08 \udcff</p>")).partition("\x00")
    with (tmp_path / "disqus.xml").open("w", encoding="utf-8", errors="surrogateescape") as export:
        export.write(head)
        for _ in range(40):
            export.write("x" * 1_000_000)
        export.write(foot)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = import_letters(disqus.Comments(tmp_path / "disqus.xml"), NOW, phase)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 30_000  # kB
    assert 10 * stream.LONGEST_TEXT < 40_000_000
    words = said(report)
    assert "a comment of more than 65,535 characters was left out" in words
    assert "control characters were left out: 1" in words
    assert "no UTF-8 were replaced by �: 1" in words
    assert [letter.body for letter in letters()] == ["a \ufffd"]

"""WordPress gets all that it can hold, and another blog of ours gets it back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import select

from blog.articles import actions as articles
from blog.articles import life, queries
from blog.articles.models import Article
from blog.articles.rules import ArticleText, Kind, State
from blog.comments import decisions
from blog.db import db, writing
from blog.media import actions as media
from blog.media.models import Media
from blog.portability.leaving import wordpress
from blog.portability.leaving.file import write
from blog.site import actions as site
from blog.site.models import Redirect
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed
from tests.filled import fill as one_of_everything
from tests.portability.blogs.wordpress_export import write as make_export
from tests.portability.folders import drawn, no_step
from tests.portability.leaving.both import arrive, leave, letters, pieces
from tests.portability.test_round_trip import fill

LETTER = (
    "Hello *you* and `x`:\n\n- one\n- two\n\n> quote\n\nhttps://a.example/x and [w](https://b.example)\nnew ]]> line"
)
# Markdown of which the HTML alone gives back the same HTML.
RICH = (
    "First *a* **b** ~~c~~ `d [e]` &amp; <b> [gallery ids=1]\nand the same one.\n\n## Part\n\n> Quoted\n> on\n\n"
    "- one\n- two\n    1. deep\n    2. deeper\n\n```\nif x:\n\n    y = [1]\n```\n\n"
    "| a | b |\n|---|---|\n| c | d |\n\n---\n\n"
    "[a link](https://a.example/?b=1&c=2)\\\nand a break\n\n::: pull\nPulled.\n:::\n\n::: aside\nBeside.\n:::"
)
WP = "{http://wordpress.org/export/1.2/}"
NAMES = {"wp": WP[1:-1]}
PREFIX = re.compile(r"\{(.*)\}")
PREFIXES = {
    WP[1:-1]: "wp:", "http://purl.org/rss/1.0/modules/content/": "content:", "http://purl.org/dc/elements/1.1/": "dc:",
    "http://wordpress.org/export/1.2/excerpt/": "excerpt:",
}  # fmt: skip
HOME = "http://127.0.0.1:8000"


def write_letters(article_id: int) -> list[int]:
    """Every state, at several depths, and a name and words that look like markup."""
    first = make_printed(article_id, LETTER, website="https://x.example/?a&b", name="A <b> & B")
    second = make_printed(article_id, "An answer_ with [gallery] & <i>", parent_id=first)
    third = make_comment(article_id, "Waits.", parent_id=second, now=NOW + timedelta(minutes=5))
    spam, binned = make_comment(article_id, "Spam."), make_comment(article_id, "Binned.", parent_id=first)
    decisions.mark_spam(spam, 1, NOW)
    decisions.put_in_bin(binned, 1, NOW)
    return [first, second, third, spam, binned]


def tree(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(path.read_bytes())  # noqa: S314 - our own


def said(item: ElementTree.Element) -> dict[str, str]:
    """Its fields as they are written in the file."""
    return {PREFIX.sub(lambda found: PREFIXES[found[1]], child.tag): child.text or "" for child in item}


def metas(item: ElementTree.Element) -> dict[str, str]:
    found = (dict(said(each)) for each in item.findall("wp:postmeta", NAMES))
    return {each["wp:meta_key"]: each["wp:meta_value"] for each in found}


def comment_id(comment: ElementTree.Element) -> int:
    return int(comment.findtext("wp:comment_id", "", NAMES))


def words(found: dict[str, Any]) -> dict[str, str]:
    """The HTML of pieces; in which way it is broken into lines, nobody sees."""
    return {slug: " ".join(row["body_html"].split()) for slug, row in found.items()}


def as_wordpress_would(path: Path) -> Path:
    """The same file as if WordPress had made it, so that nothing is read but what WordPress keeps too."""
    other = path.with_name("as-wordpress.xml")
    other.write_text(
        path.read_text("utf-8").replace("<generator><![CDATA[Letterpress", "<generator><![CDATA[x"), "utf-8"
    )
    return other


def test_what_came_from_wordpress_and_left_again_is_the_same_blog(app: Flask, empty: Flask, tmp_path: Path) -> None:
    came = arrive(app, make_export(tmp_path / "there.xml", 25, 300))
    left = leave(app, tmp_path / "out.xml")
    again = arrive(empty, tmp_path / "out.xml")
    assert pieces(empty) == pieces(app)
    assert letters(empty) == letters(app)
    assert (again.pieces, again.letters, again.depths) == (came.pieces, came.letters, came.depths)
    assert len(again.depths) > 4
    assert left.letters == {status: count for (status, _what), count in came.letters.items()}
    assert left.pieces == {state: count for (state, _what), count in came.pieces.items()}


def test_what_only_wordpress_keeps_is_enough_for_the_words(app: Flask, empty: Flask, tmp_path: Path) -> None:
    arrive(app, make_export(tmp_path / "there.xml", 10, 100))
    with app.app_context():
        make_admin()
        rich = make_article("Rich", body=RICH)
        write_letters(rich)
    leave(app, tmp_path / "out.xml")
    arrive(empty, as_wordpress_would(tmp_path / "out.xml"))
    before, after = pieces(app), pieces(empty)
    assert words(after) == words(before)
    for name in ("title", "summary", "author", "published_at", "is_live", "tags", "comments_open"):
        assert {slug: row[name] for slug, row in after.items()} == {slug: row[name] for slug, row in before.items()}
    assert letters(empty) == letters(app)


def test_a_blog_of_our_own_comes_back_with_all_that_its_pieces_say(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        make_admin()
        fill(app)
        write_letters(queries.id_of("ferry") or 0)
    report = leave(app, tmp_path / "out.xml")
    arrived = arrive(empty, tmp_path / "out.xml", Path(app.instance_path))
    before, after = pieces(app), pieces(empty)
    assert report.pieces[f"article, {State.WITHDRAWN}"] == 1
    assert (before["gone"].pop("published_at"), after["gone"].pop("published_at")) == (NOW, None)
    before["gone"].pop("is_live"), after["gone"].pop("is_live")
    assert after == before
    assert letters(empty) == letters(app)
    assert sorted({letter["status"] for letter in letters(app)}) == ["approved", "bin", "pending", "spam"]
    assert max(len(letter["above"]) for letter in letters(app)) == 2
    assert not arrived.lost
    with app.app_context(), empty.app_context():
        assert sorted(db.session.scalars(select(Redirect.old))) == ["/2019/05/ferry", "/?p=7", "/articles/first-ferry"]
        assert len(list(db.session.scalars(select(Media)))) == 3
    assert report.redirects == 1  # of a tag


def test_a_site_that_has_one_of_everything_comes_back(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        one_of_everything(app)
    leave(app, tmp_path / "out.xml")
    arrive(empty, tmp_path / "out.xml", Path(app.instance_path))
    before, after = pieces(app), pieces(empty)
    del before["withdrawn"], after["withdrawn"]
    assert (after, letters(empty)) == (before, letters(app))
    assert (len(after), len(letters(app))) == (3, 5)


def test_the_pinned_article_leads_there_and_here_again(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        make_article("Newer")
        life.pin(make_article("Lead"), NOW)
    leave(app, tmp_path / "out.xml")
    for path in (tmp_path / "out.xml", as_wordpress_would(tmp_path / "out.xml")):
        assert {said(item)["title"]: said(item)["wp:is_sticky"] for item in tree(path)[0].findall("item")} == {
            "Newer": "0",
            "Lead": "1",
        }
        arrive(empty, path)
    with empty.app_context():
        assert [row.slug for row in db.session.execute(select(Article.slug).where(queries.PINNED))] == ["lead"]


def test_readers_who_come_by_former_addresses_are_led_on_from_the_second_blog_too(
    app: Flask, empty: Flask, tmp_path: Path
) -> None:
    arrive(app, make_export(tmp_path / "there.xml", 12, 20))
    leave(app, tmp_path / "out.xml")
    arrive(empty, tmp_path / "out.xml")
    with app.app_context():
        olds = {row.old: row.new for row in db.session.execute(select(Redirect.old, Redirect.new))}
    kept = {old: new for old, new in olds.items() if new.startswith(("/articles/", "/pages/"))}
    assert len(kept) == 24
    client = empty.test_client()
    assert {old: client.get(old).location for old in kept if "/?" not in old} == {
        old: new for old, new in kept.items() if "/?" not in old
    }


def test_each_field_is_where_wordpress_looks_for_it(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        make_admin()
        site.change(time_zone="Asia/Kolkata", title="Ours & yours")
        tags = ("C++", "Tea")
        id = make_article("Tea & <b>", slug="चाय", author="Asha", summary="Short.", tags=tags, body="A [toc].")
        make_article("Draft", published_at=None)
        make_article("To come", published_at=NOW + timedelta(days=900))
        life.withdraw(make_article("Gone"), "", NOW)
        make_article("About", kind=Kind.PAGE, menu_place=3)
        write_letters(id)
    leave(app, tmp_path / "out.xml")
    channel = tree(tmp_path / "out.xml")[0]
    assert [channel.findtext(f"wp:{name}", "", NAMES) for name in ("wxr_version", "base_blog_url")] == ["1.2", HOME]
    logins = [author.findtext("wp:author_login", "", NAMES) for author in channel.findall("wp:author", NAMES)]
    assert logins == ["meera-thomas", "asha"]
    items = {item.findtext("title"): item for item in channel.findall("item")}
    tea = said(items["Tea &amp; &lt;b&gt;"])
    assert tea["link"] == f"{HOME}/articles/%E0%A4%9A%E0%A4%BE%E0%A4%AF"
    assert (tea["dc:creator"], tea["excerpt:encoded"], tea["content:encoded"]) == (
        "asha",
        "Short.",
        "<p>A &#91;toc].</p>",
    )
    assert (tea["wp:post_name"], tea["wp:post_type"]) == ("%e0%a4%9a%e0%a4%be%e0%a4%af", "post")
    assert (tea["wp:post_date"], tea["wp:post_date_gmt"]) == ("2026-03-14 15:30:00", "2026-03-14 10:00:00")
    terms = [(each.get("domain"), each.get("nicename"), each.text) for each in items[tea["title"]].findall("category")]
    assert terms == [("post_tag", "c", "C++"), ("post_tag", "tea", "Tea")]
    states = {title: said(item)["wp:status"] for title, item in items.items()}
    assert list(states.values()) == ["publish", "draft", "future", "private", "publish"]
    assert said(items["Draft"])["wp:post_date_gmt"] == "0000-00-00 00:00:00"
    assert [said(items["About"])[f"wp:{name}"] for name in ("post_type", "menu_order")] == ["page", "3"]
    comments = sorted(items[tea["title"]].findall("wp:comment", NAMES), key=comment_id)
    letter, answer, *_ = ({child.tag.removeprefix(WP): child.text or "" for child in each} for each in comments)
    assert letter["comment_content"].startswith("<p>Hello <em>you</em>")
    assert answer["comment_content"] == "An answer_ with [gallery] &amp; &lt;i&gt;"
    assert (answer["comment_parent"], letter["comment_parent"]) == (letter["comment_id"], "0")
    assert (letter["comment_author"], letter["comment_author_IP"]) == ("A &lt;b&gt; &amp; B", "203.0.113.0")
    assert (letter["comment_date"], letter["comment_date_gmt"]) == ("2026-03-14 15:30:00", "2026-03-14 10:00:00")


def test_files_of_the_library_are_attachments_and_lead_their_pieces(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        picture = media.store(drawn("red"), "A flag.png", app.config["MEDIA_FOLDER"], NOW)
        media.describe(picture, "A flag & <pole>", (50, 50), app.config["MEDIA_FOLDER"])
        name = db.session.scalars(select(Media.name)).one()
        make_article("Hello", picture_id=picture, body=f"![x](/media/{name}-800.webp)")
    leave(app, tmp_path / "out.xml")
    attachment, piece = tree(tmp_path / "out.xml")[0].findall("item")
    fields = said(attachment)
    assert fields["wp:attachment_url"] == f"{HOME}/media/{name}-1600.jpg"
    assert [fields["wp:post_type"], fields["wp:status"]] == ["attachment", "inherit"]
    assert metas(attachment) == {"_wp_attachment_image_alt": "A flag &amp; &lt;pole&gt;"}
    assert metas(piece)["_thumbnail_id"] == fields["wp:post_id"] != said(piece)["wp:post_id"]
    assert f'<img src="{HOME}/media/{name}-1600.jpg"' in said(piece)["content:encoded"]
    assert "srcset" not in said(piece)["content:encoded"]  # of what WordPress will not fetch


def test_what_no_xml_can_say_is_left_out_and_counted(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        make_admin()
        id = make_article("A\ufffe title]]>", body="B\uffff.", tags=("T\ufffe",))
        make_printed(id, "C]]>\ufffe.")
        with writing() as session:
            session.get_one(Article, id).standfirst = "\x08\x1b & <"
    report = leave(app, tmp_path / "out.xml")
    assert report.characters > 4
    assert f"{report.characters} characters that XML has no place for were left out" in list(report.lines())
    arrive(empty, tmp_path / "out.xml")
    assert [piece["title"] for piece in pieces(empty).values()] == ["A title]]>"]
    assert [letter["body_html"] for letter in letters(empty)] == ["<p>C]]&gt;.</p>\n"]


def test_nobody_else_reads_the_file_and_no_half_of_one_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    def breaks_off() -> Iterator[str]:
        yield "half"
        raise RuntimeError

    path = tmp_path / "out.xml"
    path.write_text("the last one")
    path.chmod(0o644)
    with pytest.raises(RuntimeError):
        write(path, breaks_off())
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("out.xml", "the last one")]
    write(path, iter(["whole"]))
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("whole", 0o600)


def test_what_is_written_meanwhile_is_of_the_next_export(app: Flask, tmp_path: Path) -> None:
    """And what goes meanwhile takes its letters along."""
    with app.app_context():
        make_admin()
        ids = [make_article(f"Piece {number}") for number in range(3)]
        for id in ids:
            make_printed(id)
        parts = wordpress.document(NOW, wordpress.Report(), no_step)
        begun = "".join(next(parts) for _ in range(3))
        db.session.rollback()
        articles.delete(ids[1])
        make_printed(ids[2], "Too late.")
        make_article("Later")
        channel = ElementTree.fromstring(begun + "".join(parts))[0]  # noqa: S314
    assert [item.findtext("title") for item in channel.findall("item")] == ["Piece 0", "Piece 2"]
    assert len(list(channel.iter(f"{WP}comment"))) == 2


def test_between_two_parts_nothing_is_kept_open(app: Flask) -> None:
    """However slowly somebody takes it, the database is nobody's meanwhile."""
    with app.app_context():
        make_admin()
        write_letters(make_article())
        for _part in wordpress.document(NOW, wordpress.Report(), no_step):
            assert not db.session().in_transaction()


def test_what_wordpress_made_of_it_since_counts_and_not_what_it_was_here(
    app: Flask, empty: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        make_admin()
        make_printed(make_article("Hello", body="Old *words*.", standfirst="Old"), "Old _letter_.")
    leave(app, tmp_path / "out.xml")
    path = as_wordpress_would(tmp_path / "out.xml")
    path.write_text(path.read_text("utf-8").replace("Old <em>", "New <em>"), "utf-8")
    arrive(empty, path)
    hello = pieces(empty)["hello"]
    assert (hello["body"], hello["standfirst"]) == ("*Old*\n\nNew *words*.", "")
    assert [letter["body_html"] for letter in letters(empty)] == ["<p>New <em>letter</em>.</p>\n"]


def test_a_piece_whose_picture_stayed_behind_links_to_where_it_was(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        media.store(drawn("red"), "A flag.png", app.config["MEDIA_FOLDER"], NOW)
        name = db.session.scalars(select(Media.name)).one()
        make_article("Hello", body=f"![A flag](/media/{name}-800.webp)")
    leave(app, tmp_path / "out.xml")
    report = arrive(empty, tmp_path / "out.xml")
    assert pieces(empty)["hello"]["body"] == f"[A flag]({HOME}/media/{name}-1600.jpg)"
    assert list(report.lost) == [f"{HOME}/media/{name}-1600.jpg"]


def test_a_picture_that_got_another_name_is_shown_under_it_and_found_by_the_former_one(
    app: Flask, empty: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        media.store(drawn("red"), "A flag.png", app.config["MEDIA_FOLDER"], NOW)
        old = db.session.scalars(select(Media.name)).one()
        make_article("Hello", body=f"![A flag](/media/{old}-800.webp)")
    rmtree(Path(app.instance_path) / "originals")
    leave(app, tmp_path / "out.xml")
    arrive(empty, tmp_path / "out.xml", Path(app.instance_path))
    with empty.app_context():
        new = set(db.session.scalars(select(Media.name)))
    assert old not in new
    assert f"/media/{old}" not in pieces(empty)["hello"]["body"]
    answer = empty.test_client().get(f"/media/{old}-1600.jpg")
    assert answer.status_code == 301
    assert any(name in answer.location for name in new)


def test_links_between_pieces_follow_those_that_get_another_address(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        make_article("About", kind=Kind.PAGE)
        make_article(
            "Hello", body=f"[a](/pages/about) [b]({HOME}/pages/about#part) [](/pages/about) `/2019/pages/about`"
        )
    with empty.app_context():
        articles.add(ArticleText(title="About", body="Another one.", kind=Kind.PAGE), NOW - timedelta(days=1))
    leave(app, tmp_path / "out.xml")
    arrive(empty, tmp_path / "out.xml")
    body = "[a](/pages/about-2) [b](/pages/about-2#part) [](/pages/about-2) `/2019/pages/about`"
    assert pieces(empty)["hello"]["body"] == body
    assert ">About</a>" in pieces(empty)["hello"]["body_html"]


def test_nothing_in_a_file_that_says_it_is_ours_is_believed_further_than_a_form(
    app: Flask, empty: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        make_admin()
        make_printed(make_article("Hello", source_url="https://a.example/", body="<b>x</b> <script>1</script>"), "_a_")
        with writing() as session:
            site.lead_all(session, {"/old": "/articles/hello"})
    leave(app, tmp_path / "out.xml")
    path = tmp_path / "out.xml"
    text = path.read_text("utf-8").replace('"source_url": "https://a.example/"', '"source_url": "javascript:alert(1)"')
    text = text.replace("[/old]", "[/old/../admin/]").replace("[_a_]", f"[{'a' * 70_000}]")
    path.write_text(text, "utf-8")
    report = arrive(empty, path)
    hello = pieces(empty)["hello"]
    assert (hello["source_url"], "<script" in hello["body_html"]) == ("", False)
    assert letters(empty) == []
    assert any("a comment of more than 65,535 characters" in words for _line, words in report.notes)
    with empty.app_context():
        assert list(db.session.scalars(select(Redirect.old))) == []

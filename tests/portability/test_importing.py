"""Folders of other tools, taken in whole; twice is once, and what is hostile is one line."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from blog.articles import actions, life
from blog.articles.models import Article, Revision
from blog.articles.rules import Kind
from blog.db import db
from blog.media.models import Media
from blog.media.queries import picture
from blog.portability import reading
from blog.portability.reading import TooMuch
from blog.site import actions as site
from blog.site import version
from blog.site.models import Redirect
from blog.site.queries import redirect
from tests.factories import NOW, count, everything, make_article
from tests.portability.blogs.moved import piece, tags
from tests.portability.folders import drawn, lay, take_in, tree

SHORT = "---\ntitle: Short\ndate: 2026-01-02\n---\nWords.\n"


def lead_picture(slug: str) -> str:
    found = picture(piece(slug).picture_id)
    assert found
    return found.src


HUGO: dict[str, str | bytes] = {
    "hugo.toml": 'title = "Quay"\n',
    "content/_index.md": "---\ntitle: The front page\n---\nHello.\n",
    "content/posts/lamp/index.md": """+++
title = "The lamp on the quay"
date = 2024-02-03T04:05:06+01:00
lastmod = 2024-03-01
draft = false
tags = ["Harbour", "Light"]
categories = ["Town"]
description = "A lamp was lit."
authors = ["Asha", "Meera"]
aliases = ["/articles/old-lamp", "/2019/lamp/"]
weight = 4
[cover]
image = "lamp.png"
alt = "A lamp"
caption = "Lit at nine"
+++

The lamp stands [by the boat]({{< ref "boat.md" >}}#deck).

{{< figure src="lamp.png" alt="A lamp" caption="Lit" >}}

{{< youtube abc123 >}}

```go
{{< figure src="lamp.png" >}}
```

![A flag](/img/flag.png "A flag") and ![gone](gone.jpg)
""",
    "content/posts/lamp/lamp.png": drawn("yellow"),
    "content/posts/boat.md": '---\ntitle: "The boat"\ndate: 2024-05-06 07:08\ndraft: true\nslug: Boat\n'
    "images: [/img/flag.png]\n---\nIt floats.\n",
    "content/posts/new.json.md": '{\n"title": "Out of JSON",\n"date": "2024-05-07",\n"tags": ["Town"]\n}\nWords.\n',
    "content/pages/about.md": "---\ntitle: About\ndate: 2023-01-01\n---\nWho we are.\n",
    "static/img/flag.png": drawn("red"),
    "themes/other/README.md": "not ours",
    "README.md": "How to build it.",
}  # fmt: skip


def test_a_folder_of_hugo_comes_in_whole(app_context: Flask, tmp_path: Path) -> None:
    report = take_in(lay(tmp_path / "in", HUGO), app_context)
    assert report.failed == []
    assert len(report.imported) == 4
    lamp = piece("lamp")
    assert (lamp.title, lamp.author, lamp.summary) == ("The lamp on the quay", "Asha, Meera", "A lamp was lit.")
    assert lamp.published_at == datetime(2024, 2, 3, 3, 5, 6, tzinfo=UTC)
    assert lamp.revised_at == datetime(2024, 3, 1, tzinfo=UTC)
    assert (lamp.is_live, lamp.picture_alt, lamp.picture_caption) == (True, "A lamp", "Lit at nine")
    assert tags("lamp") == ["Town", "Harbour", "Light"]
    assert redirect("/articles/old-lamp") == "/articles/lamp"
    src, flag = lead_picture("lamp"), lead_picture("boat")
    assert "[by the boat](/articles/boat#deck)" in lamp.body
    assert f'![A lamp]({src} "Lit")' in lamp.body
    assert '```go\n{{< figure src="lamp.png" >}}\n```' in lamp.body
    assert f'![A flag]({flag} "A flag")' in lamp.body
    assert piece("boat").published_at is None
    assert tags("new-json") == ["Town"]
    assert piece("about").kind == Kind.PAGE
    places = {words: place for place, words in report.notes}
    assert places["{{< youtube abc123 >}} was left as it is"] == "content/posts/lamp/index.md:22"
    assert places["gone.jpg is not there"] == "content/posts/lamp/index.md:28"
    assert places["the former address /2019/lamp/ cannot lead here"] == "content/posts/lamp/index.md:10"
    assert dict(report.unknown) == {"weight": 1}
    assert {place for place, _reason in report.passed} == {"README.md", "content/_index.md"}
    assert count(Media) == report.pictures == 2


JEKYLL: dict[str, str | bytes] = {
    "_config.yml": "title: Quay\n",
    "_posts/2024-01-05-the-tide.md": """---
layout: post
title:  "The tide"
date:   2024-01-05 10:00:00 +0530
categories: town harbour
tags: [Sea]
excerpt: It came.
image: /assets/tide.jpg
last_modified_at: 2024-01-04
---
See [the ebb]({% post_url 2023-12-31-ebb %}) and ![Tide]({{ site.baseurl }}/assets/tide.jpg).

{% highlight python %}
print("tide")  # ![x](/assets/tide.jpg)
{% endhighlight %}

{% include gallery.html %} and [a map]({{ '/assets/map.pdf' | relative_url }}), [all](/assets/all.zip)
""",
    "_posts/2023-12-31-ebb.markdown": "---\nlayout: post\n---\n# How it went\n\nIt ebbed. [Up](2024-01-05-the-tide.md)",
    "_posts/2023-11-30-hidden.md": "---\ntitle: Hidden\npublished: false\n---\nNot yet.\n",
    "_drafts/later.md": "---\ntitle: Later\n---\nSome day.\n",
    "about.md": "---\nlayout: page\ntitle: About\npermalink: /about-us/\n---\nWho.\n",
    "index.md": "---\nlayout: home\n---\n",
    "assets/tide.jpg": drawn("blue", form="JPEG"),
    "assets/map.pdf": b"%PDF-1.4",
    "assets/all.zip": b"PK",
}


def test_a_folder_of_jekyll_comes_in_whole(app_context: Flask, tmp_path: Path) -> None:
    report = take_in(lay(tmp_path / "in", JEKYLL), app_context)
    assert report.failed == []
    assert len(report.imported) == 5
    tide = piece("the-tide")
    assert tide.published_at == datetime(2024, 1, 5, 4, 30, tzinfo=UTC)
    assert (tide.summary, tide.revised_at) == ("It came.", None)
    assert tags("the-tide") == ["town", "harbour", "Sea"]
    src = lead_picture("the-tide")
    assert f"[the ebb](/articles/ebb) and ![Tide]({src})." in tide.body
    assert '````python\nprint("tide")  # ![x](/assets/tide.jpg)\n````' in tide.body
    assert re.search(r"\[a map\]\(/media/[0-9a-f]{20}\.pdf\)", tide.body)
    ebb = piece("ebb")
    assert (ebb.title, ebb.body) == ("How it went", "It ebbed. [Up](/articles/the-tide)")
    assert ebb.published_at == datetime(2023, 12, 31, tzinfo=UTC)
    assert [piece(slug).published_at for slug in ("hidden", "later")] == [None, None]
    assert piece("about-us").kind == Kind.PAGE
    assert report.notes == [
        ("_posts/2024-01-05-the-tide.md:17", "/assets/all.zip is no picture, and was not taken"),
        ("_posts/2024-01-05-the-tide.md:17", "{% include gallery.html %} was left as it is"),
    ]
    assert report.passed == [("index.md", "a list of others, without a text of its own")]


PELICAN: dict[str, str | bytes] = {
    "pelicanconf.py": "SITENAME = 'Quay'\n",
    "content/crane.md": """Title: The crane: a life
Date: 2010-12-03 10:20
Modified: 2010-12-05 19:30
Category: Town Hall
Tags: steel, old things
Authors: Alexis; Justin
Summary: It lifted,
    and it stood.
Lang: en_GB
Status: draft

![Crane]({static}/images/crane.png) and [more]({filename}ferry.md), {attach}
""",
    "content/ferry.md": "title: The ferry\ndate: 3 December 2010\nslug: a-ferry\n\nIt left.\n",
    "content/images/crane.png": drawn("grey"),
}


def test_a_folder_of_pelican_comes_in_whole(app_context: Flask, tmp_path: Path) -> None:
    report = take_in(lay(tmp_path / "in", PELICAN), app_context)
    assert (report.failed, report.notes) == ([], [])
    crane = piece("the-crane-a-life")
    assert (crane.title, crane.summary) == ("The crane: a life", "It lifted, and it stood.")
    assert (crane.author, crane.language, crane.published_at) == ("Alexis, Justin", "en-GB", None)
    assert tags("the-crane-a-life") == ["Town Hall", "steel", "old things"]
    address = picture(db.session.scalars(select(Media.id)).one())
    assert address
    assert f"![Crane]({address.src}) and [more](/articles/a-ferry), {{attach}}" in crane.body
    assert piece("a-ferry").published_at == datetime(2010, 12, 3, tzinfo=UTC)


ELEVENTY: dict[str, str | bytes] = {
    "eleventy.config.js": "",
    "posts/first.md": """---
title: First
subtitle: The very first
date: 2022-06-07
tags: posts
hero: ../public/a.png
---
<img src="/a.png" alt="A"> and [second](second/index.md) and [x]: not this

[ref]: ./second/index.md
`![code](/a.png)` stays.
""",
    "posts/second/index.md": "---\ntitle: Second\ndate: 2022-06-08T00:00:00.000Z\ntags: [post, Blue]\n---\nSecond.\n",
    "public/a.png": drawn("blue"),
    "node_modules/thing/readme.md": "no",
}


def test_a_folder_of_eleventy_comes_in_whole(app_context: Flask, tmp_path: Path) -> None:
    report = take_in(lay(tmp_path / "in", ELEVENTY), app_context)
    assert (report.failed, report.notes) == ([], [])
    first = piece("first")
    src = lead_picture("first")
    assert first.standfirst == "The very first"
    assert f'<img src="{src}" alt="A"> and [second](/articles/second)' in first.body
    assert "[ref]: /articles/second\n`![code](/a.png)` stays." in first.body
    assert (tags("first"), tags("second")) == ([], ["Blue"])


@pytest.mark.parametrize("files", [HUGO, JEKYLL, PELICAN, ELEVENTY], ids=["hugo", "jekyll", "pelican", "eleventy"])
def test_a_folder_that_comes_twice_is_there_once(
    app_context: Flask, tmp_path: Path, files: dict[str, str | bytes]
) -> None:
    folder = lay(tmp_path / "in", files)
    first = take_in(folder, app_context)
    before, stands_at = everything(), version.current()
    second = take_in(folder, app_context, NOW + timedelta(days=1))
    assert (second.imported, second.updated, second.left) == ([], [], [])
    assert sorted(second.unchanged) == sorted(first.imported)
    assert (everything(), version.current()) == (before, stands_at)


@pytest.mark.parametrize("files", [HUGO, JEKYLL], ids=["hugo", "jekyll"])
def test_a_dry_run_writes_nothing_and_reports_the_same(
    app_context: Flask, tmp_path: Path, files: dict[str, str | bytes]
) -> None:
    folder = lay(tmp_path / "in", files)
    before = everything(), tree(app_context.config["MEDIA_FOLDER"])
    rehearsed = take_in(folder, app_context, dry_run=True)
    assert (everything(), tree(app_context.config["MEDIA_FOLDER"])) == before
    assert rehearsed == take_in(folder, app_context)


def test_a_piece_that_is_there_with_other_words_is_left_alone(app_context: Flask, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"short.md": SHORT})
    take_in(folder, app_context)
    row = piece("short")
    lay(folder, {"short.md": SHORT.replace("Words", "Other words").replace("Short", "Shorter")})
    report = take_in(folder, app_context)
    assert report.left == [("short.md", "/articles/short is there with other words: text, title")]
    assert piece("short") == row


def test_update_gives_it_the_version_of_the_file_as_a_save_does(
    app_context: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    folder = lay(tmp_path / "in", {"short.md": SHORT})
    take_in(folder, app_context)
    id = piece("short").id
    actions.revise(id, actions.ArticleText(title="Short", body="Mine.", summary="Kept", published_at=NOW), NOW)
    later = NOW + timedelta(days=1)
    assert take_in(folder, app_context, later, update=True, dry_run=True).updated == ["short.md"]
    assert piece("short").body == "Mine."
    assert take_in(folder, app_context, later, update=True).updated == ["short.md"]
    row = piece("short")
    assert (row.id, row.body, row.summary) == (id, "Words.", "Kept")
    assert (row.revised_at, row.updated_at, row.published_at) == (later, later, datetime(2026, 1, 2, tzinfo=UTC))
    assert count(Revision) == 3
    assert "Updated" in client.get("/articles/short").text
    assert take_in(folder, app_context, later).unchanged == ["short.md"]


def test_what_got_another_address_since_does_not_come_twice(app_context: Flask, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"short.md": SHORT})
    take_in(folder, app_context)
    row = piece("short")
    text = actions.ArticleText(title="Short", body="Words.", slug="long", published_at=row.published_at)
    actions.revise(row.id, text, NOW)
    report = take_in(folder, app_context)
    assert report.left == [("short.md", "/articles/short leads to /articles/long by now")]
    assert count(Article) == 1


def test_a_page_does_not_take_the_address_of_an_article(app_context: Flask, tmp_path: Path) -> None:
    make_article("About")
    folder = lay(tmp_path / "in", {"pages/about.md": "---\ntitle: About\n---\nWe.\n"})
    for _ in range(2):
        assert take_in(folder, app_context).failed == [("pages/about.md", "/articles/about has this address already")]
    assert count(Article) == 1


def test_two_files_that_want_one_address_get_two_each_time(app_context: Flask, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"a/short.md": SHORT, "b/short.md": SHORT.replace("Words", "More")})
    assert len(take_in(folder, app_context).imported) == 2
    assert len(take_in(folder, app_context).unchanged) == 2
    assert (piece("short").body, piece("short-2").body) == ("Words.", "More.")


def test_a_former_address_that_is_another_pieces_stays_there(app_context: Flask, tmp_path: Path) -> None:
    make_article("Taken")
    site_text = SHORT.replace("date:", "aliases: [/articles/taken, /pages/free.html]\ndate:")
    folder = lay(tmp_path / "in", {"short.md": site_text})
    take_in(folder, app_context)
    assert (redirect("/articles/taken"), redirect("/pages/free")) == (None, "/articles/short")
    assert take_in(folder, app_context).unchanged == ["short.md"]


def test_a_date_without_a_zone_is_meant_in_the_sites(app_context: Flask, tmp_path: Path) -> None:
    site.change(time_zone="Asia/Kolkata", language="hi")
    take_in(lay(tmp_path / "in", {"a.md": SHORT}), app_context)
    assert piece("a").published_at == datetime(2026, 1, 1, 18, 30, tzinfo=UTC)
    assert piece("a").language == "hi"


def test_a_later_date_is_scheduled_and_none_is_now(app_context: Flask, tmp_path: Path) -> None:
    later = SHORT.replace("2026-01-02", "2027-01-02")
    take_in(lay(tmp_path / "in", {"a.md": later, "b.md": "Only words.\n"}), app_context)
    assert (piece("a").is_live, piece("b").is_live) == (False, True)
    assert (piece("b").published_at, piece("b").title) == (NOW, "B")
    assert life.release(datetime(2027, 1, 3, tzinfo=UTC)) == 1


HEAD = "---\ntitle: X\n"
HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "binary.md": (b"\x89PNG\r\n\x1a\n\x00\xff", "binary.md:1 this is not UTF-8 text (invalid start byte)"),
    "latin.md": (b"---\ntitle: X\n---\nna\xefve\n", "latin.md:4 this is not UTF-8 text (invalid continuation byte)"),
    "nul.md": ("a\0b", "nul.md this is no text"),
    "bomb.md": (f"{HEAD}a: &a [x, x]\nb: [*a, *a]\n---\nW", "bomb.md:3 put a text that starts with & or * in quotes"),
    "deep.md": (HEAD + "a: " + "[" * 3000 + "\n---\nW", "deep.md:3 this is nested too deep"),
    "deeptoml.md": ("+++\na = " + "[" * 3000 + "\n+++\nW", "deeptoml.md:1"),
    "deepjson.md": ('{\n"a":' + "[" * 90_000 + "]" * 9 + "\n}\nW", "deepjson.md:1"),
    "sixjson.md": ('{\n"a":' + "[" * 9 + "]" * 9 + "\n}\nW", "sixjson.md:1 the front matter is nested too deep"),
    "huge.md": (HEAD + "a: x\n" * 60_000 + "---\nW", "huge.md:1 the front matter is longer than 128 KB"),
    "long.md": ("x" * (2 * 1024 * 1024 + 1), "long.md this is longer than 2 MB"),
    "wide.md": ("words " * 100_000, "wide.md:1 the text is longer than 500,000 characters"),
    "broken.md": ('---\ntitle: "X\n---\nW', "broken.md:2 "),
    "open.md": (HEAD, "open.md:1 no second line of --- ends the front matter that starts here"),
    "empty.md": ("", "empty.md:1 there is no text below the front matter"),
    "twice.md": (HEAD + "Title: Y\n---\nW", "twice.md:3 title stands here a second time, after line 2"),
    "list.md": ("---\n- a\n---\nW", "list.md:2 each line of the front matter must be a name, a colon and a value"),
    "date.md": (HEAD + "date: soon\n---\nW", "date.md:3 date must be a date like"),
    "draft.md": (HEAD + "draft: perhaps\n---\nW", "draft.md:3 draft must be true or false"),
    "char.md": (HEAD + 'a: "\\UFFFFFFFF"\n---\nW', "char.md:"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_one_line_and_the_others_come_in(app_context: Flask, tmp_path: Path, name: str) -> None:
    text, said = HOSTILE[name]
    report = take_in(lay(tmp_path / "in", {name: text, "fine.md": SHORT}), app_context)
    assert report.imported == ["fine.md"]
    assert len(report.failed) == 1
    assert " ".join(report.failed[0]).startswith(said)
    assert "\n" not in " ".join(report.failed[0])


def test_no_link_leads_out_of_the_folder(app_context: Flask, tmp_path: Path) -> None:
    lay(tmp_path, {"secret.png": drawn("red"), "secret.md": "---\ntitle: Secret\n---\nSecret."})
    body = "![a](../secret.png) ![b](../../../../../../etc/passwd.png) ![c](link.png) ![d](%2e%2e/secret.png)"
    body += " ![e](d/secret.png)"
    folder = lay(
        tmp_path / "in", {"a.md": SHORT.replace("Words.", body).replace("date:", "image: ../secret.png\ndate:")}
    )
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "d").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder)
    report = take_in(folder, app_context)
    assert (count(Media), count(Article), piece("a").body) == (0, 1, body)
    assert sorted(words for _place, words in report.notes) == [
        "%2e%2e/secret.png leads out of the folder, and was left",
        "../../../../../../etc/passwd.png leads out of the folder, and was left",
        "../secret.png leads out of the folder, and was left",
        "../secret.png leads out of the folder, and was left",
        "d/secret.png is a symbolic link, which is not followed",
        "link.png is a symbolic link, which is not followed",
    ]
    assert [place for place, _words in report.passed] == ["d", "link.md", "link.png", "loop"]


@pytest.mark.parametrize(
    ("address", "words"),
    [("x" * 5000 + ".png", ".png is not there"), ("a%00b.png", "leads out of the folder, and was left")],
)
def test_an_address_that_no_file_can_have_is_named(
    app_context: Flask, tmp_path: Path, address: str, words: str
) -> None:
    report = take_in(lay(tmp_path / "in", {"a.md": SHORT.replace("Words.", f"![x]({address})")}), app_context)
    assert (report.imported, len(report.notes)) == (["a.md"], 1)
    assert report.notes[0][1].endswith(words)


def test_a_pipe_that_is_called_a_file_keeps_nobody_waiting(app_context: Flask, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"fine.md": SHORT})
    os.mkfifo(folder / "pipe.md")
    assert take_in(folder, app_context).failed == [("pipe.md", "this is no file")]


def test_lists_of_other_tools_are_not_ours(app_context: Flask, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"tags.yaml": "- &a [", "short.md": SHORT})
    assert take_in(folder, app_context).imported == ["short.md"]


def test_names_of_any_bytes_are_shown_in_one_line(app_context: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in (b"a\nb\x1b[31m.md", b"\xff\xfe.md"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("", "utf-8")
    places = [place for place, _words in take_in(folder, app_context).failed]
    assert places == ["a b[31m.md:1", "��.md:1"]


def test_pictures_that_are_none_or_of_the_web_are_named(app_context: Flask, tmp_path: Path) -> None:
    text = SHORT.replace("date:", "image: https://example.org/a.png\ndate:").replace(
        "Words.", "![x](bad.png) ![y](a.svg)"
    )
    folder = lay(tmp_path / "in", {"a.md": text, "bad.png": b"nothing", "a.svg": "<svg/>"})
    report = take_in(folder, app_context)
    assert report.imported == ["a.md"]
    assert report.notes == [
        ("a.md:3", "https://example.org/a.png is of the web, and was not fetched"),
        ("a.md:6", "a.svg: this is not a JPEG, PNG, WebP, GIF or AVIF picture"),
        ("a.md:6", "bad.png: this is not a JPEG, PNG, WebP, GIF or AVIF picture"),
    ]


def test_a_folder_with_too_much_in_it_is_refused(
    app_context: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FILES", 2)
    folder = lay(tmp_path / "in", {f"{number}.md": SHORT for number in range(4)})
    with pytest.raises(TooMuch, match="more than 2 Markdown files"):
        take_in(folder, app_context)


def test_an_export_of_a_newer_release_is_refused(app_context: Flask, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"letterpress.yaml": "format: 2\n", "articles/a.md": SHORT})
    with pytest.raises(TooMuch, match="newer release"):
        take_in(folder, app_context)
    assert count(Article) == 0


@pytest.mark.parametrize("name", ["tags.yaml", "redirects.yaml", "letterpress.yaml"])
def test_lists_that_cannot_be_read_are_one_line(app_context: Flask, tmp_path: Path, name: str) -> None:
    folder = lay(tmp_path / "in", {"letterpress.yaml": "format: 1\n", "articles/a.md": SHORT} | {name: "- [a, &b c"})
    with pytest.raises(TooMuch, match=name):
        take_in(folder, app_context)
    assert count(Article) == 0


def test_a_list_of_pictures_of_an_export_reaches_no_file_outside(app_context: Flask, tmp_path: Path) -> None:
    lay(tmp_path, {"secret.png": drawn("red")})
    items = "- name: abc\n  file: ../../secret.png\n- name: abc\n  file: gone.png\n- file: a.png\n  created: soon\n"
    folder = lay(
        tmp_path / "in", {"letterpress.yaml": "format: 1\n", "media/media.yaml": items, "media/a.png": drawn("red")}
    )
    report = take_in(folder, app_context)
    assert count(Media) == 0
    assert [words.partition(" ")[0] for _place, words in report.failed] == ["../../secret.png:", "gone.png", "a.png:"]


@pytest.mark.parametrize(
    "new", ["//evil.example/x", "/\\evil.example", "/articles//evil", "https://evil.example", "/admin/"]
)
def test_a_former_address_of_an_export_leads_to_no_other_site(app_context: Flask, tmp_path: Path, new: str) -> None:
    export = {
        "letterpress.yaml": "format: 1\n",
        "redirects.yaml": f"- old: /articles/free\n  new: {new}\n- old: {new}\n  new: /articles/one\n",
        "articles/one.md": "---\ntitle: One\n---\n\nWords.\n",
    }
    take_in(lay(tmp_path / "in", export), app_context)
    assert [tuple(row) for row in db.session.execute(select(Redirect.old, Redirect.new))] == []

"""Feeds of articles: what a program reads there is what the database holds, under names that nothing changes."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from time import struct_time
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from blog.articles import actions as articles
from blog.articles import life, syndication, tags
from blog.articles.models import Article
from blog.articles.rules import ArticleText
from blog.db import db
from blog.feeds import articles as feed_views
from blog.feeds.answers import NO_CHAR
from blog.links import absolute
from blog.media import actions as media
from blog.media.models import Media
from blog.site import actions as site
from blog.site.tagging import settle
from tests.factories import NOW, make_admin, make_article, make_printed

SITE = "http://127.0.0.1:8000"
TEXT = ArticleText(title="Hello", body="Words.", published_at=NOW)
LATER = NOW + timedelta(hours=5)
ODD = [
    ("Plain & <simple>", "One *paragraph*.", "en"),
    ("]]> and <![CDATA[", "Text with `]]>` and `<!--` in it, & \"quotes\" 'too'.", "en"),
    ("سلام دنیا", "ایک **پیراگراف**، اور [ایک ربط](/articles/hello)۔", "ur"),
    ("👩‍👩‍👧 🇮🇳 emoji", "😀 👍🏽 and 𝒳.", "en"),
    ("No words", "", "en"),
    ("Control \x0b\x00 characters \ufffe", "A\x08 B\x1b C\ufffe D\uffff.", "en"),
    ("</title><script>alert(1)</script>", "<script>alert(1)</script>\n\n<b onclick=x>bold</b>", "en"),
    ("हिन्दी", "नमस्ते [^1]\n\n[^1]: टिप्पणी", "hi"),
]


def make_file(app: Flask, name: str, data: bytes) -> Media:
    id = media.store(data, name, app.config["MEDIA_FOLDER"], NOW)
    return db.session.get_one(Media, id)


@pytest.fixture(autouse=True)
def _admin(app_context: Flask) -> None:
    make_admin()


def read(client: FlaskClient, path: str = "/feed.xml") -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    assert "Set-Cookie" not in answer.headers
    ElementTree.fromstring(answer.data)  # noqa: S314 - of our own; a strict parser takes it whole
    found = feedparser.parse(BytesIO(answer.data), sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo
    return found


def read_json(client: FlaskClient, path: str = "/feed.json") -> Any:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/feed+json")
    return json.loads(answer.data)


def moment(when: datetime) -> tuple[int, ...]:
    return tuple(when.utctimetuple())[:6]


def at(parsed: struct_time) -> tuple[int, ...]:
    return tuple(parsed)[:6]


def ids(client: FlaskClient, path: str = "/feed.xml") -> list[str]:
    return [entry.id for entry in read(client, path).entries]


def test_what_a_program_reads_equals_the_database(app: Flask, client: FlaskClient) -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    image = make_file(app, "bridge.png", picture.getvalue())
    sound = make_file(app, "talk.mp3", b"ID3" + b"\0" * 400)
    for number, (title, body, language) in enumerate(ODD):
        linked = f"{body}\n\n[Listen](/media/{sound.name}.mp3)" if number == 0 else body
        make_article(
            title, body=linked, language=language, tags=("Town", "R&D <x>") if number % 2 else (),
            published_at=NOW - timedelta(days=number), author="Asha & Co" if number else "",
            picture_id=image.id if number == 0 else None, summary="In short: <b>" if number else "",
        )  # fmt: skip
    feed, items = read(client), read_json(client)["items"]
    entries = feed.entries
    rows = db.session.scalars(select(Article).order_by(Article.published_at.desc())).all()
    assert len(entries) == len(items) == len(rows) == len(ODD)
    for row, entry, item in zip(rows, entries, items, strict=True):
        assert entry.title == item["title"].strip()
        assert entry.title == NO_CHAR.sub("", row.title).strip()
        assert entry.id == item["id"] == f"tag:localhost,1970:articles/{row.id}"
        assert entry.link == item["url"]
        assert client.get(entry.link.removeprefix(SITE)).status_code == 200
        assert at(entry.published_parsed) == at(entry.updated_parsed) == moment(row.published_at)
        (content,) = entry.content
        assert content.value == item["content_html"].strip()
        assert f'lang="{row.language}"' in content.value
        assert content.language == item["language"] == row.language
        assert entry.get("summary", "") in (row.summary, content.value)
        assert (
            [tag.term for tag in entry.get("tags", [])]
            == item.get("tags", [])
            == (["Town", "R&D <x>"] if (row.id - 1) % 2 else [])
        )
        assert entry.get("author", feed.feed.author) == (row.author or "Letterpress")
        assert "<script" not in content.value
        assert "onclick" not in content.value
    files = [(link["href"], link["type"], link.get("length")) for link in entries[0].enclosures]
    assert files == [
        (f"{SITE}/media/{image.name}-60.jpg", "image/jpeg", None),
        (f"{SITE}/media/{sound.name}.mp3", "audio/mpeg", "403"),
    ]
    assert [(file["url"], file["mime_type"]) for file in items[0]["attachments"]] == [file[:2] for file in files]
    assert all(client.get(href.removeprefix(SITE), buffered=True).status_code == 200 for href, _, _ in files)
    assert 'dir="rtl"' in entries[2].content[0].value


def test_every_address_in_a_piece_is_a_full_one(client: FlaskClient, app: Flask) -> None:
    make_article("Other")
    body = (
        '[Other](/articles/other) [away](https://example.org/?a=1&b=2) note[^1] `<a href="/x">`\n\n'
        '# Part\n\n[^1]: A note with "quotes".'
    )
    make_article("Hello", body=body)
    content = read(client).entries[0].content[0].value
    assert f'href="{SITE}/articles/other"' in content
    assert 'href="https://example.org/?a=1&amp;b=2"' in content
    assert f'href="{SITE}/articles/hello#' in content
    assert f"{SITE}/x" not in content  # which are words
    assert 'href="#' not in content


def test_names_stay_when_address_headline_and_site_move(app: Flask, client: FlaskClient) -> None:
    settle("https://letters.example.org", NOW)
    article = make_article(tags=("Town",))
    before = ids(client)
    assert before == [f"tag:letters.example.org,2026-03-14:articles/{article}"]
    articles.revise(article, replace(TEXT, title="Another", slug="elsewhere", tags=("Town",)), LATER)
    app.config["PUBLIC_URL"] = "https://moved.example"
    settle("https://moved.example", LATER)
    assert ids(client) == ids(client, "/tags/town/feed.xml") == before
    assert read(client).entries[0].link == "https://moved.example/articles/elsewhere"
    assert read(client).feed.id == "tag:letters.example.org,2026-03-14:site"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_a_site_that_is_tried_out_has_no_name_for_good_yet(client: FlaskClient, url: str) -> None:
    settle(url, NOW)
    article = make_article()
    assert ids(client) == [f"tag:localhost,1970:articles/{article}"]


def test_only_what_readers_see_is_an_update(client: FlaskClient) -> None:
    article = make_article()

    def updated() -> tuple[int, ...]:
        return at(read(client).entries[0].updated_parsed)

    articles.revise(article, replace(TEXT, body="One paragraph.", comments_open=False), LATER)
    make_printed(make_article("Other", published_at=NOW - timedelta(days=1)))
    assert updated() == moment(NOW)
    articles.revise(article, replace(TEXT, body="Other words."), LATER)
    assert updated() == moment(LATER)
    life.correct(article, "It was a Tuesday.", LATER + timedelta(hours=1))
    assert updated() == moment(LATER + timedelta(hours=1))
    assert "It was a Tuesday." in read(client).entries[0].content[0].value


@pytest.mark.parametrize("path", ["/feed.xml", "/feed.json", "/tags/town/feed.xml", "/tags/town/feed.json",
                                  "/comments.xml", "/articles/hello/comments.xml"])  # fmt: skip
def test_whoever_has_it_as_it_is_gets_nothing_and_nothing_is_drawn(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    article = make_article(tags=("Town",))
    first = client.get(path)
    etag = first.headers["ETag"]
    with monkeypatch.context() as patch:
        patch.setattr(feed_views, "_page", None)
        patch.setattr("blog.feeds.views.render_template", None)
        again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    make_article("Other", tags=("Town",))
    make_printed(article)
    anew = client.get(path, headers={"If-None-Match": etag})
    assert (anew.status_code, anew.headers["ETag"] != etag) == (200, True)
    assert len(anew.data) > 200


def test_who_asks_by_time_hears_of_every_change(client: FlaskClient) -> None:
    article = make_article()
    since = client.get("/feed.xml").headers["Last-Modified"]
    assert client.get("/feed.xml", headers={"If-Modified-Since": since}).status_code == 304
    articles.revise(article, replace(TEXT, body="Other words."), LATER)
    assert client.get("/feed.xml", headers={"If-Modified-Since": since}).status_code == 200


def test_two_addresses_and_two_pages_share_no_etag(client: FlaskClient) -> None:
    for number in range(syndication.SIZE + 1):
        make_article(f"No. {number}", tags=("Town",))
    after = read(client).feed.links[-1].href.removeprefix(SITE)
    paths = ("/feed.xml", "/feed.json", after, "/tags/town/feed.xml", "/comments.xml")
    assert len({client.get(path).headers["ETag"] for path in paths}) == len(paths)


@pytest.mark.parametrize("path", ["/feed.xml", "/tags/town/feed.xml"])
def test_all_of_it_can_be_read_page_by_page_and_back(client: FlaskClient, path: str) -> None:
    wanted = [make_article(f"No. {number}", published_at=NOW + timedelta(minutes=number), tags=("Town",))
              for number in range(-50, 0)]  # fmt: skip
    life.pin(wanted[3], NOW)  # which stands in its place all the same

    def walk(rel: str, here: str) -> tuple[list[str], str]:
        found: list[str] = []
        while True:
            page = read(client, here)
            links = {link.rel: link.href.removeprefix(SITE) for link in page.feed.links}
            assert (links["self"], links["first"]) == (here, path)
            names = [entry.id for entry in page.entries]
            found = found + names if rel == "next" else names + found
            if rel not in links:
                return found, here
            here = links[rel]

    everything = [f"tag:localhost,1970:articles/{id}" for id in reversed(wanted)]
    onward, last = walk("next", path)
    assert onward == everything
    assert walk("previous", last)[0] == everything
    following, items = read_json(client, path.replace(".xml", ".json")), []
    while True:
        items += [item["id"] for item in following["items"]]
        if "next_url" not in following:
            break
        following = read_json(client, following["next_url"].removeprefix(SITE))
    assert items == everything


def test_a_tag_has_its_own_and_a_former_address_leads_on(client: FlaskClient) -> None:
    town = make_article(tags=("Town",))
    make_article("Other", tags=("Trees",))
    assert ids(client, "/tags/town/feed.xml") == [f"tag:localhost,1970:articles/{town}"]
    tag = next(tag for tag in tags.used() if tag.slug == "town")
    tags.describe(tag.id, "Our town", "")
    for ending in ("xml", "json"):
        moved = client.get(f"/tags/town/feed.{ending}")
        assert (moved.status_code, moved.location) == (301, f"/tags/our-town/feed.{ending}")
    assert read(client, "/tags/our-town/feed.xml").feed.id == f"tag:localhost,1970:tags/{tag.id}"


@pytest.mark.parametrize("path", ["/tags/none/feed.xml", "/tags/none/feed.json", "/feed.xml?after=x",
                                  "/feed.json?before=1-", "/feed.xml?after=999999999999999999-1"])  # fmt: skip
def test_what_is_not_there_is_a_404(client: FlaskClient, path: str) -> None:
    for headers in ({}, {"If-None-Match": '"x"'}):
        assert client.get(path, headers=headers).status_code == 404


def test_drafts_pages_and_what_was_withdrawn_are_no_entries(client: FlaskClient) -> None:
    make_article("Draft", published_at=None)
    make_article("About", kind="page")
    life.withdraw(make_article("Withdrawn"), "It was wrong.", NOW)
    assert ids(client) == []
    assert read_json(client)["items"] == []


def test_pages_lead_to_their_feeds(client: FlaskClient) -> None:
    make_article(tags=("Town",))
    link = '<link rel="alternate" type="application/{}" title="{}" href="{}">'
    assert link.format("atom+xml", "Letterpress", "/feed.xml") in client.get("/").text
    assert link.format("feed+json", "Letterpress", "/feed.json") in client.get("/").text
    assert link.format("atom+xml", "Letterpress", "/feed.xml") in client.get("/articles/hello").text
    assert link.format("atom+xml", "Town", "/tags/town/feed.xml") in client.get("/tags/town").text


def test_a_site_that_is_not_to_be_listed_says_so_of_its_feeds(client: FlaskClient) -> None:
    site.change(is_listed=False)
    assert client.get("/feed.xml").headers["X-Robots-Tag"] == "noindex"
    assert absolute("/feed.json") in client.get("/feed.json").text

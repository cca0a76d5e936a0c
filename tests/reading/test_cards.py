"""The picture beside a shared link: who has a drawn one, where it is, and to whom it is shown."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from blog.articles import actions, life
from blog.articles.rules import ArticleText, Kind
from blog.cards import drawing
from blog.media.actions import store
from blog.site import actions as site
from tests.factories import NOW, Desk, make_article

SITE = "http://127.0.0.1:8000"
TEXT = ArticleText(title="Hello", body="One paragraph.", published_at=NOW)


@pytest.fixture
def folder(app_context: Flask) -> Path:
    path = app_context.config["CARD_FOLDER"]
    assert isinstance(path, Path)
    return path


@pytest.fixture
def make_picture(app_context: Flask) -> Callable[[str], int]:
    """A picture in the library, of a colour; its id."""

    def make(colour: str) -> int:
        file = BytesIO()
        Image.new("RGB", (300, 200), colour).save(file, "PNG")
        return store(file.getvalue(), "a.png", app_context.config["MEDIA_FOLDER"], NOW)

    return make


def card_in(page: TestResponse) -> str:
    """The address of the picture that a page names."""
    found = re.findall(r'<meta property="og:image" content="([^"]*)">', page.text)
    assert len(found) == 1, "no picture"
    return str(found[0]).removeprefix(SITE)


def card_of(client: FlaskClient, path: str = "/articles/hello") -> str:
    return card_in(client.get(path))


@pytest.mark.parametrize("kind", list(Kind))
def test_a_piece_without_a_picture_is_shared_with_its_headline_drawn(
    client: FlaskClient, folder: Path, kind: Kind
) -> None:
    make_article('Hello "World"', slug="hello", kind=kind)
    page = client.get(f"/{kind}s/hello")
    for mark in (
        '<meta name="twitter:card" content="summary_large_image">',
        '<meta property="og:image:width" content="1200">',
        '<meta property="og:image:height" content="630">',
        '<meta property="og:image:alt" content="Hello &#34;World&#34;">',
    ):
        assert mark in page.text
    assert not folder.exists()
    answer = client.get(card_in(page))
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    with Image.open(BytesIO(answer.data), formats=["PNG"]) as image:
        assert image.size == drawing.SIZE


def test_programs_that_read_what_an_article_is_are_told_of_the_same_picture(client: FlaskClient, folder: Path) -> None:
    make_article()
    page = client.get("/articles/hello")
    linked = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    assert json.loads(linked[0])["image"] == SITE + card_in(page)


def test_nothing_is_drawn_for_what_has_a_picture(
    client: FlaskClient, app_context: Flask, make_picture: Callable[[str], int]
) -> None:
    make_article("Hello")
    make_article("With", picture_id=make_picture("red"))
    assert "/media/" in card_of(client, "/articles/with")
    site.change(card_id=make_picture("blue"))
    assert "/media/" in card_of(client)


def test_a_headline_that_cannot_be_drawn_here_is_shared_without_a_picture(
    client: FlaskClient, folder: Path, no_other_faces: None
) -> None:
    article = make_article("古い橋", slug="hello", language="ja")
    page = client.get("/articles/hello").text
    assert '<meta name="twitter:card" content="summary">' in page
    assert "og:image" not in page
    assert '"image"' not in page
    assert client.get(f"/cards/{article}-000000000000.png").status_code == 404
    assert not folder.exists()


def test_a_hindi_headline_is_drawn(client: FlaskClient, folder: Path, other_faces: None) -> None:
    make_article("पुराने पुल के नीचे की चिट्ठियाँ", slug="hello", language="hi")
    assert client.get(card_of(client)).status_code == 200


@pytest.mark.parametrize("change", [
    {"title": "The Mail"}, {"wordmark": "Mail"}, {"accent": "#1f3f7a"},
])  # fmt: skip
def test_another_name_or_colour_of_the_site_is_another_card(
    client: FlaskClient, folder: Path, change: dict[str, str]
) -> None:
    make_article()
    former = card_of(client)
    old = client.get(former).data
    site.change(**change)
    now = card_of(client)
    assert now != former
    answer = client.get(former)
    assert answer.data == client.get(now).data != old
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("accent", ["nonsense", "#ffffff", ""])
def test_a_colour_that_is_no_good_is_not_drawn_with(client: FlaskClient, folder: Path, accent: str) -> None:
    make_article()
    usual = card_of(client)
    site.change(accent=accent)
    assert card_of(client) == usual


def test_another_headline_is_another_card_and_other_words_are_not(client: FlaskClient, folder: Path) -> None:
    article = make_article()
    first = card_of(client)
    actions.revise(article, replace(TEXT, body="Another paragraph."), NOW)
    assert card_of(client) == first
    actions.revise(article, replace(TEXT, title="Hello again", slug="hello"), NOW)
    assert card_of(client) != first


def test_a_card_stays_where_it_is_when_the_article_moves(client: FlaskClient, folder: Path) -> None:
    article = make_article()
    first = card_of(client)
    actions.revise(article, replace(TEXT, slug="moved"), NOW)
    assert card_of(client, "/articles/moved") == first


def test_whoever_has_a_card_already_is_sent_nothing(client: FlaskClient, folder: Path) -> None:
    make_article()
    path = card_of(client)
    assert client.get(path, headers={"If-None-Match": client.get(path).headers["ETag"]}).status_code == 304


def test_what_readers_do_not_see_has_no_card(app: Flask, client: FlaskClient, folder: Path) -> None:
    draft = make_article("Draft", published_at=None)
    scheduled = make_article("Scheduled", published_at=NOW.replace(year=2999))
    withdrawn = make_article("Withdrawn")
    deleted = make_article("Deleted")
    former = [card_of(client, f"/articles/{name}") for name in ("withdrawn", "deleted")]
    life.withdraw(withdrawn, "It was wrong.", NOW)
    actions.delete(deleted)
    for id in (draft, scheduled, 99, deleted):
        assert client.get(f"/cards/{id}-000000000000.png").status_code == 404
    assert [client.get(path).status_code for path in former] == [410, 404]
    assert not folder.exists()


def test_the_preview_of_a_piece_names_no_card(desk: Desk, folder: Path) -> None:
    page = desk.post("/admin/articles/new", {"title": "Hello", "body": "Words.", "do": "preview"})
    assert "This is a preview" in page.text
    assert "og:image" not in page.text


def test_no_address_makes_the_server_draw_more_than_one_card_for_a_piece(client: FlaskClient, folder: Path) -> None:
    article = make_article()
    for digest in ("000000000000", "x", "..", "a" * 500, "%2e%2e%2fsecret_key"):
        answer = client.get(f"/cards/{article}-{digest}.png")
        assert answer.status_code in (200, 404)
    assert [path.name for path in folder.iterdir()] == [card_of(client).rpartition("/")[2]]

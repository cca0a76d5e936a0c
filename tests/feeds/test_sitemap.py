"""The site map: every address that readers have and no other, in parts where there are many."""

from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from blog.articles import life
from blog.feeds import sitemap
from blog.media import actions as media
from blog.site import actions as site
from tests.factories import NOW, make_admin, make_article

SITE = "http://127.0.0.1:8000"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"


@pytest.fixture(autouse=True)
def _admin(app_context: Flask) -> None:
    make_admin()


def read(client: FlaskClient, path: str = "/sitemap.xml") -> ElementTree.Element:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return ElementTree.fromstring(answer.data)  # noqa: S314 - of our own


def locs(root: ElementTree.Element) -> list[str]:
    return [(element.text or "").removeprefix(SITE) for element in root.iter(f"{MAP}loc")]


def test_it_has_what_readers_find_and_nothing_else(client: FlaskClient) -> None:
    make_article(tags=("Town",))
    make_article("About", kind="page")
    make_article("Draft", published_at=None, tags=("Secret",))
    make_article("Later", published_at=NOW + timedelta(days=1))
    life.withdraw(make_article("Withdrawn"), "It was wrong.", NOW)
    make_article("வணக்கம் & <x>")
    found = locs(read(client))
    unicode = found[3]
    assert found == ["/", "/articles/hello", "/pages/about", unicode, "/tags/town"]
    assert unicode.isascii()
    assert all(client.get(path).status_code == 200 for path in found)


def test_it_says_when_a_piece_last_changed_and_what_it_shows(app: Flask, client: FlaskClient) -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    shown = media.store(picture.getvalue(), "bridge.png", app.config["MEDIA_FOLDER"], NOW)
    article = make_article(picture_id=shown)
    life.correct(article, "It was a Tuesday.", NOW + timedelta(hours=2))
    root = read(client)
    assert [element.text for element in root.iter(f"{MAP}lastmod")] == ["2026-03-14T12:00:00+00:00"]
    (image,) = [element.text or "" for element in root.iter(f"{IMAGE}loc")]
    assert client.get(image.removeprefix(SITE), buffered=True).mimetype == "image/jpeg"


def test_many_addresses_stand_in_parts_and_each_in_one(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PART", 3)
    for number in range(4):
        make_article(f"No. {number}", tags=(f"Tag {number}",))
    index = read(client)
    assert index.tag == f"{MAP}sitemapindex"
    assert locs(index) == ["/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]
    parts = [locs(read(client, path)) for path in locs(index)]
    assert [len(part) for part in parts] == [4, 3, 2]  # the first with the home page
    expected = ["/", *(f"/articles/no-{n}" for n in range(4)), *(f"/tags/tag-{n}" for n in range(4))]
    assert [path for part in parts for path in part] == expected
    for path in ("/sitemap-0.xml", "/sitemap-4.xml", "/sitemap-x.xml", "/sitemap-99999999999999999999.xml"):
        assert client.get(path).status_code == 404


def test_the_largest_part_is_one_that_is_taken() -> None:
    longest = len(
        f"<url><loc>https://{'x' * 253}/articles/{'%F0%9F%98%80' * 80}</loc><lastmod>{'x' * 25}</lastmod></url>"
    )
    picture = len(f"<image:image><image:loc>https://{'x' * 253}/media/{'0' * 20}-1600.jpg</image:loc></image:image>")
    assert sitemap.PART <= 50_000
    assert sitemap.PART * (longest + sitemap.PICTURES * picture) < 50 * 1024 * 1024


def test_a_site_that_is_not_to_be_listed_has_none(client: FlaskClient) -> None:
    site.change(is_listed=False)
    assert client.get("/sitemap.xml").status_code == client.get("/sitemap-1.xml").status_code == 404


def test_whoever_has_it_as_it_is_gets_nothing(client: FlaskClient) -> None:
    etag = client.get("/sitemap.xml").headers["ETag"]
    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 304
    make_article()
    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 200

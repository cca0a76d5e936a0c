"""What stands around every page: masthead, foot, and what its head says of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from blog.media import actions as media
from blog.site import actions as site
from tests.factories import NOW, make_article


@pytest.fixture
def make_picture(app_context: Flask, tmp_path: Path) -> Callable[[str], int]:
    def make(colour: str) -> int:
        file = tmp_path / f"{colour}.png"
        Image.new("RGB", (1200, 630), colour).save(file)
        return media.store(file.read_bytes(), file.name, app_context.config["MEDIA_FOLDER"], NOW)

    return make


def between(page: str, start: str, end: str) -> str:
    return page.split(start, 1)[1].split(end, 1)[0]


def test_a_wordmark_stands_in_the_masthead_and_nowhere_else(client: FlaskClient, app_context: Flask) -> None:
    make_article()
    site.change(title="The Tamberley Review", wordmark="The <Review>")
    for path in ("/", "/articles/hello"):
        page = client.get(path).text
        assert "The &lt;Review&gt;" in between(page, "<header", "</header>")
        assert "Tamberley" not in between(page, "<header", "</header>")
        assert "The Tamberley Review</title>" in page
        assert "The Tamberley Review" in between(page, '<footer class="foot"', "</footer>")


def test_without_one_the_name_stands_there(client: FlaskClient) -> None:
    assert "Letterpress" in between(client.get("/").text, "<header", "</header>")


def test_links_follow_the_pages_in_one_navigation(client: FlaskClient, app_context: Flask) -> None:
    make_article("About", kind="page", menu_place=1)
    site.change(navigation=["Old & new | /tags/old?a=1&b=2", "Paper | https://example.org/"])
    page = client.get("/").text
    nav = between(page, '<nav class="masthead__nav"', "</nav>")
    assert '<a href="/tags/old?a=1&amp;b=2"><bdi>Old &amp; new</bdi></a>' in nav
    assert nav.index("/pages/about") < nav.index("/tags/old") < nav.index("https://example.org/")


def test_links_need_no_pages(client: FlaskClient, app_context: Flask) -> None:
    def links() -> list[str]:
        nav = client.get("/").text.partition('class="masthead__nav"')[2].partition("</nav>")[0]
        return re.findall(r'href="([^"]+)"', nav)

    assert links() == ["/search"]
    site.change(navigation=["Paper | https://example.org/"])
    assert links() == ["https://example.org/", "/search"]


def test_the_link_to_where_one_is_says_so(client: FlaskClient, app_context: Flask) -> None:
    make_article(tags=("தமிழ்",))
    site.change(navigation=["Tamil | /tags/தமிழ்", "Home | /"])
    assert 'href="/tags/தமிழ்" aria-current="page"' in client.get("/tags/தமிழ்").text
    page = client.get("/articles/hello").text
    assert "aria-current" not in between(page, '<nav class="masthead__nav"', "</nav>")


def test_lines_stand_at_the_foot_of_every_page_with_or_without_a_link(client: FlaskClient, app_context: Flask) -> None:
    site.change(footer=["Printed <by hand>", "Write to us | mailto:desk@example.org"])
    for path in ("/", "/nowhere", "/privacy"):
        foot = between(client.get(path).text, "<footer", "</footer>")
        assert "<p><bdi>Printed &lt;by hand&gt;</bdi></p>" in foot
        assert '<p><a href="mailto:desk@example.org"><bdi>Write to us</bdi></a></p>' in foot


def test_the_author_of_the_site_is_that_of_pages_without_one(client: FlaskClient, app_context: Flask) -> None:
    make_article(author="Henrietta Voss")
    make_article("Unsigned")
    mark = '<meta name="author"'
    assert mark not in client.get("/").text
    site.change(author='Meera "M" Thomas')
    assert '<meta name="author" content="Meera &#34;M&#34; Thomas">' in client.get("/").text
    assert mark in client.get("/articles/unsigned").text
    assert "Meera" not in client.get("/articles/hello").text


def test_home_and_tags_say_how_they_look_when_they_are_shared(client: FlaskClient, app_context: Flask) -> None:
    make_article(tags=("Old Town",))
    for path, title in (("/", "Letterpress"), ("/tags/old-town", "Old Town")):
        page = client.get(path).text
        assert '<meta property="og:type" content="website">' in page
        assert '<meta property="og:site_name" content="Letterpress">' in page
        assert f'<meta property="og:title" content="{title}">' in page
        assert f'<meta property="og:url" content="http://127.0.0.1:8000{path}">' in page
        assert "og:image" not in page


def test_the_sites_picture_stands_in_for_one_that_a_page_has_not(
    client: FlaskClient, app_context: Flask, make_picture: Callable[[str], int]
) -> None:
    own, usual = make_picture("red"), make_picture("blue")
    make_article("With", picture_id=own, picture_alt="Red", tags=("Town",))
    make_article("Without")
    site.change(card_id=usual)
    found = {path: image(client, path) for path in ("/", "/tags/town", "/articles/without", "/articles/with")}
    assert found["/"] == found["/tags/town"] == found["/articles/without"]
    assert found["/"].startswith("http://127.0.0.1:8000/media/")
    assert found["/articles/with"] not in ("", found["/"])


def test_a_picture_that_is_gone_is_no_error(client: FlaskClient, app_context: Flask) -> None:
    make_article()
    site.change(card_id=999)
    for path in ("/", "/articles/hello"):
        assert client.get(path).status_code == 200
    assert image(client, "/") == ""
    assert "/cards/" in image(client, "/articles/hello")


def image(client: FlaskClient, path: str) -> str:
    page = client.get(path).text
    mark = '<meta property="og:image" content="'
    return between(page, mark, '"') if mark in page else ""

"""What the head of a page tells programs: its one address, how it looks when shared, and what an article is."""

import json
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.articles import life
from blog.site import actions as site
from tests.factories import NOW, make_admin, make_article, make_printed

SITE = "http://127.0.0.1:8000"
HOSTILE = "</script><script>alert(1)</script><!-- <script> \"'&\u2028"


@pytest.fixture(autouse=True)
def _admin(app_context: Flask) -> None:
    make_admin()


def canonical(page: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'<link rel="canonical" href="([^"]*)">', page)]


def meta(page: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="((?:og|twitter|article):[^"]*)"\s*content="([^"]*)"', page)
    assert len(found) == len(dict(found))
    return {name: unescape(value) for name, value in found}


def linked(page: str) -> Any:
    """What the page says of its article; there is one script of that kind, and it ends where it ends."""
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(scripts) == 1
    assert "<" not in scripts[0]
    return json.loads(scripts[0])


@pytest.mark.parametrize("path", ["/", "/tags/town"])
def test_each_page_of_a_list_is_its_own_canonical_one(client: FlaskClient, path: str) -> None:
    for number in range(25):
        make_article(f"No. {number}", tags=("Town",))
    seen = path
    for _ in range(3):
        page = client.get(seen).text
        assert canonical(page) == [SITE + seen]
        older = re.search(r'rel="next" href="([^"]*)"', page)
        seen = unescape(older[1]) if older else ""
    assert seen == ""
    assert canonical(client.get(f"{path}?utm_source=x").text) == [SITE + path]


@pytest.mark.parametrize("path", ["/", "/tags/town", "/articles/hello", "/pages/about", "/privacy"])
def test_every_page_says_how_it_looks_when_it_is_shared(client: FlaskClient, path: str) -> None:
    make_article(tags=("Town",), standfirst="In short.")
    make_article("About", kind="page")
    page = client.get(path).text
    found = meta(page)
    assert canonical(page) == [found["og:url"]] == [SITE + path]
    assert {"og:type", "og:site_name", "og:title", "og:description"} <= set(found)
    is_piece = path.startswith(("/articles", "/pages"))
    assert found["twitter:card"] == ("summary_large_image" if is_piece else "summary")
    assert found["og:type"] == ("article" if is_piece else "website")


def test_an_article_says_what_it_is(client: FlaskClient) -> None:
    article = make_article(language="hi", author="Asha", standfirst="In short.")
    make_printed(article)
    life.correct(article, "It was a Tuesday.", NOW.replace(hour=12))
    found = linked(client.get("/articles/hello").text)
    assert found.pop("image").startswith(f"{SITE}/cards/{article}-")
    assert found == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": "Hello",
        "description": "In short.",
        "url": f"{SITE}/articles/hello",
        "datePublished": "2026-03-14T10:00:00+00:00",
        "dateModified": "2026-03-14T12:00:00+00:00",
        "inLanguage": "hi",
        "author": {"@type": "Person", "name": "Asha"},
        "publisher": {"@type": "Organization", "name": "Letterpress", "url": f"{SITE}/"},
        "correction": [
            {"@type": "CorrectionComment", "text": "It was a Tuesday.", "datePublished": "2026-03-14T12:00:00+00:00"}
        ],
        "commentCount": 1,
    }


def test_no_words_break_out_of_it(client: FlaskClient) -> None:
    article = make_article(HOSTILE, slug="hello", standfirst=HOSTILE, author=HOSTILE)
    life.correct(article, HOSTILE, NOW)
    found = linked(client.get("/articles/hello").text)
    assert found["headline"].startswith("</script><script>alert(1)</script><!-- <script>")
    assert found["correction"][0]["text"] == HOSTILE


def test_the_home_page_owns_up_to_profiles_elsewhere(client: FlaskClient) -> None:
    make_article()
    assert 'rel="me"' not in client.get("/").text
    site.change(profiles=["https://social.example/@me?a=1&b=2"])
    assert '<link rel="me" href="https://social.example/@me?a=1&amp;b=2">' in client.get("/").text

"""What programs are told that read sites by themselves."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.site import actions as site
from tests.factories import make_admin, make_article

PAGES = ("/", "/articles/hello", "/tags/town", "/pages/about", "/privacy", "/nowhere")
FEEDS = ("/comments.xml", "/articles/hello/comments.xml")
NOINDEX = '<meta name="robots" content="noindex">'


@pytest.fixture(autouse=True)
def _pieces(app_context: Flask) -> None:
    make_admin()
    make_article(tags=("Town",))
    make_article("About", kind="page")


def test_the_desk_is_theirs_in_no_case(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.text == "User-agent: *\nDisallow: /admin/\n\nSitemap: http://127.0.0.1:8000/sitemap.xml\n"
    assert "Set-Cookie" not in answer.headers


def test_a_site_may_be_listed(client: FlaskClient) -> None:
    for path in PAGES:
        assert NOINDEX not in client.get(path).text, path
    for path in FEEDS:
        assert "X-Robots-Tag" not in client.get(path).headers, path


def test_a_site_that_may_not_says_so_everywhere_and_forbids_no_more(client: FlaskClient) -> None:
    site.change(is_listed=False)
    for path in PAGES:
        assert NOINDEX in client.get(path).text, path
    for path in FEEDS:
        answer = client.get(path)
        assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (200, "noindex"), path
    # Who may not fetch a page never reads that it is not to be listed.
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /admin/\n"

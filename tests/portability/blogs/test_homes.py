"""Which piece of ours a page of elsewhere is, by its address in all the ways in which one is written."""

import pytest

from blog.articles.rules import Kind
from blog.db import writing
from blog.portability.blogs.homes import Homes
from blog.portability.blogs.records import Discussion
from blog.site import actions
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def homes() -> Homes:
    make_article("Harbour", slug="harbour")
    make_article("Café", slug="café")
    make_article("About", slug="about", kind=Kind.PAGE)
    with writing() as session:
        actions.lead_all(
            session,
            {
                "/2019/05/the-harbour": "/articles/harbour",
                "/?p=12": "/articles/harbour",
                "/old/café.html": "/articles/former",
                "/articles/former": "/articles/café",
                "/category/x": "/tags/x",
            },
        )
    return Homes()


@pytest.mark.parametrize(
    ("address", "path", "is_sure"),
    [
        ("/articles/harbour", "/articles/harbour", True),
        ("https://elsewhere.example:8080/articles/harbour/?utm_source=x#top", "/articles/harbour", True),
        ("http://old.example/2019/05/the-harbour", "/articles/harbour", True),
        ("/2019/05/the-harbour/index.html", "/articles/harbour", True),
        ("/2019/05/the-harbour.html", "/articles/harbour", True),
        ("/2019/05/the-harbour/comment-page-2/", "/articles/harbour", True),
        ("/?p=12", "/articles/harbour", True),
        ("/index.php?p=12", "/articles/harbour", True),
        ("/old/caf%C3%A9", "/articles/café", True),  # kept with `.html`, and renamed since
        ("/old/cafe%CC%81.html", "/articles/café", True),  # the same letter in two signs
        ("/pages/about", "/pages/about", True),
        ("/posts/harbour.html", "/articles/harbour", False),
        ("/blog/Harbour/", "/articles/harbour", False),
        ("/about.php", "/pages/about", False),
        ("/?p=13", None, False),
        ("/category/x", None, False),
        ("/", None, False),
        ("", None, False),
        ("http://[broken/harbour", None, False),
        ("%ff%fe", None, False),
        ("/x\x00y", None, False),
        ("/" + "a" * 5_000, None, False),
    ],
)
def test_a_page_is_found_by_its_address(homes: Homes, address: str, path: str | None, is_sure: bool) -> None:
    home = homes.of(Discussion("1", (address,)))
    assert (home.path, home.is_sure) == (path, is_sure) if path else home is None, home


def test_a_sure_address_counts_more_than_the_end_of_another_one(homes: Homes) -> None:
    home = homes.of(Discussion("1", ("/posts/harbour", "/?p=99", "/pages/about")))
    assert home
    assert (home.path, home.is_sure) == ("/pages/about", True)

"""The archive by year and month, and the index of tags."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.articles import life, tags
from blog.articles.models import Tag
from blog.db import db
from blog.site import actions as site
from tests.factories import NOW, make_admin, make_article, make_printed

pytestmark = pytest.mark.usefixtures("app_context")


def main(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def headlines(page: str) -> list[str]:
    return re.findall(r"<h2><a [^>]*>(?:<bdi>)?([^<]*)", main(page))


def links(page: str) -> list[str]:
    return re.findall(r'href="(/archive[^"]*)"', main(page))


def test_the_archive_lists_years_and_months_with_their_counts(client: FlaskClient) -> None:
    make_article("One")
    make_article("Two")
    make_article("Old", published_at=datetime(2024, 12, 5, tzinfo=UTC))
    page = client.get("/archive").text
    assert links(page) == ["/archive/2026", "/archive/2026/3", "/archive/2024", "/archive/2024/12"]
    words = " ".join(re.sub("<[^>]*>", " ", main(page)).split())
    assert "2 articles 2026 March 2 articles 1 article 2024 December 1 article" in words


def test_a_month_lists_its_articles_as_home_does(client: FlaskClient) -> None:
    make_admin()
    make_printed(make_article("Bridge", standfirst="It stands."))
    make_article("Earlier", published_at=NOW - timedelta(days=1))
    page = client.get("/archive/2026/3").text
    assert "<h1>March 2026</h1>" in page
    assert "<title>March 2026 · Letterpress</title>" in page
    assert headlines(page) == ["Bridge", "Earlier"]
    for words in ("14 March 2026", "It stands.", "1 comment", "2 articles"):
        assert words in page


def test_a_year_lists_its_articles_and_its_months(client: FlaskClient) -> None:
    make_article("March")
    make_article("January", published_at=datetime(2026, 1, 5, tzinfo=UTC))
    page = client.get("/archive/2026").text
    assert headlines(page) == ["March", "January"]
    assert links(page) == ["/archive", "/archive/2026/3", "/archive/2026/1"]


def test_months_are_those_of_the_sites_time_zone(client: FlaskClient) -> None:
    make_article(published_at=datetime(2026, 2, 28, 20, 0, tzinfo=UTC))
    site.change(time_zone="Asia/Kolkata")
    assert "/archive/2026/3" in client.get("/archive").text
    assert client.get("/archive/2026/2").status_code == 404
    site.change(time_zone="America/New_York")
    assert client.get("/archive/2026/2").status_code == 200


def test_what_is_pinned_stands_in_its_place(client: FlaskClient) -> None:
    pinned = make_article("Pinned", published_at=NOW - timedelta(days=1))
    make_article("New")
    life.pin(pinned, NOW)
    assert headlines(client.get("/archive/2026/3").text) == ["New", "Pinned"]


def test_a_month_leads_to_those_around_it_that_have_any(client: FlaskClient) -> None:
    for year, month in ((2025, 6), (2026, 1), (2026, 3)):
        make_article(published_at=datetime(year, month, 5, tzinfo=UTC))
    page = client.get("/archive/2026/1").text
    assert links(page)[2:] == ["/archive/2026/3", "/archive/2025/6"]
    assert links(client.get("/archive/2026").text)[-1] == "/archive/2025"
    assert links(client.get("/archive/2025").text)[-1] == "/archive/2026"


def test_a_long_month_is_read_by_pages(client: FlaskClient) -> None:
    for number in range(27):
        make_article(f"Piece {number}", published_at=NOW - timedelta(minutes=number))
    first = client.get("/archive/2026/3").text
    onward = re.search(r'rel="next" href="([^"]*)"', first)
    assert onward
    second = client.get(onward[1]).text
    assert headlines(first) + headlines(second) == [f"Piece {number}" for number in range(27)]
    assert 'rel="canonical"' in first
    assert 'rel="canonical"' not in second


@pytest.mark.parametrize(
    "path",
    [
        "/archive/0", "/archive/1", "/archive/2026/0", "/archive/2026/13", "/archive/99999", "/archive/9999/12",
        "/archive/2025", "/archive/2026/2", "/archive/-1", "/archive/spring", "/archive/2026/march",
        "/archive/2026/3/14", "/archive/" + "9" * 5000, "/archive/2026/" + "9" * 5000, "/archive/2026.5",
        "/archive/2026/3?after=nonsense", "/archive/2026/3?after=1-1", "/archive/2026?before=" + "9" * 18 + "-1",
    ],
)  # fmt: skip
def test_a_time_without_anything_and_nonsense_are_not_found(client: FlaskClient, path: str) -> None:
    make_article()
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'href="/archive"' in main(answer.text)


def test_another_spelling_of_a_month_leads_to_it(client: FlaskClient) -> None:
    make_article()
    for path, right in (("/archive/2026/03", "/archive/2026/3"), ("/archive/02026", "/archive/2026")):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (301, right)


def test_an_empty_site_has_an_empty_archive_and_no_tags(client: FlaskClient) -> None:
    assert "Nothing published yet." in client.get("/archive").text
    assert "No article has a tag yet." in client.get("/tags").text


def test_every_page_leads_to_both(client: FlaskClient) -> None:
    for path in ("/", "/privacy", "/nowhere"):
        foot = client.get(path).text.split("<footer", 1)[1]
        assert 'href="/archive"' in foot
        assert 'href="/tags"' in foot


def test_tags_stand_in_the_order_of_the_language_with_counts_and_words(client: FlaskClient) -> None:
    make_article("One", tags=("Zebra", "Ärta", "apple"))
    make_article("Two", tags=("Zebra",))
    tags.describe(db.session.scalars(db.select(Tag.id).where(Tag.slug == "zebra")).one(), "Zebra", "Striped <ones>.")
    page = client.get("/tags").text
    assert headlines(page) == ["apple", "Ärta", "Zebra"]
    assert "Striped &lt;ones&gt;." in page
    assert re.findall(r"\d articles?", main(page)) == ["1 article", "1 article", "2 articles"]
    site.change(language="sv")
    assert headlines(client.get("/tags").text) == ["apple", "Zebra", "Ärta"]


def test_a_tag_of_nothing_that_readers_see_is_not_in_the_index(client: FlaskClient) -> None:
    make_article("Draft", tags=("Secret",), published_at=None)
    make_article("About", kind="page", tags=("House",))
    page = client.get("/tags").text
    assert "Secret" not in page
    assert "House" not in page


@pytest.mark.sqlite
def test_the_index_of_tags_reads_no_row_of_an_article(app_context: Flask) -> None:
    plan = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {tags.READ.compile(db.engine, compile_kwargs={'literal_binds': True})}"
    )
    assert [str(row[3]) for row in plan] == ["SCAN tag"]

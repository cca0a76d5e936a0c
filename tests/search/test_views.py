"""The page that readers search on."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from blog.articles.rules import Kind
from blog.db import writing
from tests.factories import NOW, Desk, make_article, make_printed


@pytest.fixture
def site(desk: Desk, app_context: Flask) -> None:
    make_article("The heron", body="It stood in the *river*.", tags=("Birds",))
    make_article("A river", slug="river", tags=("Water",), published_at=NOW - timedelta(days=400))
    make_article("About", kind=Kind.PAGE, body="A river paper.")
    make_printed(2, "I saw an *egret* there.", name="Asha & Co")


pytestmark = pytest.mark.usefixtures("site")


def headlines(client: FlaskClient, query: str) -> list[str]:
    html = client.get(f"/search?{query}").text
    return [re.sub("<[^>]+>", "", found) for found in re.findall(r"<h2><a [^>]*>(.*?)</a></h2>", html)]


def test_what_is_found_is_listed_with_the_word_marked(client: FlaskClient) -> None:
    html = client.get("/search?q=River").text
    assert headlines(client, "q=River") == ["A river", "About", "The heron"]
    assert "3 pieces have it." in html
    assert "It stood in the <mark>river</mark>." in html
    assert '<h2><a href="/articles/river">A <mark>river</mark></a></h2>' in html
    assert '<a href="/pages/about">' in html
    assert 'value="River"' in html


def test_one_is_one(client: FlaskClient) -> None:
    assert "1 piece has it." in client.get("/search?q=heron").text


def test_comments_are_found_if_they_are_asked_for_and_lead_to_their_place(client: FlaskClient) -> None:
    assert headlines(client, "q=egret") == []
    html = client.get("/search?q=egret&comments=1").text
    assert "Asha &amp; Co writes:" in html
    assert "I saw an <mark>egret</mark> there." in html
    assert '<a href="/articles/river/comments/1">' in html
    assert 'name="comments" value="1" checked' in html


def test_a_tag_and_a_year_narrow_it(client: FlaskClient) -> None:
    assert headlines(client, "q=river&tag=birds") == ["The heron"]
    assert headlines(client, "q=river&year=2025") == ["A river"]
    assert headlines(client, "q=river&year=2026") == ["The heron"]
    html = client.get("/search?q=river&tag=birds&year=2026").text
    assert '<option value="birds" selected>' in html
    assert "<option selected>2026</option>" in html


def test_a_year_is_that_of_the_site_s_clock(client: FlaskClient, desk: Desk) -> None:
    desk.post("/admin/settings", {"time_zone": "Pacific/Kiritimati"})
    make_article("New year", body="A river.", published_at=datetime(2024, 12, 31, 12, 0, tzinfo=UTC))
    assert "New year" in headlines(client, "q=river&year=2025")


def test_nothing_found_says_so_and_offers_what_may_be_meant(client: FlaskClient) -> None:
    html = client.get("/search?q=hreon").text
    assert "Nothing in these pages has it." in html
    assert '<a href="/search?q=heron"><bdi>heron</bdi></a>' in html
    assert "Did you mean" not in client.get("/search?q=zzzzzz").text


def test_pages_of_results_turn(client: FlaskClient) -> None:
    for number in range(21):
        make_article(f"Otter {number}")
    pages = [headlines(client, f"q=otter&page={page}") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 1]
    assert len({title for page in pages for title in page}) == 21
    html = client.get("/search?q=otter&page=2&tag=").text
    assert 'href="/search?q=otter&amp;page=3"' in html
    assert 'rel="prev" href="/search?q=otter"' in html


@pytest.mark.parametrize(
    "query",
    ["q=river&page=2", "page=2", "q=river&page=0", "q=river&page=-1", "q=river&page=x", "q=river&page=999999999",
     "q=river&page=", "q=river&year=20", "q=river&year=0000", "q=river&year=9999", "q=river&year=nope",
     "q=river&year=२०२६", "q=river&tag=nope", "q=river&tag=%00", "year=2026x"],
)  # fmt: skip
def test_a_place_that_is_not_there_is_no_page(client: FlaskClient, query: str) -> None:
    assert client.get(f"/search?{query}").status_code == (200 if query.endswith("page=") else 404)


@pytest.mark.parametrize(
    "asked",
    ["c++", '"', "foo-bar", "NEAR(", "NEAR(a b, 2)", "a OR b", "title:river", "^river", "river*", "-river", "{", "*",
     "'; DROP TABLE article; --", "\x00river", "\ud83d", "🙂", "%", "_", "\\", "<b>river</b>", "ri​ver",
     "river " * 2000, "é" * 5000, "\u0301" * 500, "\u202eriver", "東" * 300],
)  # fmt: skip
def test_any_text_is_a_question(client: FlaskClient, asked: str) -> None:
    answer = client.get("/search", query_string={"q": asked.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200
    assert "<b>river" not in answer.text


def test_text_without_words_is_told_from_words_that_are_not_there(client: FlaskClient) -> None:
    assert "There is no word in it to look for." in client.get("/search?q=***").text
    assert "search__count" not in client.get("/search").text


def test_words_come_out_as_words(client: FlaskClient) -> None:
    make_article("Fish &amp; <i>chips</i>", body="Use `<script>` & ``&lt;`` here.")
    html = client.get("/search?q=script+chips").text
    assert "Use &lt;<mark>script</mark>&gt; &amp; &amp;lt; here." in html
    assert "&lt;i&gt;<mark>chips</mark>&lt;/i&gt;" in html


def test_of_a_piece_that_nobody_sees_nothing_is_shown_though_the_index_had_it(client: FlaskClient) -> None:
    with writing() as session:
        session.execute(text("UPDATE article SET is_live = FALSE WHERE slug = 'the-heron'"))
    assert "heron</a>" not in client.get("/search?q=heron").text.replace("<mark>", "").replace("</mark>", "")


def test_results_are_not_for_search_engines_and_the_way_there_is_on_every_page(client: FlaskClient) -> None:
    assert '<meta name="robots" content="noindex">' in client.get("/search?q=river").text
    for address in ("/", "/articles/the-heron", "/pages/about", "/tags/birds"):
        assert '<a href="/search">Search</a>' in client.get(address).text
    assert 'action="/search"' in client.get("/nowhere").text


def test_nothing_is_stored_and_no_cookie_set(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/search?q=river").headers

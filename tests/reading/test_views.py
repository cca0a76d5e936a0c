"""What readers see, without a browser."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.articles import actions as articles
from blog.articles.rules import ArticleText, Kind
from blog.comments import actions as comments
from blog.comments import decisions
from blog.site import actions as site
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed


@pytest.fixture
def story(app_context: Flask) -> int:
    """An article with everything that one can carry."""
    make_admin()
    make_article("The other piece", summary="What else there is.", published_at=NOW - timedelta(days=1))
    return make_article(
        "The old bridge",
        standfirst="It stands.",
        summary="In short: it stands.",
        body="First.\n\n## Below\n\n> quoted",
        author="Meera Thomas",
        tags=("Town", "Stone"),
        source_name="The Courier",
        source_url="https://courier.example/bridge",
        disclaimer="Nobody paid for this.",
        also_read="the-other-piece",
    )


def test_an_article_shows_all_that_it_carries(client: FlaskClient, story: int) -> None:
    page = client.get("/articles/the-old-bridge").text
    for words in (
        "<h1>The old bridge</h1>", "It stands.", "Below</h2>", "Meera Thomas", "14 March 2026", "1 min read",
        "/tags/town", "Nobody paid for this.", 'href="https://courier.example/bridge"', "The Courier",
        "The other piece", "What else there is.", "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<h1>The old bridge</h1>") == 1


def test_what_to_go_on_with_is_named_in_its_own_language(client: FlaskClient, app_context: Flask) -> None:
    make_article("پرانی منڈی", language="ur", slug="mandi", standfirst="ایک شام", published_at=NOW - timedelta(days=1))
    make_article("The old bridge", also_read="mandi")
    page = client.get("/articles/the-old-bridge").text
    assert '<h2 lang="ur" dir="auto"><a href="/articles/mandi">پرانی منڈی</a></h2>' in page
    assert '<p lang="ur" dir="auto">ایک شام</p>' in page
    assert '<b lang="ur" dir="auto">پرانی منڈی</b>' in page


def test_a_long_article_begins_with_a_list_of_its_parts(client: FlaskClient, app_context: Flask) -> None:
    body = "\n\n".join(f"## Part {n} & more\n\n{'word ' * 500}" for n in range(3))
    make_article("Long", body=body)
    page = client.get("/articles/long").text
    assert "In this piece" in page
    assert '<a href="#part-0-more"><bdi lang="en">Part 0 &amp; more</bdi></a>' in page
    make_article("Short", body="## One\n\n## Two\n\n## Three")
    assert "In this piece" not in client.get("/articles/short").text


def test_a_source_without_an_address_is_named(client: FlaskClient, app_context: Flask) -> None:
    make_article(source_name="The Courier")
    assert "Source: <bdi>The Courier</bdi>" in client.get("/articles/hello").text


def test_comment_name_and_email_carry_the_star_and_website_does_not(client: FlaskClient, story: int) -> None:
    page = client.get("/articles/the-old-bridge").text
    for label in (">Comment *<", ">Name *<", ">Email *<", ">Website<"):
        assert label in page


@pytest.mark.parametrize("path", ["/", "/articles/the-old-bridge", "/tags/town", "/pages/about", "/nowhere"])
def test_a_public_page_sets_no_cookie_and_is_the_same_for_everyone(client: FlaskClient, story: int, path: str) -> None:
    make_article("About", kind=Kind.PAGE)
    answer = client.get(path, headers={"Cookie": "letterpress=anything", "Accept-Language": "de"})
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    running = answer.text.replace('<script type="application/ld+json"', "")  # which is data
    assert running.count("<script") == ('id="respond"' in answer.text)  # one module, where a comment can be written
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_the_home_page_has_a_lead_then_a_list_then_older_ones(client: FlaskClient, app_context: Flask) -> None:
    for number in range(12):
        make_article(f"Piece {number}", published_at=NOW - timedelta(days=number))
    page = client.get("/").text
    assert page.index('class="lead"') < page.index("Piece 0") < page.index('class="contents"') < page.index("Piece 1<")
    assert "Piece 10" not in page
    older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Piece 11" in client.get(older).text
    assert 'class="lead"' not in client.get(older).text


def test_an_empty_home_says_so_and_knows_the_way_to_the_desk(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "Nothing published yet." in page
    assert 'href="/admin/"' in page


def test_a_former_address_answers_301(client: FlaskClient, story: int) -> None:
    text = ArticleText(title="The old bridge", body="x", slug="new", published_at=NOW)
    articles.revise(story, text, NOW)
    answer = client.get("/articles/the-old-bridge")
    assert (answer.status_code, answer.location) == (301, "/articles/new")


def test_unicode_addresses_work_as_links(client: FlaskClient, app_context: Flask) -> None:
    make_article("வணக்கம் தமிழ்", language="ta")
    address = client.get("/").text.split('<h2><a href="')[1].split('"')[0]
    page = client.get(address)
    assert page.status_code == 200
    assert 'lang="ta"' in page.text


def test_an_article_in_urdu_runs_from_right_to_left(client: FlaskClient, app_context: Flask) -> None:
    make_article("دریا", language="ur")
    assert 'lang="ur"\ndir="rtl"' in client.get("/articles/دریا").text


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/articles/none",
        "/tags/none",
        "/pages/none",
        "/?after=x",
        "/receipts/x",
        "/static/x.css",
        "/media/x.webp",
        "/media/..%2Fsecret_key",
        "/media/x.jpg",
        "/media/a1.svg",
        "/media/a1-800.html",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "This page is not in our pages." in answer.text


def test_drafts_and_scheduled_articles_are_not_there(client: FlaskClient, app_context: Flask) -> None:
    make_article("Draft", published_at=None)
    make_article("Later", published_at=NOW.replace(year=2126))
    assert client.get("/articles/draft").status_code == client.get("/articles/later").status_code == 404


def test_dates_stand_in_the_time_zone_of_the_site(client: FlaskClient, app_context: Flask) -> None:
    make_article(published_at=NOW - timedelta(hours=14))
    site.change(time_zone="Asia/Kolkata")
    page = client.get("/articles/hello").text
    assert '<time datetime="2026-03-14T01:30:00+05:30">14 March 2026</time>' in page


def test_dates_follow_the_language_of_the_site(client: FlaskClient, app_context: Flask) -> None:
    make_article()
    site.change(language="fr")
    assert "14 mars 2026" in client.get("/articles/hello").text


def test_absolute_links_come_from_the_settings_and_not_from_the_request(client: FlaskClient, story: int) -> None:
    page = client.get("/articles/the-old-bridge", headers={"Host": "localhost:81"}).text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/articles/the-old-bridge">' in page
    assert "localhost" not in page


def test_only_printed_comments_are_on_the_page(client: FlaskClient, story: int) -> None:
    make_printed(story, "Printed words.")
    make_comment(story, "Waiting words.", email="w@example.org")
    spam = make_comment(story, "Spam words.", email="s@example.org")
    decisions.mark_spam(spam, 1, NOW)
    page = client.get("/articles/the-old-bridge").text
    assert "Printed words." in page
    assert "Waiting words." not in page
    assert "Spam words." not in page
    assert "asha@example.org" not in page
    assert "203.0.113" not in page


def test_the_editors_answer_is_marked_and_nobody_elses(client: FlaskClient, story: int) -> None:
    comments.reply(make_comment(story), "Thank you.", 1, NOW)
    page = client.get("/articles/the-old-bridge").text
    assert page.count("comment--editor") == 1
    assert "Meera Thomas</bdi> replies" in page


def test_a_reply_link_brings_the_quoted_line_and_cancel(client: FlaskClient, story: int) -> None:
    comment_id = make_printed(story, "Printed words.")
    page = client.get(f"/articles/the-old-bridge?reply={comment_id}").text
    assert "In reply to" in page
    assert ">Cancel</a>" in page
    assert f'name="parent" type="hidden" value="{comment_id}"' in page


@pytest.mark.parametrize("reply", ["999", "x", "-1", "9" * 40, ""])
def test_a_reply_to_what_is_not_there_is_a_plain_form(client: FlaskClient, story: int, reply: str) -> None:
    answer = client.get(f"/articles/the-old-bridge?reply={reply}")
    assert answer.status_code == 200
    assert '<p class="replied-to" hidden>' in answer.text


def test_a_closed_article_shows_its_letters_and_no_form(client: FlaskClient, app_context: Flask) -> None:
    make_article(comments_open=False)
    page = client.get("/articles/hello").text
    assert "Comments are closed." in page
    assert "<form" not in page


def test_a_static_page_stands_in_the_masthead(client: FlaskClient, app_context: Flask) -> None:
    make_article("Not yet", kind=Kind.PAGE, published_at=None)
    assert "Not yet" not in client.get("/").text
    make_article("About", kind=Kind.PAGE, body="Who we are.")
    assert 'href="/pages/about"' in client.get("/").text
    assert "Who we are." in client.get("/pages/about").text


def test_a_page_asks_for_one_stylesheet_under_an_address_that_never_changes(client: FlaskClient, story: int) -> None:
    page = client.get("/articles/the-old-bridge").text
    assert page.count('rel="stylesheet"') == 1
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    font = answer.text.split('url("')[1].split('"')[0]
    assert client.get(font).mimetype == "font/woff2"


def test_names_and_quoted_words_are_never_markup(client: FlaskClient, story: int) -> None:
    for website in ("", "https://a.example/"):
        parent = make_printed(story, f"<i>quoted</i> {website}", name='<img src="x" onerror="x">', website=website)
        page = client.get(f"/articles/the-old-bridge?reply={parent}").text
        assert "<img" not in page
        assert "<i>" not in page
        assert "&lt;i&gt;quoted&lt;/i&gt;" in page
    assert '<a href="https://a.example/" rel="nofollow ugc noopener">' in page


def test_the_field_that_nobody_should_fill_in_is_hidden_from_everyone(client: FlaskClient, story: int) -> None:
    page = client.get("/articles/the-old-bridge").text
    assert re.search(r'<div class="visually-hidden" aria-hidden="true">\s*<label for="topic">', page)
    assert 'tabindex="-1"' in re.findall(r'<input[^>]*name="topic"[^>]*>', page)[0]


def test_a_source_with_an_address_only_is_called_by_its_host(client: FlaskClient, app_context: Flask) -> None:
    make_article(source_url="https://www.courier.example/bridge")
    page = client.get("/articles/hello").text
    assert 'Source: <a href="https://www.courier.example/bridge"><bdi>www.courier.example</bdi></a>' in page


def test_a_static_page_shows_what_it_carries(client: FlaskClient, app_context: Flask) -> None:
    text = {"disclaimer": "Nobody pays us.", "source_name": "The Courier", "summary": "Who we are."}
    make_article("About", kind=Kind.PAGE, **text)
    page = client.get("/pages/about").text
    for words in ("Nobody pays us.", "The Courier", 'content="Who we are."'):
        assert words in page

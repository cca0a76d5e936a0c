"""Addresses of the former site lead to what they were, however they were built, and texts lead straight there."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.articles import actions, mentions
from blog.articles.rules import ArticleText
from blog.site.queries import redirect
from tests.factories import NOW, make_article
from tests.portability.blogs.moved import bring, piece
from tests.portability.blogs.wordpress_export import SITE, category, comment, item, tag

STRUCTURES = {
    "plain": f"{SITE}/?p=5",
    "day and name": f"{SITE}/2019/05/04/the-lamp/",
    "month and name": f"{SITE}/2019/05/the-lamp/",
    "numeric": f"{SITE}/archives/5",
    "name": f"{SITE}/the-lamp/",
    "category and name": f"{SITE}/town/news/the-lamp/",
    "author": f"{SITE}/author/meera/the-lamp/",
    "file": f"{SITE}/2019/05/the-lamp.html",
    "index.php": f"{SITE}/index.php/2019/05/the-lamp/",
    "www and no https": "http://www.old.example/2019/05/the-lamp",
    "letters": f"{SITE}/2019/05/%e0%ae%b5%e0%ae%a3%e0%ae%95%e0%af%8d%e0%ae%95%e0%ae%ae%e0%af%8d/",
}


def leads(client: FlaskClient, address: str) -> str:
    """Where an address leads for good, which must be a page."""
    answer = client.get(address.replace(SITE, "").replace("http://www.old.example", ""))
    assert answer.status_code == 301, address
    assert client.get(answer.location).status_code == 200, answer.location
    return str(answer.location)


@pytest.mark.parametrize("name", STRUCTURES)
def test_every_structure_of_permalinks_leads_to_the_piece(app: Flask, client: FlaskClient, name: str) -> None:
    link = STRUCTURES[name]
    with app.app_context():
        bring(
            app, item(5, comment(1), post_name="the-lamp", link=link), item(6, content=f'<a href="{link}#more">x</a>')
        )
        assert piece("post-6").body == "[x](/articles/the-lamp#more)"
    for address in (link, "/?p=5"):
        assert leads(client, address) == "/articles/the-lamp"
    if "?" not in link and not link.endswith(".html"):
        bare = link.rstrip("/")
        for more in ("", "/", "/comment-page-2/", "/amp/", "/2/", "/embed"):
            assert leads(client, bare + more) == "/articles/the-lamp"
        assert leads(client, f"{bare}/feed/") == "/articles/the-lamp/comments.xml"


def test_a_slug_that_was_changed_there_leads_too_and_so_do_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        page = item(3, post_type="page", post_name="team", link=f"{SITE}/about/team/", guid=f"{SITE}/?page_id=3")
        bring(app, item(5, post_name="new", meta=[("_wp_old_slug", "older"), ("_wp_old_slug", "old")]), page)
    for address in ("/2015/03/older/", "/2015/03/old/", "/2015/03/new/"):
        assert leads(client, address) == "/articles/new"
    for address in ("/about/team/", "/?page_id=3", "/?p=3"):
        assert leads(client, address) == "/pages/team"


def test_categories_tags_and_feeds_have_their_places(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        terms = [("category", "local-news", "Local News"), ("post_tag", "light", "Light")]
        unused = category(5, "unused", "Unused")
        bring(app, category(3, "local-news", "Local News"), unused, tag(4, "light", "Light"), item(1, terms=terms))
    for address in ("/category/local-news/", "/category/town/local-news", "/?cat=3", "/category/local-news/page/2/"):
        assert leads(client, address) == "/tags/local-news"
    for address in ("/tag/light/", "/?tag=light"):
        assert leads(client, address) == "/tags/light"
    assert client.get("/category/unused/").status_code == 404
    assert leads(client, "/category/local-news/feed/") == "/tags/local-news/feed.xml"
    assert leads(client, "/tag/light/feed/atom/") == "/tags/light/feed.xml"
    for address in ("/feed/", "/feed", "/feed/rss2/", "/?feed=rss2", "/index.php/feed/"):
        assert leads(client, address) == "/feed.xml"
    for address in ("/comments/feed/", "/?feed=comments-rss2"):
        assert leads(client, address) == "/comments.xml"


def test_what_leads_nowhere_is_no_page_of_ours(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        bring(app, item(1))
    for address in ("/2015/03/none/", "/category/none/", "/none/feed/", "/wp-content/uploads/none.jpg", "/index.php/x"):
        assert client.get(address).status_code == 404
    assert client.post("/2015/03/post-1/").status_code in (404, 405)
    assert client.get("/?p=99").status_code == 200  # the first page, as ever


def test_a_piece_that_moves_again_takes_its_former_addresses_along(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        bring(app, item(5, post_name="the-lamp"))
        row = piece("the-lamp")
        text = ArticleText(title=row.title, body=row.body, slug="lamp", published_at=row.published_at)
        actions.revise(row.id, text, NOW)
    assert leads(client, "/2015/03/the-lamp/") == "/articles/lamp"


def test_what_stands_here_keeps_its_address(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        parts = [item(5, post_name="archive", link=f"{SITE}/archive/"), item(6, link=f"{SITE}/search/")]
        parts.append(item(7, post_name="moved", link=f"{SITE}/articles/here/"))
        make_article("Here", body="[x](/archive) [y](/articles/here)")
        bring(app, *parts, item(8, post_name="new", link=f"{SITE}/articles/older/"))
        mentions.render_all()
        assert 'href="/archive"' in piece("here").body_html
        assert 'href="/articles/here"' in piece("here").body_html
        assert redirect("/archive") is None
    assert client.get("/archive").status_code == 200
    assert client.get("/search").status_code == 200
    assert leads(client, "/articles/older") == "/articles/new"


def test_links_of_texts_and_letters_lead_to_pieces_and_only_those_of_the_site_itself(app: Flask) -> None:
    links = (
        f'<a href="{SITE}/2015/03/post-2/#comment-7">a</a> <a href="/2015/03/post-2/">b</a> <a href="{SITE}/">c</a> '
        '<a href="https://other.example/2015/03/post-2/">d</a> <a href="#place">e</a> '
        f'<a href="{SITE}/2015/03/none/">f</a> <a href="//old.example/?p=2">g</a>'
    )
    with app.app_context():
        bring(app, item(1, content=links), item(2))
        assert piece("post-1").body == (
            "[a](/articles/post-2) [b](/articles/post-2) [c](/) [d](https://other.example/2015/03/post-2/) [e](#place) "
            f"[f]({SITE}/2015/03/none/) [g](/articles/post-2)"
        )

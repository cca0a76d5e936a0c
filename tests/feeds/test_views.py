"""Feeds of comments: what was printed last, under ids that stay, with the time of the last change."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.articles import actions as articles
from blog.articles import life
from blog.comments import decisions, edits, own, pending_edits
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed

ATOM = "{http://www.w3.org/2005/Atom}"
SITE, ONE = "/comments.xml", "/articles/hello/comments.xml"


@pytest.fixture(autouse=True)
def article(app_context: Flask) -> int:
    make_admin()
    return make_article()


def read(client: FlaskClient, path: str = SITE) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    assert "Set-Cookie" not in answer.headers
    return ElementTree.fromstring(answer.data)  # noqa: S314 - of our own


def entries(client: FlaskClient, path: str = SITE) -> list[ElementTree.Element]:
    return read(client, path).findall(f"{ATOM}entry")


def value(element: ElementTree.Element, *names: str) -> str:
    found = element.find("/".join(ATOM + name for name in names))
    assert found is not None
    return found.text or found.get("href") or ""


@pytest.mark.parametrize("path", [SITE, ONE])
def test_a_printed_comment_is_an_entry_with_all_that_atom_asks_for(
    client: FlaskClient, article: int, path: str
) -> None:
    comment_id = make_printed(article, "**Bold** words.", website="https://asha.example/")
    feed = read(client, path)
    assert value(feed, "id") == f"http://127.0.0.1:8000{path}"
    assert value(feed, "updated") == "2026-03-14T10:00:00+00:00"
    (entry,) = feed.findall(f"{ATOM}entry")
    assert value(entry, "id") == f"http://127.0.0.1:8000/#comment-{comment_id}"
    assert value(entry, "title") == "Asha Menon on Hello"
    assert value(entry, "link") == f"http://127.0.0.1:8000/articles/hello/comments/{comment_id}"
    assert (value(entry, "author", "name"), value(entry, "author", "uri")) == ("Asha Menon", "https://asha.example/")
    assert value(entry, "content").strip() == "<p><strong>Bold</strong> words.</p>"
    assert value(entry, "published") == value(entry, "updated") == "2026-03-14T10:00:00+00:00"


def test_the_article_leads_to_its_feed(client: FlaskClient) -> None:
    assert f'type="application/atom+xml" title="Comments on Hello" href="{ONE}"' in client.get("/articles/hello").text


def test_what_waits_is_no_entry_and_neither_is_what_stands_under_a_draft(client: FlaskClient, article: int) -> None:
    make_comment(article, "It waits.")
    spam = make_printed(article, "Spam.", email="s@example.org")
    decisions.mark_spam(spam, 1, NOW)
    other = make_article("Other")
    make_printed(other, "Under a draft.", email="o@example.org")
    life.unpublish(other, NOW)
    assert entries(client) == entries(client, ONE) == []
    assert client.get("/articles/other/comments.xml").status_code == 404


def test_the_newest_twenty_stand_there_the_newest_first(client: FlaskClient, article: int) -> None:
    for number in range(22):
        comment_id = make_comment(article, f"Letter {number}.", email=f"{number}@example.org")
        decisions.approve(comment_id, 1, NOW + timedelta(minutes=number))
    found = [value(entry, "content").strip() for entry in entries(client)]
    assert found == [f"<p>Letter {number}.</p>" for number in range(21, 1, -1)]


def test_other_words_are_an_update_of_the_same_entry(client: FlaskClient, article: int) -> None:
    comment_id = make_printed(article, "First.")
    first = entries(client)[0]
    edits.edit(comment_id, "Second.", NOW + timedelta(hours=1), is_shown=True)
    second = entries(client)[0]
    own.revise(comment_id, "Third.", NOW + timedelta(hours=2))
    pending_edits.accept(comment_id, NOW + timedelta(hours=2), NOW + timedelta(hours=3))
    third = entries(client)[0]
    assert len({value(entry, "id") for entry in (first, second, third)}) == 1
    assert [value(entry, "updated")[11:16] for entry in (first, second, third)] == ["10:00", "11:00", "13:00"]
    assert "Third." in value(third, "content")


def test_an_id_stays_when_the_article_moves(client: FlaskClient, article: int) -> None:
    make_printed(article)
    before = value(entries(client)[0], "id")
    text = articles.ArticleText(title="Hello", body="Words.", slug="elsewhere", published_at=NOW)
    articles.revise(article, text, NOW)
    assert value(entries(client)[0], "id") == before
    assert "/articles/elsewhere/" in value(entries(client)[0], "link")


@pytest.mark.parametrize("path", [SITE, ONE])
def test_an_empty_feed_is_one(client: FlaskClient, path: str) -> None:
    assert entries(client, path) == []
    assert value(read(client, path), "updated") in ("1970-01-01T00:00:00+00:00", "2026-03-14T10:00:00+00:00")


def test_hostile_words_stay_words(client: FlaskClient, article: int) -> None:
    hostile = "]]></content><script>alert(1)</script>&amp;\x0b\ufffe <b>x</b>"
    make_printed(article, hostile, name="</name><x>&", website='https://a.example/?a=1&b="<')
    (entry,) = entries(client)
    assert value(entry, "author", "name") == "</name><x>&"
    assert "<script" not in value(entry, "content")
    assert len(list(entry)) == 7

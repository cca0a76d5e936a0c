"""Comments on several pages, as a reader meets them."""

import re
from html import unescape
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.comments import actions, decisions
from blog.comments.models import Comment
from blog.comments.rules import Status
from blog.db import writing
from blog.site import actions as site
from tests.factories import NOW, make_admin, make_article, make_thousands, stamp_in

BOTH = pytest.mark.parametrize("newest_first", [False, True], ids=["oldest", "newest"])
ADDRESS = "/articles/hello"


@pytest.fixture(autouse=True)
def article(app_context: Flask) -> int:
    make_admin()
    return make_article()


def discussion(article: int) -> set[int]:
    """Some hundred comments in threads of every depth, one of them very long, with holes in them; those in print."""
    dice = Random(7)  # noqa: S311 - a dice for shapes, not for secrets
    parents: list[int | None] = [None]
    for number in range(1, 380):
        parents.append(None if dice.random() < 0.25 else dice.randrange(number) if dice.random() < 0.6 else 5)
    ids = make_thousands(article, parents)
    spam, gone = dice.sample(ids, 40), dice.sample(ids, 20)
    decisions.decide_all(Comment.id.in_(spam), Status.SPAM, None, NOW)
    with writing() as session:
        actions.remove(session, Comment.id.in_(gone))
    return {*ids} - {*spam} - {*gone}


def shown(page: str) -> list[int]:
    return [int(id) for id in re.findall(r'id="comment-(\d+)"', page)]


def turn(page: str, rel: str) -> str | None:
    """Where the pager leads."""
    found = re.search(rf'<a rel="{rel}" href="([^"]+)">', page)
    return unescape(found[1]) if found else None


def walk(client: FlaskClient) -> dict[str, str]:
    """Every page of the article by its address, as its own links lead from one to the next."""
    pages, address = {}, ADDRESS
    while address:
        pages[address] = client.get(address).text
        following = turn(pages[address], "next")
        assert following is None or following.endswith("#comments")
        address = (following or "").removesuffix("#comments")
    return pages


@BOTH
def test_every_printed_comment_is_on_one_page_and_its_address_leads_there(
    client: FlaskClient, article: int, newest_first: bool
) -> None:
    printed = discussion(article)
    site.change(newest_first=newest_first)
    pages = walk(client)
    assert len(pages) > 5
    assert sorted(id for page in pages.values() for id in shown(page)) == sorted(printed)
    for id in printed:
        answer = client.get(f"{ADDRESS}/comments/{id}")
        place, anchor = answer.location.split("#")
        assert answer.status_code == 303
        assert anchor == f"comment-{id}"
        assert id in shown(pages[place])


@BOTH
def test_the_way_back_is_the_way_that_led_there(client: FlaskClient, article: int, newest_first: bool) -> None:
    discussion(article)
    site.change(newest_first=newest_first)
    pages = walk(client)
    there = [*pages]
    assert [turn(page, "prev") for page in pages.values()] == [None, *(f"{address}#comments" for address in there[:-1])]


def test_what_is_not_printed_has_no_place(client: FlaskClient, article: int) -> None:
    ids = make_thousands(article, [None] * 30)
    elsewhere = make_thousands(make_article("Other"), [None])
    decisions.mark_spam(ids[29], 1, NOW)
    for id in (ids[29], elsewhere[0], 999):
        assert client.get(f"{ADDRESS}/comments/{id}").status_code == 404
    assert client.get(f"/articles/none/comments/{ids[0]}").status_code == 404


def test_the_pager_says_which_way_time_runs(client: FlaskClient, article: int) -> None:
    make_thousands(article, [None] * 55)
    links = r'<nav class="pager".*?</nav>'
    for newest_first, words in (
        (False, ["Older comments", "Newer comments"]),
        (True, ["Newer comments", "Older comments"]),
    ):
        site.change(newest_first=newest_first)
        second = [*walk(client).values()][1]
        assert re.findall(r">(\w+ comments)</a>", re.findall(links, second, re.DOTALL)[0]) == words


def test_who_comes_to_a_later_page_is_told_at_once_that_there_is_more_before(client: FlaskClient, article: int) -> None:
    make_thousands(article, [None] * 30)
    first, second = walk(client).values()
    assert "Older comments" not in first
    assert second.index("30 comments</h2>") < second.index("Older comments</a>") < second.index('id="comment-')


def test_few_comments_need_no_pager(client: FlaskClient, article: int) -> None:
    make_thousands(article, [None] * 25 + [0] * 40)
    assert 'class="pager"' not in client.get(ADDRESS).text


def test_the_heading_and_the_byline_count_all_pages(client: FlaskClient, article: int) -> None:
    make_thousands(article, [None] * 60)
    for page in walk(client).values():
        assert "<h2>60 comments</h2>" in page
        assert '<a href="#comments">60 comments</a>' in page


def test_each_page_is_the_canonical_one_of_its_comments_whatever_it_is_called(
    client: FlaskClient, article: int
) -> None:
    make_thousands(article, [None] * 60)
    for asked, name in (("", ""), ("?comments=1", ""), ("?comments=25", ""), ("?comments=26", "?comments=26"),
                        ("?comments=30", "?comments=26"), ("?comments=26&reply=3&x=1", "?comments=26")):  # fmt: skip
        page = client.get(ADDRESS + asked).text
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{ADDRESS}{name}">' in page
        assert ("<title>More comments · Hello" in page) == bool(name)


@pytest.mark.parametrize("name", ["", "0", "-1", "x", "61", "1-2", "9" * 40, "%00", "1;drop", "１", "1%0a"])
def test_a_page_that_is_not_there_is_a_page_that_says_so(client: FlaskClient, article: int, name: str) -> None:
    make_thousands(article, [None] * 60)
    for newest_first in (False, True):
        site.change(newest_first=newest_first)
        answer = client.get(f"{ADDRESS}?comments={name}")
        assert answer.status_code == 404
        assert "This page is not in our pages." in answer.text


def test_an_article_without_comments_has_no_second_page(client: FlaskClient) -> None:
    assert client.get(ADDRESS).status_code == 200
    assert client.get(f"{ADDRESS}?comments=1").status_code == 404


@BOTH
def test_the_form_of_an_answer_stands_below_the_page_of_what_it_answers(
    client: FlaskClient, article: int, newest_first: bool
) -> None:
    make_thousands(article, [None] * 60)
    site.change(newest_first=newest_first)
    for address, page in walk(client).items():
        id = shown(page)[0]
        assert f'href="{ADDRESS}?reply={id}#respond"' in page
        answer = client.get(f"{ADDRESS}?reply={id}").text
        assert shown(answer) == shown(page)
        assert f'name="parent" type="hidden" value="{id}"' in answer
        assert f'<a href="{address}#respond" data-words="Cancel">Cancel</a>' in answer


def test_a_refused_answer_comes_back_with_the_page_of_what_it_answers(client: FlaskClient, article: int) -> None:
    ids = make_thousands(article, [None] * 60)
    sent = {"stamp": stamp_in(client.get(ADDRESS).text), "body": "Kept.", "parent": str(ids[40])}
    answer = client.post(f"{ADDRESS}/comments", data=sent)
    assert answer.status_code == 422
    assert "Kept." in answer.text
    assert ids[40] in shown(answer.text)


def test_closed_comments_have_their_pages_too(client: FlaskClient) -> None:
    closed = make_article("Closed", comments_open=False)
    ids = make_thousands(closed, [None] * 30)
    page = client.get("/articles/closed?comments=26").text
    assert shown(page) == ids[25:]
    assert "Comments are closed." in page


def test_a_comment_whose_thread_goes_on_says_whom_it_answers_and_leads_there(client: FlaskClient, article: int) -> None:
    ids = make_thousands(article, [None, *[0] * 120, 110])
    first, second = walk(client).values()
    assert "in reply to" not in first.split('id="respond"')[0]
    comments = second.split('id="respond"')[0]
    assert comments.count(f'<a href="{ADDRESS}/comments/{ids[0]}"><bdi>N{ids[0]}</bdi></a>') == 21
    assert f"N{ids[-1]}</bdi> replies" in comments


def test_what_is_copied_from_a_page_still_leads_to_the_comment_once_it_moved(client: FlaskClient, article: int) -> None:
    ids = make_thousands(article, [None] * 3)
    assert f'<a href="#comment-{ids[0]}"><time' in client.get(ADDRESS).text  # oldest first it never moves
    site.change(newest_first=True)
    assert f'<a href="{ADDRESS}/comments/{ids[0]}#comment-{ids[0]}"><time' in client.get(ADDRESS).text

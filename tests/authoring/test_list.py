"""The list of articles at the desk, without a browser."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from blog import clock
from blog.articles import life, queries
from blog.articles.models import Article, WorkingCopy
from blog.articles.rules import Kind
from blog.db import db, writing
from blog.site import actions as site
from tests.factories import NOW, Desk, make_article, make_comment, make_printed

LIST = "/admin/articles"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, app_context: Flask) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))


def headlines(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/admin/articles/\d+"><bdi>([^<]*)</bdi>', page)


def tags_of(article_id: int) -> list[str]:
    db.session.rollback()
    return [tag.name for tag in queries.tags_of(article_id)]


def kept(article_id: int, title: str) -> None:
    with writing() as session:
        session.add(WorkingCopy(article_id=article_id, version=1, kept_at=NOW, fields={"title": title}))


# --- Filters ---


def test_tabs_have_counts_and_keep_the_other_filters(desk: Desk) -> None:
    make_article("One", tags=("Town",))
    make_article("Two", tags=("Town",), published_at=None)
    make_article("Three")
    page = desk.get(f"{LIST}?tag=town&q=o").text
    tabs = [
        unescape(href) for href in re.findall(r'<a href="([^"]*)"', page.split('class="tabs"')[1].split("</nav>")[0])
    ]
    assert f"{LIST}?state=draft&q=o&tag=town" in tabs
    assert headlines(desk.get(f"{LIST}?state=draft&q=o&tag=town").text) == ["Two"]
    counts = re.findall(r'tabs__count">(\d+)', page)
    assert counts == ["2", "1", "0", "1", "0"]
    assert 'value="o"' in page
    assert '<option selected value="town">' in page


def test_a_filter_survives_turning_the_page(desk: Desk) -> None:
    for number in range(51):
        make_article(f"P{number}", tags=("Town",))
    make_article("Other")
    page = desk.get(f"{LIST}?tag=town&state=live").text
    older = unescape(page.split('rel="next" href="')[1].split('"')[0])
    assert "tag=town" in older
    assert "state=live" in older
    assert len(headlines(desk.get(older).text)) == 1


def test_nothing_found_says_so_and_leads_to_all(desk: Desk) -> None:
    make_article()
    page = desk.get(f"{LIST}?q=nowhere").text
    assert f'Nothing found. <a href="{LIST}">' in page
    assert "Nothing written yet." not in page


def test_an_empty_site_has_neither_pieces_nor_chart(desk: Desk) -> None:
    page = desk.get(LIST).text
    assert "Nothing written yet." in page
    assert "<svg" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("state=lost", "Pieces are drafts, scheduled, live or withdrawn"),
        ("kind=poem", "Not a valid choice"),
        ("tag=nowhere", "No tag has this address any more"),
        (f"q={'x' * 201}", "Shorten this to 200 characters"),
    ],
)
def test_a_filter_that_is_none_says_so_and_keeps_the_rest(desk: Desk, query: str, words: str) -> None:
    answer = desk.get(f"{LIST}?{query}" + ("" if query.startswith("q=") else "&q=kept"))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Error: Articles" in answer.text
    assert 'value="kept"' in answer.text or query.startswith("q=")


def test_a_place_that_we_never_gave_is_not_there(desk: Desk) -> None:
    assert desk.get(f"{LIST}?after=x").status_code == 404


# --- What a row says ---


def test_a_row_says_what_waits_what_is_printed_and_its_tags(desk: Desk) -> None:
    article_id = make_article(tags=("Town",))
    make_printed(article_id)
    make_comment(article_id, "Another.")
    page = desk.get(LIST).text
    assert "1 comment<" in page
    waiting = unescape(re.findall(r'href="(/admin/comments/search[^"]*)"', page)[0])
    found = desk.get(waiting).text
    assert "Another." in found
    assert "A letter." not in found
    assert f'href="{LIST}?tag=town"' in page


def test_a_piece_changed_before_readers_eyes_is_updated(desk: Desk) -> None:
    article_id = make_article()
    assert "Updated" not in desk.get(LIST).text
    with writing() as session:
        session.get_one(Article, article_id).revised_at = NOW
    assert "Updated <time" in desk.get(LIST).text


def test_a_draft_stands_under_what_its_editor_holds_and_a_live_one_under_what_readers_see(desk: Desk) -> None:
    kept(make_article("Stored draft", published_at=None), "Working draft")
    kept(make_article("Stored live"), "Working live")
    kept(make_article("Nameless", published_at=None), "")
    make_article("Calm")
    page = desk.get(LIST).text
    assert sorted(headlines(page)) == ["Calm", "Nameless", "Stored live", "Working draft"]
    assert page.count("Unsaved changes") == 3


# --- Many at once ---


def test_a_tag_is_given_to_the_ticked_and_the_answer_leads_back(desk: Desk) -> None:
    one, two, three = (make_article(title, tags=("Town",)) for title in ("One", "Two", "Three"))
    answer = desk.post(f"{LIST}/tags?tag=town&state=live", {"ids": [one, two], "name": "River", "do": "add"}, page=LIST)
    assert (answer.status_code, answer.location) == (303, f"{LIST}?state=live&tag=town")
    assert "2 pieces got the tag River." in desk.get(answer.location).text
    assert "got the tag" not in desk.get(LIST).text
    assert [tags_of(id) for id in (one, two, three)] == [["Town", "River"], ["Town", "River"], ["Town"]]


def test_a_tag_is_taken_from_the_ticked(desk: Desk) -> None:
    one = make_article(tags=("Town", "River"))
    answer = desk.post(f"{LIST}/tags", {"ids": [one], "name": "town", "do": "remove"}, page=LIST)
    assert "1 piece lost the tag town." in desk.get(answer.location).text
    assert tags_of(one) == ["River"]


def test_when_the_tag_that_was_filtered_by_is_gone_so_is_the_filter(desk: Desk) -> None:
    one, two = make_article("One", tags=("Town",)), make_article("Two")
    answer = desk.post(f"{LIST}/tags?tag=town", {"ids": [one], "name": "Town", "do": "remove"}, page=LIST)
    assert answer.location == LIST
    assert "1 piece lost the tag Town." in desk.get(answer.location).text
    assert tags_of(one) == tags_of(two) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Enter a tag"),
        ("!?", "Enter a name with a letter or a number in it"),
        ("a, b", "Enter one tag, without a comma"),
        ("x" * 81, "Shorten this to 80 characters"),
    ],
)
def test_without_a_good_tag_nothing_is_done_and_the_ticks_are_kept(desk: Desk, name: str, words: str) -> None:
    one, two = make_article("One", tags=("Town",)), make_article("Two")
    answer = desk.post(f"{LIST}/tags?q=O", {"ids": [two], "name": name, "do": "add"}, page=LIST)
    assert answer.status_code == 422
    assert words in answer.text
    assert re.findall(r'name="ids" value="(\d+)"[^>]* checked', answer.text) == [str(two)]
    assert 'value="O"' in answer.text
    assert (tags_of(one), tags_of(two)) == (["Town"], [])


def test_with_nothing_ticked_nothing_is_done_and_the_tag_is_kept(desk: Desk) -> None:
    make_article()
    for ids in ([], ["x"]):
        answer = desk.post(f"{LIST}/tags", {"ids": ids, "name": "River", "do": "add"}, page=LIST)
        assert answer.status_code == 422
        assert "Tick the pieces that you mean." in answer.text
        assert 'value="River"' in answer.text


def test_more_than_any_page_shows_is_not_taken(desk: Desk) -> None:
    make_article()
    answer = desk.post(f"{LIST}/tags", {"ids": [*range(1, 1_002)], "name": "River", "do": "add"}, page=LIST)
    assert answer.status_code == 413
    assert tags_of(1) == []


def test_publishing_and_unpublishing_lead_back_to_the_filter(desk: Desk) -> None:
    make_article(published_at=None)
    for act, state in (("publication", "draft"), ("publication/end", "live")):
        answer = desk.post(f"{LIST}/1/{act}?state={state}", page=LIST)
        assert (answer.status_code, answer.location) == (303, f"{LIST}?state={state}")


# --- The lead ---


def test_the_pinned_one_leads_the_first_page_only(desk: Desk, client: FlaskClient) -> None:
    for number in range(12):
        make_article(f"Piece {number}", published_at=NOW - timedelta(days=number))
    answer = desk.post(f"{LIST}/6/pin?state=live", page=LIST)
    assert (answer.status_code, answer.location) == (303, f"{LIST}?state=live")
    assert desk.get(LIST).text.count("<b>Pinned</b>") == 1
    page = client.get("/").text
    assert page.index('class="lead"') < page.index("Piece 5<") < page.index('class="contents"') < page.index("Piece 0<")
    assert page.count("Piece 5<") == 1
    older = client.get(unescape(page.split('rel="next" href="')[1].split('"')[0])).text
    assert 'class="lead"' not in older
    assert "Piece 5<" not in older
    assert "Piece 11<" in older
    desk.post(f"{LIST}/6/pin/end", page=LIST)
    page = client.get("/").text
    assert page.index("Piece 0<") < page.index('class="contents"') < page.index("Piece 5<")


def test_a_page_is_not_pinned_and_is_not_asked_to_be(desk: Desk) -> None:
    page = make_article("About", kind=Kind.PAGE)
    assert "/pin" not in desk.get(LIST).text
    assert desk.post(f"{LIST}/{page}/pin", page=LIST).status_code == 409
    assert desk.post(f"{LIST}/99/pin", page=LIST).status_code == 404


def test_the_first_page_reads_the_lead_with_its_list(client: FlaskClient) -> None:
    make_article("Old", published_at=NOW - timedelta(days=1))
    make_article("New")
    before = statements(client)
    life.pin(1, NOW)
    assert statements(client) == before


def statements(client: FlaskClient) -> int:
    seen: list[str] = []

    def see(*args: Any) -> None:
        seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", see)
    client.get("/")
    event.remove(db.engine, "before_cursor_execute", see)
    return len([statement for statement in seen if statement.startswith("SELECT")])


# --- The chart ---


def test_the_chart_stands_over_the_whole_list_only_and_has_its_numbers(desk: Desk) -> None:
    article_id = make_article(tags=("Town",))
    make_comment(article_id)
    page = desk.get(LIST).text
    assert 'role="img"' in page
    assert "Comments that readers sent: 1, at most 1 in one week. Published pieces: 1." in page
    assert re.findall(r"<td>(\d+)</td>", page)[:4] == ["1", "1", "0", "0"]
    assert page.count('<th scope="row">') == 26
    assert "style=" not in page
    assert "<svg" not in desk.get(f"{LIST}?tag=town").text


def test_a_week_begins_on_monday_by_the_clock_of_the_site(desk: Desk) -> None:
    make_comment(
        make_article(published_at=NOW.replace(year=2025)), now=NOW.replace(day=8, hour=20)
    )  # Sunday; in Kolkata Monday
    assert re.findall(r"<td>(\d+)</td>", desk.get(LIST).text)[:4] == ["0", "0", "1", "0"]
    site.change(time_zone="Asia/Kolkata")
    assert re.findall(r"<td>(\d+)</td>", desk.get(LIST).text)[:4] == ["1", "0", "0", "0"]


def test_no_more_than_eight_words_are_looked_for_and_none_twice(desk: Desk, app_context: Flask) -> None:
    make_article("One two three four five six seven eight")
    words = "one one two three four five six seven eight"
    assert "One two three" in desk.get(f"/admin/articles?q={words} nine").text
    assert "One two three" not in desk.get("/admin/articles?q=nine").text

"""Finding comments at the desk, and all that came from one address, without script."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import quote

import pytest

from blog.comments import actions as comments
from blog.comments import decisions
from blog.comments.queries import policy
from blog.desk.words import KINDS, REASONS
from blog.site import actions as site
from tests.factories import (
    EMAIL,
    NOW,
    Desk,
    hidden,
    make_article,
    make_comment,
    make_printed,
    statuses,
    stored,
    undo_in,
)

SEARCH = "/admin/comments/search"
PERSON = "/admin/people?email=asha%40example.org"


def rows(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="row-(\d+)"', page)]


def test_the_queue_leads_to_the_search_and_a_name_to_its_person(desk: Desk, article: int) -> None:
    make_comment(article)
    page = desk.get("/admin/").text
    assert f'href="{SEARCH}"' in page
    person = re.search(r'href="(/admin/people[^"]*)"', page)
    assert person
    assert rows(desk.get(unescape(person[1])).text) == [1]


def test_a_search_shows_all_states_newest_first_says_which_and_counts_them(desk: Desk, article: int) -> None:
    first = make_printed(article, "A bridge.")
    second = make_comment(article, "Another bridge.", now=NOW + timedelta(minutes=1))
    make_comment(article, "A road.")
    page = desk.get(f"{SEARCH}?q=bridge").text
    assert rows(page) == [second, first]
    assert "2 comments" in page
    assert re.findall(r"<span>(\w+) <b>(\d+)</b></span>", page) == [("Pending", "1"), ("Approved", "1")]
    assert 'type="search"' in page
    assert 'value="bridge"' in page


def test_an_article_is_named_by_its_address_or_its_number(desk: Desk, article: int) -> None:
    here = make_comment(article)
    make_comment(make_article("Other"), "Elsewhere.")
    for name in ("the-old-bridge", "/articles/the-old-bridge", str(article)):
        assert rows(desk.get(f"{SEARCH}?article={quote(name)}").text) == [here]


def test_days_are_those_of_the_site(desk: Desk, article: int) -> None:
    site.change(time_zone="Asia/Kolkata")
    make_comment(article, now=datetime(2026, 3, 14, 18, 29, tzinfo=UTC))
    second = make_comment(article, "Later.", now=datetime(2026, 3, 14, 18, 30, tzinfo=UTC))
    assert rows(desk.get(f"{SEARCH}?since=2026-03-15&until=2026-03-15").text) == [second]


def test_a_hundred_a_page_and_the_search_stays_on_the_next(desk: Desk, article: int) -> None:
    for number in range(103):
        make_comment(article, f"Bridge {number}.", email=f"{number}@example.org", now=NOW + timedelta(seconds=number))
    page = desk.get(f"{SEARCH}?q=bridge&status=pending").text
    assert len(rows(page)) == 100
    older = re.search(r'rel="next" href="([^"]*)"', page)
    assert older
    page = desk.get(unescape(older[1])).text
    assert rows(page) == [3, 2, 1]
    newer = re.search(r'rel="prev" href="([^"]*)"', page)
    assert newer
    assert len(rows(desk.get(unescape(newer[1])).text)) == 100


def test_nothing_found_is_said(desk: Desk, article: int) -> None:
    assert "Nothing found." in desk.get(f"{SEARCH}?q=nowhere").text


@pytest.mark.parametrize(
    "query",
    [
        "status=none", "reason=none", "since=yesterday", "until=2026-02-30", "since=0001-01-01", "until=9999-12-31",
        "article=none", "q=" + "x" * 201, "email=" + "x" * 300,
    ],
)  # fmt: skip
def test_a_filter_that_is_none_comes_back_with_what_is_wrong(desk: Desk, article: int, query: str) -> None:
    answer = desk.get(f"{SEARCH}?{query}")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


@pytest.mark.parametrize("query", ["before=x", "after=1", "after=" + "9" * 30, "after=-1-99999999999999999999"])
def test_a_made_up_place_is_not_found(desk: Desk, article: int, query: str) -> None:
    make_comment(article)
    assert desk.get(f"{SEARCH}?{query}").status_code == 404
    assert desk.get(f"{PERSON}&{query}").status_code == 404


@pytest.mark.parametrize(
    "text", ["%00", "%", "%FF%FE", "'\"<script>", "%ED%A0%80", "\\", "%E2%80%AE", "%F0%9F%98%80" * 40]
)
def test_odd_characters_are_harmless(desk: Desk, article: int, text: str) -> None:
    make_comment(article)
    for name in ("q", "email", "address", "back", "done", "refused"):
        page = desk.get(f"{SEARCH}?{name}={text}")
        assert page.status_code == 200
        assert "<script>" not in page.text
    assert desk.get(f"/admin/people?email={text}").status_code == 404
    assert desk.get(f"{SEARCH}?article={text}&status={text}&since={text}").status_code in (200, 422)


def test_every_reason_can_be_chosen_in_words() -> None:
    assert KINDS.keys() == REASONS.keys()


def test_a_decision_comes_back_to_the_search_and_so_does_its_undo(desk: Desk, article: int) -> None:
    comment_id = make_comment(article, "A bridge & more.")
    path = f"{SEARCH}?q=%26+bridge"
    back = unescape(hidden(desk.get(path).text, "back"))
    answer = desk.post(f"/admin/comments/{comment_id}/spam", {"back": back}, page=path)
    assert answer.location == f"{SEARCH}?q=%26+bridge&done=1"
    page = desk.get(answer.location).text
    assert "Marked as spam: Asha Menon." in page
    assert rows(page) == [comment_id]
    again = unescape(hidden(page, "back"))
    assert again == back
    answer = desk.post("/admin/decisions/1/undo", {"back": again}, page=path)
    assert answer.location == f"{SEARCH}?q=%26+bridge&done=2"
    assert stored(comment_id).status == "pending"


def test_a_reply_comes_back_to_the_search_and_so_does_its_cancel(desk: Desk, article: int) -> None:
    make_comment(article, "A bridge.")
    link = re.search(r'href="(/admin/comments/1/reply[^"]*)"', desk.get(f"{SEARCH}?q=bridge").text)
    assert link
    path = unescape(link[1])
    page = desk.get(path).text
    assert f'href="{SEARCH}?q=bridge#row-1"' in page
    form = {"body": "An answer.", "back": unescape(hidden(page, "back"))}
    assert desk.post("/admin/comments/1/reply", form, page=path).location.startswith(f"{SEARCH}?q=bridge&done=")


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/", "//evil.example", "/admin/comments/search/../../x", "/admin/settings", "x", "\x00",
        "http://[", "/admin/comments/searchx?q=1",
    ],
)  # fmt: skip
def test_a_way_back_to_elsewhere_is_passed_over(desk: Desk, article: int, back: str) -> None:
    make_comment(article)
    answer = desk.post("/admin/comments/1/spam", {"back": back, "status": "pending"})
    assert answer.location == "/admin/comments?status=pending&done=1"


def test_a_way_back_carries_only_what_the_search_knows(desk: Desk, article: int) -> None:
    make_comment(article)
    back = f"{SEARCH}?q=a&_external=1&_scheme=ftp&_anchor=x&endpoint=y&done=9&next=z"
    assert desk.post("/admin/comments/1/spam", {"back": back}).location == f"{SEARCH}?q=a&done=1"


def test_a_person_is_all_that_came_from_one_address(desk: Desk, article: int) -> None:
    make_printed(article, "One.")
    make_comment(article, "Two.", name="A. Menon", website="https://asha.example", email="ASHA@example.org")
    make_comment(article, "Three.", email="other@example.org")
    page = desk.get(PERSON).text
    assert rows(page) == [2, 1]
    for words in ("2 comments", "Asha Menon", "A. Menon", "https://asha.example", "203.0.113.0/24"):
        assert words in page, words
    assert "other@example.org" not in page


@pytest.mark.parametrize("path", ["/admin/people", "/admin/people?email=nobody@example.org", "/admin/people?email="])
def test_who_never_wrote_is_not_found(desk: Desk, article: int, path: str) -> None:
    make_comment(article)
    assert desk.get(path).status_code == 404


def test_spam_all_and_block_says_what_it_will_do_does_it_and_one_undo_brings_all_back(desk: Desk, article: int) -> None:
    ids = [make_printed(article, "One."), make_comment(article, "Two."), make_comment(article, "Three.")]
    assert "Marks 3 comments as spam (2 waiting, 1 printed)." in desk.get(PERSON).text
    answer = desk.post("/admin/people/spam", {"email": "asha@example.org"}, page=PERSON)
    assert answer.status_code == 303
    assert statuses(*ids) == ["spam"] * 3
    assert policy().blocked == ("asha@example.org",)
    page = desk.get(answer.location).text
    assert "Marked as spam: 3 comments." in page
    assert "This address is blocked" in page
    undo = undo_in(page)
    answer = desk.post(undo, {"back": unescape(hidden(page, "back"))}, page=PERSON)
    page = desk.get(answer.location).text
    assert "Undone: 3 comments are back." in page
    assert sorted(statuses(*ids)) == ["approved", "pending", "pending"]
    desk.post("/admin/people/unblock", {"email": "asha@example.org"}, page=PERSON)
    assert "This address is blocked" not in desk.get(PERSON).text


def test_who_has_nothing_left_to_move_can_still_be_blocked(desk: Desk, article: int) -> None:
    decisions.mark_spam(make_comment(article), 1, NOW)
    page = desk.get(PERSON).text
    assert "There is nothing to mark as spam." in page
    answer = desk.post("/admin/people/spam", {"email": "asha@example.org"}, page=PERSON)
    page = desk.get(answer.location).text
    assert "This address is blocked" in page
    assert "Spam all and block" not in page


def test_the_editors_own_answers_are_never_spam_all(desk: Desk, article: int) -> None:
    comments.reply(make_comment(article), "An answer.", 1, NOW)
    answer = desk.post("/admin/people/spam", {"email": EMAIL}, page=PERSON)
    assert answer.status_code == 404
    assert stored(2).status == "approved"
    page = desk.get(f"/admin/people?email={EMAIL}").text
    assert rows(page) == [2]
    assert "Spam all and block" not in page


@pytest.mark.parametrize("path", ["/admin/people/spam", "/admin/people/unblock"])
@pytest.mark.parametrize("email", ["", "nobody@example.org", "\x00"])
def test_nobody_cannot_be_blocked(desk: Desk, article: int, path: str, email: str) -> None:
    assert desk.post(path, {"email": email}).status_code == 404
    assert policy().blocked == ()


@pytest.mark.parametrize(
    ("query", "is_found"), [("#{id}", True), ("#{id} letter", True), ("#{id} stone", False), ("#9999", False)]
)
def test_a_comment_is_found_by_its_number(desk: Desk, article: int, query: str, is_found: bool) -> None:
    make_comment(article, "Another letter.", email="other@example.org")
    comment_id = make_comment(article, "A letter.")
    page = desk.get("/admin/comments/search", query_string={"q": query.format(id=comment_id)}).text
    assert (f'id="row-{comment_id}"' in page) == is_found
    assert page.count('class="queue__row"') == int(is_found)


def test_a_sign_that_is_followed_by_no_number_is_a_word(desk: Desk, article: int) -> None:
    comment_id = make_comment(article, "See #bridge.")
    assert f'id="row-{comment_id}"' in desk.get("/admin/comments/search?q=%23bridge").text

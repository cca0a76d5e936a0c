"""The queue and its decisions, without script."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from blog.articles import life
from blog.comments import actions, decisions, own
from blog.comments.models import Comment, Decision
from blog.db import db
from tests.factories import NOW, Desk, count, hidden, make_comment, make_printed, statuses, stored, undo_in


def test_a_row_shows_who_why_where_and_what(desk: Desk, article: int) -> None:
    parent = make_printed(article, "The words that are answered.", name="Joseph K.", email="j@example.org")
    make_comment(
        article, "See https://a.example/x and https://b.example", parent_id=parent, website="https://asha.example"
    )
    page = desk.get("/admin/").text
    for words in (
        "Asha Menon", "asha@example.org", "203.0.113.0/24", "first comment", "First comment from this address",
        "2 links", "The old bridge", "Joseph K.", "The words that are answered.", "https://<b>a.example</b>/x", "https://asha.example",
    ):  # fmt: skip
        assert words in page, words
    assert 'href="https://a.example' not in page
    assert "203.0.113.7" not in page.replace("203.0.113.0/24", "")


def test_the_history_of_a_person_is_that_of_the_exact_address(desk: Desk, article: int) -> None:
    for number in range(2):
        make_printed(article, f"Number {number}.", email="a@example.org")
    decisions.mark_spam(make_comment(article, "Bad.", email="a@example.org"), 1, NOW)
    make_comment(article, "New.", email="A@example.org")
    make_comment(article, "Same name only.", email="b@example.org")
    page = desk.get("/admin/").text
    assert page.count("2 approved, 1 spam") == 1
    assert page.count("first comment<") + page.count("first comment\n") == 1


def test_a_known_address_without_links_waits_because_everything_does(desk: Desk, article: int) -> None:
    make_printed(article)
    make_comment(article, "Again.")
    assert "Every comment is read first" in desk.get("/admin/").text


@pytest.mark.parametrize(
    ("path", "to", "words"),
    [
        ("approval", "approved", "Approved: Asha Menon."),
        ("spam", "spam", "Marked as spam"),
        ("bin", "bin", "Put in the bin"),
    ],
)
def test_a_decision_answers_303_says_what_was_done_and_can_be_undone(
    desk: Desk, article: int, path: str, to: str, words: str
) -> None:
    comment_id = make_comment(article)
    answer = desk.post(f"/admin/comments/{comment_id}/{path}")
    assert answer.status_code == 303
    assert stored(comment_id).status == to
    page = desk.get(answer.location).text
    assert words in page
    undo = undo_in(page)
    page = desk.get(desk.post(undo, page=answer.location).location).text
    assert "Undone: Asha Menon waits again." in page
    assert "/undo" not in page
    assert stored(comment_id).status == "pending"


def test_an_approved_comment_is_on_the_very_next_page_and_gone_after_the_undo(
    client: FlaskClient, desk: Desk, article: int
) -> None:
    make_comment(article, "Fine words.")
    path = "/articles/the-old-bridge"
    assert "Fine words." not in client.get(path).text
    done = desk.post("/admin/comments/1/approval").location
    assert "Fine words." in client.get(path).text
    desk.post("/admin/decisions/1/undo", page=done)
    assert "Fine words." not in client.get(path).text


def test_what_somebody_else_decided_first_is_said_and_not_overwritten(desk: Desk, article: int) -> None:
    comment_id = make_comment(article)
    decisions.approve(comment_id, 1, NOW)
    decisions.mark_spam(comment_id, 1, NOW)
    answer = desk.post(f"/admin/comments/{comment_id}/spam")
    assert "This comment was marked as spam meanwhile." in desk.get(answer.location).text
    assert db.session.query(Decision).count() == 2


def test_a_decision_comes_back_to_the_tab_that_it_was_made_in(desk: Desk, article: int) -> None:
    decisions.mark_spam(make_comment(article), 1, NOW)
    answer = desk.post("/admin/comments/1/approval", {"status": "spam"})
    assert "status=spam" in answer.location


def test_each_tab_has_its_count_and_its_moves(desk: Desk, article: int) -> None:
    acts = {"approved": decisions.approve, "spam": decisions.mark_spam, "bin": decisions.put_in_bin}
    for number, act in enumerate(acts.values()):
        act(make_comment(article, f"N{number}"), 1, NOW)
    make_comment(article, "Waiting.")
    paths = {"approved": "approval", "spam": "spam", "bin": "bin"}
    for tab in ("pending", "approved", "spam", "bin"):
        page = desk.get(f"/admin/comments?status={tab}").text
        assert page.count('class="queue__row"') == 1
        for to, path in paths.items():
            assert (f'/{path}"' in page) is (to != tab), (tab, to)
        assert page.count('<span class="tabs__count">1</span>') == 4


def test_a_hundred_a_page_oldest_first_and_the_rest_behind_next(desk: Desk, article: int) -> None:
    for number in range(103):
        make_comment(article, f"Words {number}.", email=f"{number}@example.org", now=NOW + timedelta(seconds=number))
    page = desk.get("/admin/").text
    assert page.count('class="queue__row"') == 100
    assert page.index("Words 0.") < page.index("Words 99.")
    following = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = desk.get(following).text
    assert "Words 102." in rest
    assert 'rel="prev"' in rest


def test_an_empty_tray_says_so_with_the_last_approval(desk: Desk, article: int) -> None:
    make_printed(article, name="Joseph K.")
    page = desk.get("/admin/").text
    assert "The tray is empty." in page
    assert "Joseph K." in page


def test_reply_approves_and_answers_under_the_editors_name(client: FlaskClient, desk: Desk, article: int) -> None:
    make_comment(article, "A question?")
    page = desk.get("/admin/comments/1/reply").text
    assert "Approve and reply" in page
    answer = desk.post("/admin/comments/1/reply", {"body": "An *answer*."}, page="/admin/comments/1/reply")
    assert answer.status_code == 303
    printed = client.get("/articles/the-old-bridge").text
    assert "A question?" in printed
    assert "<em>answer</em>" in printed
    assert "comment--editor" in printed


def test_an_answer_is_said_to_be_given_and_one_undo_takes_both_back(
    client: FlaskClient, desk: Desk, article: int
) -> None:
    make_comment(article, "A question?")
    form = {"body": "An answer.", "status": "pending"}
    answer = desk.post("/admin/comments/1/reply", form, page="/admin/comments/1/reply?status=pending")
    assert "status=pending" in answer.location
    page = desk.get(answer.location).text
    assert "Answered: Asha Menon." in page
    undo = undo_in(page)
    assert "Undone: 2 comments are back." in desk.get(desk.post(undo, page=answer.location).location).text
    printed = client.get("/articles/the-old-bridge").text
    assert "A question?" not in printed
    assert "An answer." not in printed
    assert (stored(1).status, stored(2).status) == ("pending", "pending")


def test_an_answer_that_is_put_in_the_bin_is_said_to_be_there(desk: Desk, article: int) -> None:
    actions.reply(make_comment(article), "An answer.", 1, NOW)
    assert "Put in the bin: Meera Thomas." in desk.get(desk.post("/admin/comments/2/bin").location).text


def test_the_form_of_an_answer_comes_back_to_the_rows_that_it_came_from(desk: Desk, article: int) -> None:
    decisions.mark_spam(make_comment(article), 1, NOW)
    page = desk.get("/admin/comments?status=spam").text
    form = desk.get(re.search(r'href="(/admin/comments/1/reply[^"]*)"', page)[1]).text  # type: ignore[index]
    assert '<input type="hidden" name="status" value="spam">' in form
    assert 'href="/admin/comments?status=spam#row-1"' in form


def test_a_notice_offers_no_undo_once_another_decision_followed(desk: Desk, article: int) -> None:
    comment_id = make_comment(article)
    done = decisions.approve(comment_id, 1, NOW)
    assert "/undo" in desk.get(f"/admin/?done={done}").text
    decisions.mark_spam(comment_id, 1, NOW)
    assert "/undo" not in desk.get(f"/admin/?done={done}").text


def test_the_weightiest_reason_comes_first(desk: Desk, article: int) -> None:
    make_comment(article, "https://a.example https://b.example", trapped=True)
    page = desk.get("/admin/").text
    order = [page.index(words) for words in ("Filled in a field", "2 links", "First comment from this address")]
    assert order == sorted(order)


def test_a_reply_of_more_than_five_thousand_characters_comes_back(desk: Desk, article: int) -> None:
    make_comment(article)
    answer = desk.post("/admin/comments/1/reply", {"body": "word " * 1001}, page="/admin/comments/1/reply")
    assert answer.status_code == 422
    assert stored(1).status == "pending"


def test_a_reply_to_what_went_to_the_spam_meanwhile_comes_back_with_its_words(desk: Desk, article: int) -> None:
    comment_id = make_comment(article)
    path = f"/admin/comments/{comment_id}/reply"
    form = {"body": "My answer.", "seen": hidden(desk.get(path).text, "seen")}
    decisions.mark_spam(comment_id, 1, NOW)
    answer = desk.post(path, form, page=path)
    assert answer.status_code == 409
    assert "This comment was marked as spam meanwhile. Your answer is below" in answer.text
    assert "My answer." in answer.text
    assert stored(comment_id).status == "spam"
    assert desk.post(path, form | {"seen": hidden(answer.text, "seen")}, page=path).status_code == 303
    assert stored(comment_id).status == "approved"


@pytest.mark.parametrize("body", ["\u2800", "x" * 501])
def test_an_answer_that_could_not_be_printed_is_refused(desk: Desk, article: int, body: str) -> None:
    make_comment(article)
    assert desk.post("/admin/comments/1/reply", {"body": body}, page="/admin/comments/1/reply").status_code == 422
    assert stored(1).status == "pending"


def test_an_empty_reply_approves_nothing(desk: Desk, article: int) -> None:
    make_comment(article)
    answer = desk.post("/admin/comments/1/reply", {"body": " "}, page="/admin/comments/1/reply")
    assert answer.status_code == 422
    assert stored(1).status == "pending"


@pytest.mark.parametrize(
    "path", ["/admin/comments/999/approval", "/admin/comments/999/reply", "/admin/decisions/999/undo"]
)
def test_what_is_gone_is_a_page_that_says_so(desk: Desk, article: int, path: str) -> None:
    assert desk.post(path, {"body": "x"}).status_code == 404


@pytest.mark.parametrize("query", ["status=none", "status=pending&after=x", "status=" + "9" * 50])
def test_a_made_up_place_is_not_found(desk: Desk, query: str) -> None:
    assert desk.get(f"/admin/comments?{query}").status_code == 404


@pytest.mark.parametrize("done", ["999", "x", "9" * 40])
def test_a_made_up_decision_is_passed_over(desk: Desk, done: str) -> None:
    assert desk.get(f"/admin/?done={done}").status_code == 200


def test_hostile_words_are_inert_in_the_queue(desk: Desk, article: int) -> None:
    make_comment(article, "<script>x</script> [y](javascript:x) <img src=x onerror=x>", name='<b onclick="x">Bo</b>')
    page = desk.get("/admin/").text
    assert "<script>x" not in page
    assert "<img" not in page
    assert "javascript:x</span>" not in page
    assert "<b onclick" not in page


def test_a_comment_on_an_article_that_was_unpublished_stays_in_the_queue(desk: Desk, article: int) -> None:
    make_comment(article)
    life.unpublish(article, NOW)
    assert "The old bridge" in desk.get("/admin/").text


def test_a_decision_can_be_taken_back_from_where_the_comment_is_now(desk: Desk, article: int) -> None:
    first, second = make_comment(article, "One."), make_comment(article, "Two.", email="b@example.org")
    for comment_id in (first, second):
        decisions.approve(comment_id, 1, NOW)
    page = desk.get("/admin/comments?status=approved").text
    undo = re.findall(r'formaction="(/admin/decisions/\d+/undo)"', page)
    assert len(undo) == 2
    desk.post(undo[0], {"status": "approved"}, page="/admin/comments?status=approved")
    assert {*statuses(first, second)} == {"pending", "approved"}
    assert "/undo" not in desk.get("/admin/").text


def test_a_comment_leads_to_the_editor_while_readers_do_not_see_its_article(desk: Desk, article: int) -> None:
    make_comment(article)
    assert 'href="/articles/the-old-bridge"' in desk.get("/admin/").text
    life.unpublish(article, NOW)
    page = desk.get("/admin/").text
    assert 'href="/articles/the-old-bridge"' not in page
    assert f'href="/admin/articles/{article}"' in page


# --- Nothing unread is printed: a writer may change what waits while the admin reads ---


@pytest.fixture
def changed(desk: Desk, article: int) -> tuple[int, dict[str, str]]:
    """A comment whose words were changed since the queue was drawn, and what the queue's form carried."""
    comment_id = make_comment(article, "A nice letter.")
    page = desk.get("/admin/").text
    fields = {"seen": "pending", "words": hidden(page, "words"), "ids": str(comment_id)}
    fields[f"words-{comment_id}"] = hidden(page, f"words-{comment_id}")
    own.revise(comment_id, "Buy pills.", NOW)
    return comment_id, fields


@pytest.mark.parametrize("act", ["approval", "spam", "bin", "reply"])
def test_words_that_were_changed_meanwhile_are_read_before_they_are_decided(
    desk: Desk, changed: tuple[int, dict[str, str]], act: str
) -> None:
    comment_id, fields = changed
    answer = desk.post(f"/admin/comments/{comment_id}/{act}", fields | {"body": "Thank you."}, follow_redirects=True)
    assert "its writer changed this comment meanwhile" in answer.text
    assert "Buy pills." in answer.text
    assert stored(comment_id).status == "pending"
    assert count(Comment) == 1


def test_an_act_on_many_leaves_out_what_was_changed_meanwhile(
    desk: Desk, changed: tuple[int, dict[str, str]], article: int
) -> None:
    comment_id, fields = changed
    other = make_comment(article, "Another.", email="k@example.org")
    desk.post("/admin/comments/approval", fields | {"ids": [str(comment_id), str(other)]})
    assert statuses(comment_id, other) == ["pending", "approved"]


def test_who_reads_again_decides(desk: Desk, changed: tuple[int, dict[str, str]]) -> None:
    comment_id, _fields = changed
    page = desk.get("/admin/").text
    desk.post(f"/admin/comments/{comment_id}/approval", {"seen": "pending", "words": hidden(page, "words")})
    assert stored(comment_id).status == "approved"

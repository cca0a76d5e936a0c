"""What the writer of a printed comment changed is read before it is printed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.comments import decisions, own, pending_edits
from blog.comments.models import PendingEdit
from blog.desk.diff import MOST_PAIRS, changes
from tests.factories import NOW, Desk, count, hidden, make_comment, stored


@pytest.fixture
def comment_id(article: int) -> int:
    """A printed comment with other words that wait."""
    id = make_comment(article, "The river was low in June.")
    decisions.approve(id, 1, NOW)
    own.revise(id, "The river was <b>high</b> in June.", NOW)
    return id


def seen(desk: Desk) -> str:
    page = desk.get("/admin/").text
    return hidden(page[page.index("queue__acts--pending-edit") :], "seen")


def test_the_queue_shows_what_was_changed_before_all_else(desk: Desk, comment_id: int, article: int) -> None:
    make_comment(article, "Another.", email="other@example.org")
    page = desk.get("/admin/").text
    assert page.index("Changed by their writers") < page.index("To read")
    assert "The river was <del>low</del><ins>&lt;b&gt;high&lt;/b&gt;</ins> in June." in page
    assert f'id="edit-{comment_id}"' in page
    assert f'#edit-{comment_id}">Changed by its writer' in desk.get("/admin/comments?status=approved").text


def test_a_change_is_printed_by_one_press(desk: Desk, comment_id: int, client: FlaskClient) -> None:
    answer = desk.post(
        f"/admin/comments/{comment_id}/pending-edit/approval", {"seen": seen(desk)}, follow_redirects=True
    )
    assert "The change is printed." in answer.text
    assert "Changed by their writers" not in answer.text
    assert "high" in client.get("/articles/the-old-bridge").text
    assert stored(comment_id).body == "The river was <b>high</b> in June."
    assert count(PendingEdit) == 0


def test_a_change_is_left_out_by_another(desk: Desk, comment_id: int, client: FlaskClient) -> None:
    desk.post(f"/admin/comments/{comment_id}/pending-edit/refusal", {"seen": seen(desk)})
    page = client.get("/articles/the-old-bridge").text
    assert "low in June" in page
    assert "high" not in page
    assert count(PendingEdit) == 0


@pytest.mark.parametrize("act", ["approval", "refusal"])
def test_what_was_changed_once_more_is_not_decided_unread(
    desk: Desk, comment_id: int, app_context: Flask, act: str
) -> None:
    when = seen(desk)
    own.revise(comment_id, "Quite other words.", NOW.replace(hour=11))
    path = f"/admin/comments/{comment_id}/pending-edit/{act}"
    answer = desk.post(path, {"seen": when}, follow_redirects=True)
    assert "its writer changed it once more" in answer.text
    assert stored(comment_id).body == "The river was low in June."
    assert count(PendingEdit) == 1
    assert (
        "once more"
        in desk.post("/admin/comments/999/pending-edit/approval", {"seen": when}, follow_redirects=True).text
    )


@pytest.mark.parametrize("when", ["", "now", "2026-03-14T10:00:00"])
def test_a_form_that_does_not_say_what_it_showed_is_refused(desk: Desk, comment_id: int, when: str) -> None:
    assert desk.post(f"/admin/comments/{comment_id}/pending-edit/approval", {"seen": when}).status_code == 400
    assert count(PendingEdit) == 1


def test_a_change_goes_out_of_sight_with_its_comment_and_comes_back_with_it(
    desk: Desk, comment_id: int, app_context: Flask
) -> None:
    decision = decisions.mark_spam(comment_id, 1, NOW)
    assert "Changed by their writers" not in desk.get("/admin/").text
    decisions.undo(decision, 1, NOW)
    assert "Changed by their writers" in desk.get("/admin/").text


def test_what_its_writer_took_back_cannot_be_approved_in_the_bin(desk: Desk, comment_id: int) -> None:
    own.withdraw(comment_id, NOW)
    page = desk.get("/admin/comments?status=bin").text
    assert "Taken back by its writer" in page
    assert f"/admin/comments/{comment_id}/approval" not in page
    assert f"/admin/comments/{comment_id}/reply" not in page
    assert "/undo" not in page


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("One two.", "One two.", [("same", "One two.")]),
        ("One two.", "One three.", [("same", "One "), ("gone", "two"), ("new", "three"), ("same", ".")]),
        ("", "New.", [("new", "New.")]),
        ("Gone.", "", [("gone", "Gone.")]),
        ("a\n\nb", "a b", [("same", "a"), ("gone", "\n\n"), ("new", " "), ("same", "b")]),
    ],
)
def test_changes_are_told_word_by_word(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert changes(before, after) == pieces


def test_a_change_of_what_is_not_printed_any_more_is_not_printed(desk: Desk, comment_id: int) -> None:
    when = seen(desk)
    decisions.mark_spam(comment_id, 1, NOW)
    answer = desk.post(f"/admin/comments/{comment_id}/pending-edit/approval", {"seen": when}, follow_redirects=True)
    assert "Nothing was changed" in answer.text
    assert stored(comment_id).moved_at == NOW
    assert stored(comment_id).body == "The river was low in June."
    assert pending_edits.waiting() == []


def test_no_change_is_so_made_that_the_desk_takes_long_to_compare_it() -> None:
    signs = "".join(chr(0x2190 + number % 50) + ("\n" if number % 200 == 199 else ".") for number in range(2450))
    assert changes(signs, signs.replace(".", ",").replace("\n", " "), MOST_PAIRS)[0][0] == "gone"
    usual = " ".join(f"word{number % 400}" for number in range(800))
    assert changes(usual, usual + " more", MOST_PAIRS) == [("same", usual), ("new", " more")]

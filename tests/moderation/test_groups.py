"""The tray in groups, and acts on many comments at once, without script."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from blog.comments import actions, decisions
from blog.comments.models import Comment, Decision
from blog.db import db, writing
from blog.site import actions as site
from tests.factories import NOW, Desk, make_comment, statuses, undo_in

SPAM = "WIN BIG AT OUR CASINO TONIGHT, FREE SPINS FOR YOU: https://casino.example/{n} https://spin.example/ {n}"


def write(article_id: int, body: str, number: int) -> int:
    return make_comment(article_id, body, email=f"{number}@example.org", address=f"10.0.{number}.1", name=f"N{number}")


def fields(form: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def form_with(page: str, words: str) -> dict[str, str]:
    """The hidden fields of the form that says these words."""
    return fields(form_in(page, words))


def form_in(page: str, words: str) -> str:
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    return next(form for form in forms if words in re.sub(r"</?span[^>]*>", "", form))


def test_what_weighs_much_stands_with_the_probable_spam_below_what_is_to_be_read(desk: Desk, article: int) -> None:
    write(article, SPAM.format(n=1), 1)
    write(article, "A calm question about the bridge.", 2)
    page = desk.get("/admin/").text
    assert page.index("To read") < page.index("A calm question") < page.index("Probably spam") < page.index("WIN BIG")
    assert "Spam this one" in page


def test_one_act_clears_the_probable_spam_that_the_page_counted_and_one_undo_restores_it(
    desk: Desk, article: int
) -> None:
    good = write(article, "A calm question about the bridge.", 1)
    spam = [write(article, SPAM.format(n=n), n) for n in range(2, 6)]
    page = desk.get("/admin/").text
    late = write(article, SPAM.format(n=9), 9)
    answer = desk.client.post("/admin/comments/spam", data=form_with(page, "Spam all 4"))
    assert statuses(good, late) == ["pending", "pending"]
    assert statuses(*spam) == ["spam"] * 4
    assert db.session.query(Decision).count() == 4
    page = desk.get(answer.location).text
    assert "Marked as spam: 4 comments." in page
    undo = undo_in(page)
    page = desk.get(desk.post(undo).location).text
    assert "Undone: 4 comments are back." in page
    assert statuses(*spam) == ["pending"] * 4


def test_near_identical_comments_stand_as_one_row_with_one_decision(desk: Desk, article: int) -> None:
    spam = [write(article, SPAM.format(n=n), n) for n in range(1, 6)]
    page = desk.get("/admin/").text
    assert page.count('class="queue__row"') == 1
    assert "4 more like it" in page
    everyone = desk.get(unescape(re.findall(r'href="([^"]*campaign=[^"]*)"', page)[0])).text
    assert everyone.count('class="queue__row"') == 5
    desk.client.post("/admin/comments/bin", data=form_with(page, "Bin all 5"))
    assert statuses(*spam) == ["bin"] * 5


def test_a_copy_of_a_good_comment_does_not_take_it_along(desk: Desk, article: int) -> None:
    words = "My uncle built the second arch, and he always said that the river would have the last word in the end."
    good = write(article, words, 1)
    copy = write(article, f"{words} https://casino.example https://spin.example https://x.example", 2)
    page = desk.get("/admin/").text
    desk.client.post("/admin/comments/spam", data=form_with(page, "Spam this one"))
    assert statuses(good, copy) == ["pending", "spam"]


def test_all_that_is_shown_to_be_read_can_be_approved_and_nothing_that_is_not(
    desk: Desk, article: int, client: FlaskClient
) -> None:
    good = [
        write(article, f"{words} about the bridge.", n) for n, words in enumerate(("One word", "Two words", "Three"))
    ]
    spam = write(article, SPAM.format(n=9), 9)
    page = desk.get("/admin/").text
    late = write(article, "Later words.", 10)
    form = form_in(page, "Approve all 3 shown")
    sent = fields(form) | {"ids": re.findall(r'name="ids" value="(\d+)"', form)}  # type: ignore[dict-item]
    desk.client.post("/admin/comments/approval", data=sent)
    assert statuses(*good) == ["approved"] * 3
    assert statuses(spam, late) == ["pending", "pending"]


def test_a_group_is_never_approved_unread(desk: Desk, article: int) -> None:
    spam = [write(article, SPAM.format(n=n), n) for n in range(1, 4)]
    for sent in ({"all_of": "suspect", "up_to": "999"}, {"all_like": str(spam[0]), "up_to": "999"}):
        answer = desk.post("/admin/comments/approval", sent)
        assert "nothing" in answer.location
    assert statuses(*spam) == ["pending"] * 3


def test_trust_only_sorts_and_one_act_approves_those_that_are_shown(desk: Desk, article: int) -> None:
    site.change(trusted=["1@example.org"])
    first = write(article, "From a friend of the house.", 1)
    other = write(article, "From somebody else.", 2)
    page = desk.get("/admin/").text
    assert page.index("From people you trust") < page.index("From a friend") < page.index("To read")
    assert statuses(first) == ["pending"]
    sent = form_with(page, "Approve the one from people you trust")
    desk.client.post("/admin/comments/approval", data=sent)
    assert statuses(first, other) == ["approved", "pending"]


def test_who_is_trusted_never_stands_behind_a_stranger_nor_goes_to_the_spam_with_a_group(
    desk: Desk, article: int
) -> None:
    spam = [write(article, SPAM.format(n=n), n) for n in range(1, 5)]
    site.change(trusted=["2@example.org"])
    page = desk.get("/admin/").text
    assert page.index("From people you trust") < page.index(">N2<") < page.index("Probably spam") < page.index(">N1<")
    assert "Spam all 3" in page
    assert "2 more like it" in page
    assert ">N2<" not in desk.get(f"/admin/comments?campaign={spam[0]}&group=suspect").text
    alike = form_with(page, "2 more like it")
    for sent in (form_with(page, "Spam all 3"), alike):
        done = desk.client.post("/admin/comments/spam", data=sent).location
        assert statuses(*spam) == ["spam", "pending", "spam", "spam"]
        desk.post(undo_in(desk.get(done).text))


def test_what_is_suspect_is_not_approved_with_all_others_whoever_is_said_to_have_sent_it(
    desk: Desk, article: int
) -> None:
    site.change(trusted=["1@example.org", "2@example.org"])
    suspect, calm = write(article, SPAM.format(n=1), 1), write(article, "From a friend of the house.", 2)
    page = desk.get("/admin/").text
    assert page.count('class="queue__row"') == 2
    desk.client.post("/admin/comments/approval", data=form_with(page, "Approve the one from people you trust"))
    assert statuses(suspect, calm) == ["pending", "approved"]


COPIED = "My uncle built the second arch, and he always said that the river would have the last word in the end."


def test_a_copy_of_what_was_decided_or_written_by_a_trusted_person_is_shown(desk: Desk, article: int) -> None:
    site.change(trusted=["2@example.org"], most_links=5)
    decisions.put_in_bin(write(article, COPIED, 1), 1, NOW)
    write(article, COPIED, 2)
    db.session.query(Comment).filter(Comment.id == 2).update({"is_suspect": False})
    db.session.commit()
    write(article, COPIED, 3)
    db.session.query(Comment).filter(Comment.id == 3).update({"is_suspect": False, "campaign_id": 1})
    db.session.commit()
    page = desk.get("/admin/").text
    assert ">N2<" in page
    assert ">N3<" in page
    assert page.index("From people you trust") < page.index(">N2<") < page.index("To read") < page.index(">N3<")


@pytest.mark.parametrize("sent", [{"all_of": "read"}, {}, {"all_of": "trusted"}])
def test_what_is_to_be_read_goes_nowhere_as_a_whole(desk: Desk, article: int, sent: dict[str, str]) -> None:
    waiting = write(article, "A calm question about the bridge.", 1)
    assert "refused=nothing" in desk.post("/admin/comments/spam", sent | {"up_to": "999"}).location
    assert statuses(waiting) == ["pending"]


def test_the_forms_of_a_group_carry_what_the_page_showed(desk: Desk, article: int) -> None:
    for number in range(1, 4):
        write(article, SPAM.format(n=number), number)
    write(article, "A calm question about the bridge.", 9)
    page = desk.get("/admin/").text
    assert form_with(page, "2 more like it")["count"] == form_with(page, "Spam all 3")["count"] == "3"
    assert form_with(page, "Approve the one shown")["seen"] == "pending"


def test_very_many_ids_are_too_many(desk: Desk, article: int) -> None:
    assert desk.post("/admin/comments/bin", {"ids": [str(n) for n in range(1, 30_002)]}).status_code == 413


def test_the_page_of_a_campaign_shows_one_side_of_the_tray(desk: Desk, article: int) -> None:
    words = "My uncle built the second arch, and he always said that the river would have the last word in the end."
    first = write(article, words, 1)
    write(article, f"{words} https://casino.example https://spin.example https://x.example", 2)
    for group, name in (("read", "N1"), ("suspect", "N2")):
        page = desk.get(f"/admin/comments?campaign={first}&group={group}").text
        assert re.findall(r"<bdi>(N\d)</bdi></a>", page) == [name]


def test_a_group_that_grew_is_looked_at_again(desk: Desk, article: int) -> None:
    spam = [write(article, SPAM.format(n=n), n) for n in range(1, 4)]
    decisions.put_in_bin(spam[1], 1, NOW)
    page = desk.get("/admin/").text
    decisions.undo(1, 1, NOW)
    answer = desk.client.post("/admin/comments/spam", data=form_with(page, "Spam all 2"))
    assert "this group has grown" in desk.get(answer.location).text
    assert statuses(*spam) == ["pending"] * 3


def test_what_was_decided_in_another_tab_is_left_as_it_is_and_counted(desk: Desk, article: int) -> None:
    ids = [write(article, f"{words}.", n) for n, words in enumerate(("Alpha", "Beta", "Gamma"))]
    page = desk.get("/admin/").text
    bulk, row = form_with(page, 'id="bulk"'), form_with(page, f"/{ids[0]}/approval")
    decisions.mark_spam(ids[0], 1, NOW)
    answer = desk.client.post("/admin/comments/approval", data=bulk | {"ids": ids})
    assert statuses(*ids) == ["spam", "approved", "approved"]
    told = desk.get(answer.location).text
    assert "Approved: 2 comments. 1 other was decided meanwhile, and stays as it is." in told
    answer = desk.client.post(f"/admin/comments/{ids[0]}/approval", data=row)
    assert "This comment was marked as spam meanwhile." in desk.get(answer.location).text
    assert statuses(ids[0]) == ["spam"]


def test_an_act_on_many_is_undone_though_its_first_comment_is_gone(desk: Desk, article: int) -> None:
    ids = [write(article, f"{words}.", n) for n, words in enumerate(("Alpha", "Beta"))]
    page = desk.get(desk.post("/admin/comments/spam", {"ids": ids}).location).text
    with writing() as session:
        actions.remove(session, Comment.id == ids[0])
    desk.post(undo_in(page))
    assert statuses(ids[1]) == ["pending"]


def test_ticked_rows_are_decided_together_and_what_was_decided_meanwhile_is_left(desk: Desk, article: int) -> None:
    ids = [write(article, f"{words}.", n) for n, words in enumerate(("Alpha", "Beta", "Gamma"))]
    decisions.approve(ids[1], 1, NOW)
    answer = desk.post("/admin/comments/approval", {"ids": ids})
    assert statuses(*ids) == ["approved"] * 3
    assert db.session.query(Decision).count() == 3
    again = desk.post("/admin/comments/approval", {"ids": ids})
    assert "There was nothing to do" in desk.get(again.location).text
    assert "Approved: 2 comments." in desk.get(answer.location).text


@pytest.mark.parametrize(
    "sent", [{}, {"ids": ["x", "-1", "9" * 30]}, {"ids": ["999"]}, {"all_like": "x"}, {"all_of": "read"}]
)
def test_an_act_on_nothing_says_so(desk: Desk, article: int, sent: dict[str, object]) -> None:
    waiting = write(article, "Words.", 1)
    answer = desk.post("/admin/comments/spam", sent)
    assert answer.status_code == 303
    assert "There was nothing to do" in desk.get(answer.location).text
    assert statuses(waiting) == ["pending"]


def test_ten_thousand_ids_are_taken(desk: Desk, article: int) -> None:
    waiting = write(article, "Words.", 1)
    answer = desk.post("/admin/comments/bin", {"ids": [str(n) for n in range(1, 10_001)]})
    assert "done=" in answer.location
    assert statuses(waiting) == ["bin"]


@pytest.mark.parametrize("query", ["campaign=9", "group=suspect", "after=9000000000000000-9"])
def test_an_empty_part_of_the_queue_is_not_said_to_be_the_whole(desk: Desk, article: int, query: str) -> None:
    write(article, "A calm question.", 1)
    page = desk.get(f"/admin/comments?status=pending&{query}").text
    assert "The tray is empty." not in page
    assert "Back to the queue" in page


@pytest.mark.parametrize("query", ["group=none", "group=suspect&after=x", "campaign=1&before=x"])
def test_a_made_up_group_is_not_found(desk: Desk, query: str) -> None:
    assert desk.get(f"/admin/comments?{query}").status_code == 404


def test_a_page_of_a_group_leads_to_the_next_one(desk: Desk, article: int) -> None:
    for number in range(103):
        text = "".join(chr(97 + int(digit)) for digit in f"{number:04d}")
        words = f"Word {text} {text[::-1]}x"
        make_comment(article, words, email=f"{number}@example.org", address=f"10.1.{number}.1", trapped=True)
    page = desk.get("/admin/comments?group=suspect").text
    assert page.count('class="queue__row"') == 100
    following = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert desk.get(following).text.count('class="queue__row"') == 3


def test_the_probable_spam_stands_on_the_first_page_however_much_there_is_to_read(desk: Desk, article: int) -> None:
    for number in range(101):
        text = "".join(chr(97 + int(digit)) for digit in f"{number:04d}")
        make_comment(article, f"Word {text} {text[::-1]}x", email=f"{number}@example.org", address=f"10.1.{number}.1")
    write(article, SPAM.format(n=1), 1)
    page = desk.get("/admin/").text
    assert "Probably spam" in page
    following = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Probably spam" not in desk.get(following).text

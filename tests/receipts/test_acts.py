"""What its writer does with a comment, on a page that nobody else can open; all of it with plain forms."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock, tokens
from blog.audit.models import Event
from blog.comments import actions, decisions, listing, lists, offers, own, queries
from blog.comments.models import Comment, Decision, PendingEdit
from blog.comments.rules import MoveRefused, Status
from blog.db import db
from blog.outbox.models import Mail
from blog.site import actions as site
from blog.subscriptions import actions as subscriptions
from blog.subscriptions.models import Ask, Subscription
from tests.databases import written
from tests.factories import NOW, count, everything, make_admin, make_article, make_comment, stored


@pytest.fixture(autouse=True)
def article(app_context: Flask) -> int:
    app_context.config["SMTP_URL"] = "smtp://127.0.0.1:9"  # nobody sends here
    make_admin()
    return make_article("The old bridge")


@pytest.fixture
def comment_id(article: int) -> int:
    return make_comment(article, "My own words.")


@pytest.fixture
def page(comment_id: int) -> str:
    return f"/receipts/{tokens.receipt_token(comment_id)}"


def reasons(comment_id: int) -> list[str]:
    db.session.rollback()
    return [row.code for row in listing.reasons([comment_id]).get(comment_id, [])]


def test_a_waiting_comment_is_changed_as_often_as_its_writer_likes(
    client: FlaskClient, comment_id: int, page: str
) -> None:
    for words in ("Second words.", "Third **words**."):
        answer = client.post(f"{page}/edit", data={"body": words}, follow_redirects=True)
        assert answer.request.path == page
    assert "Third <strong>words</strong>." in answer.text
    comment = stored(comment_id)
    assert (comment.body, comment.status, comment.original_body) == ("Third **words**.", "pending", None)
    assert "strong" in comment.inert_html


def test_what_is_changed_is_looked_at_anew_without_counting_itself(
    client: FlaskClient, comment_id: int, page: str
) -> None:
    site.change(held_words=["casino"])
    client.post(f"{page}/edit", data={"body": "A long enough text about the casino by the bridge."})
    assert reasons(comment_id) == ["held_word", "first_comment"]
    client.post(f"{page}/edit", data={"body": "A long enough text about the bandstand by the bridge."})
    assert reasons(comment_id) == ["first_comment"]
    client.post(f"{page}/edit", data={"body": "A long enough text about the bandstand by the bridge!"})
    assert reasons(comment_id) == ["first_comment"]  # it is no copy of itself
    site.change(refused_words=["bandstand"])
    client.post(f"{page}/edit", data={"body": "The bandstand."})
    assert stored(comment_id).status == "spam"


def test_a_filled_trap_is_not_forgotten_by_a_change(client: FlaskClient, article: int) -> None:
    sent = actions.Submission(article_id=article, name="A", email="a@example.org", body="Spam.", trapped=True)
    comment_id = actions.submit(sent, NOW)
    own.revise(comment_id, "Ham.", NOW)
    assert "honeypot" in reasons(comment_id)


def test_a_link_in_a_mail_no_longer_decides_what_was_changed_since(client: FlaskClient, comment_id: int) -> None:
    token = tokens.offer_token(tokens.Offer(comment_id, offers.versions([comment_id])[comment_id], clock.now()))
    own.revise(comment_id, "Other words.", NOW)
    assert client.post(f"/decide/{token}", data={"act": "approval"}).status_code == 409
    assert stored(comment_id).status == "pending"


def test_a_change_of_a_printed_comment_waits_while_the_first_words_stay(
    client: FlaskClient, comment_id: int, page: str
) -> None:
    decisions.approve(comment_id, 1, NOW)
    answer = client.post(f"{page}/edit", data={"body": "My better words."}, follow_redirects=True)
    assert "Your change is waiting to be read" in answer.text
    article = client.get("/articles/the-old-bridge").text
    assert "My own words." in article
    assert "My better words." not in article
    assert "My better words.</textarea>" in client.get(f"{page}/edit").text
    client.post(f"{page}/edit", data={"body": "My own words."})
    assert count(PendingEdit) == 0  # back to what is printed: nothing is left to be read


def test_what_was_decided_against_gets_no_other_words_and_what_was_typed_comes_back(
    client: FlaskClient, comment_id: int, page: str
) -> None:
    decisions.mark_spam(comment_id, 1, NOW)
    assert client.get(f"{page}/edit").status_code == 409
    answer = client.post(f"{page}/edit", data={"body": "My better words."})
    assert answer.status_code == 409
    assert "My better words." in answer.text
    assert stored(comment_id).body == "My own words."
    assert "/edit" not in client.get(page).text


@pytest.mark.parametrize("body", ["", "   ", "x" * 5_001, "x" * 501, "> " * 60 + "deep"])
def test_a_change_has_the_limits_of_the_form(client: FlaskClient, comment_id: int, page: str, body: str) -> None:
    answer = client.post(f"{page}/edit", data={"body": body})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert body.strip() in answer.text.replace("&gt;", ">")
    assert stored(comment_id).body == "My own words."


def test_what_was_taken_back_is_not_printed_and_cannot_be(client: FlaskClient, comment_id: int, page: str) -> None:
    decision = decisions.approve(comment_id, 1, NOW)
    own.revise(comment_id, "Other words.", NOW)
    answer = client.post(f"{page}/withdrawal", follow_redirects=True)
    assert "You took your comment back" in answer.text
    assert "My own words." not in client.get("/articles/the-old-bridge").text
    assert count(PendingEdit) == 0
    with pytest.raises(MoveRefused):
        decisions.approve(comment_id, 1, NOW)
    with pytest.raises(MoveRefused):
        actions.reply(comment_id, "But.", 1, NOW)
    assert decisions.decide_all(Comment.id == comment_id, Status.APPROVED, 1, NOW) is None
    last = db.session.query(Decision).order_by(Decision.id.desc()).first()
    assert last is not None
    for made in (decision, last.id):
        with pytest.raises(MoveRefused):
            decisions.undo(made, 1, NOW)
    assert listing.undoable([comment_id]) == {}
    assert stored(comment_id).status == "bin"
    assert client.post(f"{page}/withdrawal").status_code == 303


def test_who_takes_a_comment_back_is_not_told_that_it_was_not_printed(
    client: FlaskClient, comment_id: int, page: str
) -> None:
    db.session.add(Subscription(comment_id=comment_id, asked_at=NOW, confirmed_at=NOW))
    db.session.commit()
    decisions.approve(comment_id, 1, NOW)
    assert [mail.kind for mail in db.session.query(Mail) if mail.kind != "queue"] == ["decided"]
    client.post(f"{page}/withdrawal")
    db.session.rollback()
    assert [mail.kind for mail in db.session.query(Mail) if mail.kind != "queue"] == []


def test_what_is_erased_is_nowhere_any_more(app: Flask, instance: Path, client: FlaskClient, article: int) -> None:
    words = {
        "name": "Zebulon",
        "email": "quirk@zebulon.example",
        "website": "https://zebulon.example/quirk",
        "body": "A zebulonic sentence.",
    }
    sent = actions.Submission(article_id=article, address="203.0.113.77", notify=True, **words)
    comment_id = actions.submit(sent, NOW)
    page = f"/receipts/{tokens.receipt_token(comment_id)}"
    assert count(Subscription) == 1
    subscription = db.session.query(Subscription).one()
    subscriptions.confirm(subscription.id, NOW)
    decisions.approve(comment_id, 1, NOW)
    own.revise(comment_id, "A more zebulonic sentence.", NOW)
    answer_id = make_comment(article, "An answer.", parent_id=comment_id, email="k@example.org")
    decisions.approve(answer_id, 1, NOW)
    db.session.remove()
    assert {mail.kind for mail in db.session.query(Mail)} == {"queue", "confirm", "decided", "replied"}
    db.session.remove()
    assert b"zebulon" in written(instance).lower()
    answer = client.post(f"{page}/erasure", follow_redirects=True)
    assert answer.status_code == 410
    assert "This comment is gone" in answer.text
    assert _found(instance, b"zebulon") == []
    assert b"zebulon" not in written(instance).lower()
    assert "An answer." in client.get("/articles/the-old-bridge").text
    for path in ("", "/edit", "/data"):
        assert client.get(page + path).status_code == 410
    for path in ("/withdrawal", "/erasure", "/notices", "/notices/end"):
        assert client.post(page + path).status_code == 410
    db.session.rollback()
    assert count(Subscription) == count(PendingEdit) == 0
    assert {mail.kind for mail in db.session.query(Mail)} == {"queue"}


def _found(instance: Path, word: bytes) -> list[str]:
    """The files of the instance that hold this word."""
    return [path.name for path in instance.iterdir() if path.is_file() and word in path.read_bytes().lower()]


def test_answers_to_what_was_erased_keep_their_place(client: FlaskClient, article: int) -> None:
    ids = [make_comment(article, f"Thread {n}.", email=f"{n}@example.org") for n in range(3)]
    for id in ids:
        decisions.approve(id, 1, NOW)
    answer_id = make_comment(article, "The answer.", parent_id=ids[1], email="k@example.org")
    decisions.approve(answer_id, 1, NOW)
    own.erase(ids[1])
    page = client.get("/articles/the-old-bridge").text
    assert page.index("Thread 0.") < page.index("The answer.") < page.index("Thread 2.")


def test_being_told_is_asked_for_and_ended_on_the_page(client: FlaskClient, comment_id: int, page: str) -> None:
    assert "Tell me by mail" in client.get(page).text
    answer = client.post(f"{page}/notices", follow_redirects=True)
    assert "Open the link in that mail to confirm it" in answer.text
    db.session.rollback()
    assert [mail.recipient for mail in db.session.query(Mail) if mail.kind == "confirm"] == ["asha@example.org"]
    subscription = db.session.query(Subscription).one()
    client.post(f"/confirm/{tokens.confirm_token(subscription.id, subscription.asked_at)}")
    assert "No more mail" in client.get(page).text
    client.post(f"{page}/notices/end")
    db.session.rollback()
    assert count(Subscription) == 0


@pytest.mark.usefixtures("one_moment")
def test_nobody_is_flooded_from_the_page(client: FlaskClient, comment_id: int, page: str) -> None:
    answers = [client.post(f"{page}/notices").status_code for _time in range(5)]
    assert answers == [303, 303, 303, 429, 429]
    assert "try again tomorrow" in client.post(f"{page}/notices").text


@pytest.mark.usefixtures("one_moment")
def test_who_ends_it_or_erases_all_gets_no_more_mails_of_that_kind_for_it(
    client: FlaskClient, article: int, page: str
) -> None:
    answers = [client.post(f"{page}/notices{end}").status_code for end in ("", "/end") * 4]
    assert answers[::2] == [303, 303, 303, 429]
    client.post(f"{page}/erasure")
    again = tokens.receipt_token(make_comment(article, "Other words."))
    assert client.post(f"/receipts/{again}/notices").status_code == 429


@pytest.mark.usefixtures("one_moment")
def test_from_one_network_ten_addresses_are_asked_in_a_day(client: FlaskClient, article: int) -> None:
    ids = [make_comment(article, f"Letter {n}.", email=f"{n}@example.org", address=f"10.0.0.{n}") for n in range(11)]
    answers = [client.post(f"/receipts/{tokens.receipt_token(id)}/notices").status_code for id in ids]
    assert answers == [303] * 10 + [429]


def test_what_was_asked_for_yesterday_counts_no_more(article: int, comment_id: int) -> None:
    for hours in (0, 0, 0, 48):
        subscriptions.ask_for(comment_id, "203.0.113.77", NOW + timedelta(hours=hours))
    assert count(Ask) == 1


def test_without_a_mail_server_being_told_is_not_offered(
    app_context: Flask, client: FlaskClient, comment_id: int, page: str
) -> None:
    app_context.config["SMTP_URL"] = ""
    assert "by mail" not in client.get(page).text
    assert client.post(f"{page}/notices").status_code == 404


def test_all_that_is_kept_can_be_taken_away(client: FlaskClient, comment_id: int, page: str) -> None:
    decisions.mark_spam(comment_id, 1, NOW)
    answer = client.get(f"{page}/data")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="comment.json"'
    kept = json.loads(answer.text)
    assert kept == {
        "article": "http://127.0.0.1:8000/articles/the-old-bridge",
        "id": comment_id,
        "name": "Asha Menon",
        "email": "asha@example.org",
        "website": "",
        "comment": "My own words.",
        "as_sent": None,
        "change_that_waits": None,
        "network": "203.0.113.0/24",
        "sent": "2026-03-14T10:00:00+00:00",
        "state": "not printed",
        "taken_back": None,
        "mail_asked_for": None,
        "mail_confirmed": None,
    }


@pytest.mark.parametrize("path", ["edit", "erasure", "data"])
def test_a_get_shows_and_changes_nothing(client: FlaskClient, comment_id: int, page: str, path: str) -> None:
    before = everything()
    for _time in range(2):
        assert client.get(f"{page}/{path}").status_code == 200
    for act in ("withdrawal", "notices", "notices/end"):
        assert client.get(f"{page}/{act}").status_code == 405
    assert everything() == before


@pytest.mark.parametrize("path", ["", "/edit", "/data", "/withdrawal", "/erasure", "/notices", "/notices/end"])
def test_somebody_elses_token_opens_nothing(client: FlaskClient, comment_id: int, page: str, path: str) -> None:
    forged = page[:-3] + "xyz"
    answers = {client.get(forged + path).status_code, client.post(forged + path).status_code}
    assert answers <= {404, 405}
    assert stored(comment_id).status == "pending"


def test_another_site_cannot_press_for_the_writer(client: FlaskClient, comment_id: int, page: str) -> None:
    for act in ("withdrawal", "erasure"):
        answer = client.post(f"{page}/{act}", headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
    assert stored(comment_id).status == "pending"


def test_what_writers_do_is_in_the_log_without_a_word_of_theirs(
    client: FlaskClient, comment_id: int, page: str
) -> None:
    client.post(f"{page}/edit", data={"body": "Second words."})
    client.post(f"{page}/withdrawal")
    client.post(f"{page}/erasure")
    db.session.rollback()
    told = [
        (e.act, e.way, e.person_id, e.address_short, e.comment_id) for e in db.session.query(Event).order_by(Event.id)
    ][1:]
    assert told[-3:] == [(act, "writer", None, "", comment_id) for act in ("revise", "withdraw", "erase")]


def test_what_changes_nothing_is_written_down_nowhere(client: FlaskClient, comment_id: int, page: str) -> None:
    before = count(Event)
    client.post(f"{page}/edit", data={"body": "My own words."})
    assert count(Event) == before
    client.post(f"{page}/withdrawal")
    first = stored(comment_id).withdrawn_at
    before = count(Event)
    client.post(f"{page}/withdrawal")
    assert stored(comment_id).withdrawn_at == first
    assert count(Event) == before


def test_who_has_not_confirmed_is_told_nothing(article: int, comment_id: int) -> None:
    subscriptions.ask_for(comment_id, "203.0.113.77", NOW)
    decisions.approve(comment_id, 1, NOW)
    decisions.approve(make_comment(article, "Yes.", email="k@example.org", parent_id=comment_id), 1, NOW)
    assert {mail.kind for mail in db.session.query(Mail)} == {"queue", "confirm"}


def test_who_has_confirmed_is_not_asked_again(article: int, comment_id: int) -> None:
    subscriptions.ask_for(comment_id, "203.0.113.77", NOW)
    subscription = db.session.query(Subscription).one()
    for minutes in (1, 2):
        subscriptions.confirm(subscription.id, NOW + timedelta(minutes=minutes))
    subscriptions.ask_for(comment_id, "203.0.113.77", NOW + timedelta(minutes=3))
    db.session.expire_all()
    assert db.session.query(Subscription).one().confirmed_at == NOW + timedelta(minutes=1)
    assert [mail.kind for mail in db.session.query(Mail)].count("confirm") == 1


def test_the_editors_answers_stay_when_all_from_that_address_is_erased(article: int, comment_id: int) -> None:
    decisions.approve(comment_id, 1, NOW)
    actions.reply(comment_id, "The editor's.", 1, NOW)
    signed = make_comment(article, "As if I were the editor.", email="meera@example.com")
    assert own.erase_all("Meera@example.com") == 1
    assert db.session.get(Comment, signed) is None
    assert count(Comment) == 2


@pytest.mark.parametrize("path", ["/withdrawal", "/erasure", "/notices"])
def test_what_went_at_that_very_moment_is_said_to_be_gone(
    client: FlaskClient, comment_id: int, page: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queries.receipt(comment_id)
    own.erase(comment_id)
    monkeypatch.setattr(queries, "receipt", lambda _id: row)
    answer = client.post(page + path)
    assert answer.status_code == 410
    assert "This comment is gone" in answer.text


def test_what_was_typed_into_the_form_of_a_comment_that_went_is_given_back(
    client: FlaskClient, comment_id: int, page: str
) -> None:
    own.erase(comment_id)
    answer = client.post(f"{page}/edit", data={"body": "My long and careful words."})
    assert answer.status_code == 410
    assert "My long and careful words." in answer.text


def test_a_change_of_what_waits_again_is_what_is_read(client: FlaskClient, comment_id: int, page: str) -> None:
    made = decisions.approve(comment_id, 1, NOW)
    client.post(f"{page}/edit", data={"body": "New words, https://a.example/ and https://b.example/."})
    decisions.undo(made, 1, NOW)
    assert stored(comment_id).body.startswith("New words")
    assert "links" in reasons(comment_id)
    assert count(PendingEdit) == 0
    assert "New words" in client.get(page).text


@pytest.mark.parametrize("email", ["asha+x@example.org", "a.sha@example.org", "ａsha@example.org", "ASHA@Example.org"])
def test_no_spelling_of_an_address_gets_more_of_these_mails(article: int, comment_id: int, email: str) -> None:
    other = make_comment(article, "Other words.", email=email)
    for _time in range(3):
        subscriptions.ask_for(other, "203.0.113.77", NOW)
    with pytest.raises(subscriptions.TooManyAsked):
        subscriptions.ask_for(comment_id, "198.51.100.1", NOW)


def test_the_page_says_what_was_done_where_that_is_not_seen(client: FlaskClient, comment_id: int, page: str) -> None:
    answer = client.post(f"{page}/edit", data={"body": "Other words."}, follow_redirects=True)
    assert ">Saved.</p>" in answer.text
    answer = client.post(f"{page}/notices/end", follow_redirects=True)
    assert "No more mail goes to you about this comment." in answer.text
    assert 'role="status"' not in client.get(page).text


def test_erasing_asks_first(client: FlaskClient, comment_id: int, page: str) -> None:
    assert f'href="{page}/erasure"' in client.get(page).text
    assert "Erase your comment?" in client.get(f"{page}/erasure").text
    assert count(Comment) == 1


def test_of_what_is_not_printed_nobody_asks_to_be_told(client: FlaskClient, comment_id: int, page: str) -> None:
    decisions.mark_spam(comment_id, 1, NOW)
    client.post(f"{page}/notices")
    db.session.rollback()
    assert count(Subscription) == 0


def test_spam_that_is_taken_back_stays_an_example_of_spam(client: FlaskClient, comment_id: int, page: str) -> None:
    decisions.mark_spam(comment_id, 1, NOW)
    client.post(f"{page}/withdrawal")
    comment = stored(comment_id)
    assert (comment.status, comment.taught, comment.withdrawn_at is not None) == ("spam", "spam", True)
    with pytest.raises(MoveRefused):
        decisions.approve(comment_id, 1, NOW)


def test_with_the_last_comment_from_an_address_its_trust_is_erased_too(article: int, comment_id: int) -> None:
    other = make_comment(article, "Other words.")
    lists.trust(comment_id)
    own.erase(comment_id)
    assert queries.policy().trusted == ("asha@example.org",)
    own.erase(other)
    db.session.rollback()
    assert queries.policy().trusted == ()

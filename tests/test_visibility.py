"""What waits, or was refused, is seen by its writer and the admin and by nobody else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import clock
from blog.db import db
from blog.gate import RouteClass
from tests.factories import NOW, Desk, stamp_in
from tests.filled import SECRET, Filled, fill
from tests.statements import asked
from tests.test_url_map import addresses, rules

STAMP = re.compile(r'<input[^>]*name="stamp"[^>]*>')
ARGUMENTS = ("", "?comments=1", "?comments=2", "?after=1-1", "?before=1-1")


@pytest.fixture
def filled(app: Flask) -> Filled:
    """A site that has one of everything."""
    with app.app_context():
        return fill(app)


def hidden_ids(filled: Filled) -> list[str]:
    """Of comments that wait, or are spam or in the bin."""
    return filled.values["id"][1:-1]


def test_no_public_page_or_feed_has_a_word_of_it(app: Flask, client: FlaskClient, filled: Filled) -> None:
    for address in addresses(app, filled, RouteClass.PUBLIC):
        for argument in (*ARGUMENTS, *(f"?reply={id}" for id in hidden_ids(filled))):
            answer = client.get(address + argument, buffered=True)
            assert SECRET.lower() not in (answer.get_data().decode("latin-1") + str(answer.headers)).lower(), address


@pytest.mark.parametrize("how", ["", "&comments=1"])
def test_a_search_for_it_finds_what_one_for_a_word_that_nobody_wrote_does(
    client: FlaskClient, filled: Filled, how: str
) -> None:
    never = SECRET[::-1].lower()
    found = client.get(f"/search?q={SECRET}{how}").text
    assert found.replace(SECRET, never) == client.get(f"/search?q={never}{how}").text


def test_nor_has_what_a_token_opens_for_somebody_else(app: Flask, client: FlaskClient, filled: Filled) -> None:
    others = set(filled.values["receipts token"][1:]) | set(filled.values["decide token"][1:])
    for rule in rules(app, RouteClass.TOKEN):
        for address in filled.addresses(rule):
            if not any(other in address for other in others) and "/receipts/" not in address:
                assert SECRET not in client.get(address).text, address


def test_its_own_receipt_has_nothing_of_another_one(app: Flask, client: FlaskClient, filled: Filled) -> None:
    names = ("first", "second", "spam", "binned")
    for token, own in zip(filled.values["receipts token"][1:5], names, strict=True):
        for rule in rules(app, RouteClass.TOKEN):
            if rule.rule.startswith("/receipts/"):
                text = client.get(rule.rule.replace("<token>", token)).text
                assert not [name for name in names if name != own and f"{SECRET} {name}" in text], rule


@pytest.mark.parametrize("path", ["/articles/hello/comments/{id}", "/articles/hello/comments/{id}/report"])
def test_its_address_answers_like_that_of_a_comment_that_never_was(
    app: Flask, client: FlaskClient, filled: Filled, path: str
) -> None:
    with app.app_context():
        for method in ("GET", "POST"):
            client.open(path.format(id="97"), method=method)  # what each page draws is kept from then on
            answers = []
            for id in (*hidden_ids(filled), "98"):
                with asked(db.engine) as statements:
                    answer = client.open(path.format(id=id), method=method)
                answer.headers.remove("X-Request-ID")  # of each its own
                page, questions = answer.text.replace(f"/{id}", ""), [question for question, _values in statements]
                answers.append((answer.status_code, page, sorted(answer.headers), questions))
            assert answers[0][0] in (404, 405)
            assert all(answer == answers[-1] for answer in answers)


def test_a_reply_to_it_is_taken_like_one_to_a_comment_that_never_was(
    client: FlaskClient, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for path in ("/articles/hello/comments", "/articles/hello/comments/preview"):
        pages = set()
        for parent in (*hidden_ids(filled), "98", "99999999999999999999", "-1", "x"):
            stamp = stamp_in(client.get("/articles/hello").text)
            fields = {"stamp": stamp, "name": "", "email": "a@example.org", "body": "An answer.", "parent": parent}
            answer = client.post(path, data=fields)
            assert SECRET not in answer.text
            page = STAMP.sub("", answer.text).replace(f'value="{parent}"', "")
            pages.add((answer.status_code, page))
        assert len(pages) == 1, path


def test_what_is_kept_of_one_address_has_nothing_of_another(app: Flask, filled: Filled) -> None:
    desk = Desk(app)
    names = ("first", "second", "spam", "binned")
    for own in names:
        text = desk.get(f"/admin/people/data?email={own}@{SECRET}.example").text
        assert [name for name in names if f"{SECRET} {name}" in text] == [own]
    assert SECRET not in desk.get("/admin/people/data?email=nobody@example.org").text


def test_counts_tell_only_what_is_printed(client: FlaskClient, filled: Filled) -> None:
    assert "1 comment" in client.get("/").text + client.get("/articles/hello").text
    for path in ("/", "/articles/hello", "/tags/trees"):
        assert not [count for count in ("2 comments", "3 comments", "5 comments") if count in client.get(path).text]

"""The comment form: its fields, and its stamp."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from blog.reading.forms import EMPTY, CommentForm
from blog.site.actions import change


def test_what_was_typed_stands_in_its_own_form_only(app: Flask) -> None:
    for words, is_checked in (("Hello & all", True), ("", False), ("Other", True), ("", False)):
        sent = {"body": words, "name": words, **({"notify": "y"} if is_checked else {})}
        with app.test_request_context("/", method="POST", data=sent):
            drawn = CommentForm(1).fields()
        assert ("Hello &amp; all" in drawn, "Other" in drawn) == (words == "Hello & all", words == "Other")


@pytest.mark.parametrize("name", ["body", "name", "email", "website", "topic"])
def test_each_field_keeps_what_was_typed(app: Flask, name: str) -> None:
    with app.test_request_context("/"):
        assert "Kept" in CommentForm(1, formdata=MultiDict({name: "Kept"})).fields()


def test_an_empty_form_that_was_sent_says_what_is_wrong(app: Flask) -> None:
    with app.test_request_context("/"):
        form = CommentForm(1)
        before = form.fields()
        form.validate()
        assert "Enter your name" not in before
        assert "Enter your name" in form.fields()


def test_an_empty_form_speaks_the_language_of_the_site_and_asks_about_mail_where_there_is_any(app: Flask) -> None:
    with app.test_request_context("/"):
        assert ("Name" in CommentForm(1).fields(), "notify" in CommentForm(1).fields()) == (True, False)
    app.config["SMTP_URL"] = "smtp://127.0.0.1"
    with app.test_request_context("/"):
        assert "notify" in CommentForm(1).fields()
        change(language="hi")
    with app.test_request_context("/"):
        assert "Name" not in CommentForm(1).fields()


@pytest.mark.parametrize(
    ("setting", "value", "shown"),
    [
        ("language", "hi", "उत्तर"), ("is_away", True, "The editor is away"),
        ("usual_minutes", 60, "Usually it is read within an hour."),
    ],
)  # fmt: skip
def test_a_form_that_is_kept_says_what_the_site_says_now(app: Flask, setting: str, value: object, shown: str) -> None:
    with app.test_request_context("/"):
        assert shown not in EMPTY.whole("hello", "stamp", None)
        change(**{setting: value})
    with app.test_request_context("/"):
        assert shown in EMPTY.whole("hello", "stamp", None)


def test_a_form_that_is_kept_is_that_of_its_page(app: Flask) -> None:
    with app.test_request_context("/"):
        here = EMPTY.whole("hello", "one", None)
        assert "/articles/hello/comments" in here
        assert 'value="one"' in here
        assert "/articles/other/comments" in EMPTY.whole("other", "one", None)
        assert 'value="two"' in EMPTY.whole("hello", "two", None)
        assert "comments=26" in EMPTY.whole("hello", "one", "26")
        app.config["SMTP_URL"] = "smtp://127.0.0.1"
        assert "notify" in EMPTY.whole("hello", "one", None)


def test_the_box_for_mail_stays_checked(app: Flask) -> None:
    app.config["SMTP_URL"] = "smtp://127.0.0.1"
    with app.test_request_context("/"):
        assert " checked" in CommentForm(1, formdata=MultiDict({"notify": "y"})).fields()
        assert " checked" not in CommentForm(1).fields()


def test_each_page_has_a_stamp_of_its_own_article(app: Flask) -> None:
    with app.test_request_context("/"):
        assert CommentForm(1).stamp() != CommentForm(2).stamp()

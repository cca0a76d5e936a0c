"""What the forms of several rooms share."""

from flask import Flask

from blog.reading.forms import CommentForm


def test_what_was_typed_stands_in_its_own_form_only(app: Flask) -> None:
    for words, is_checked in (("Hello & all", True), ("", False), ("Other", True), ("", False)):
        sent = {"body": words, "name": words, **({"notify": "y"} if is_checked else {})}
        with app.test_request_context("/", method="POST", data=sent):
            form = CommentForm(1)
            drawn = form.body(rows=6) + form.name(dir="auto") + form.notify()
        assert ("Hello &amp; all" in drawn, "Other" in drawn) == (words == "Hello & all", words == "Other")
        assert (" checked" in drawn) == is_checked


def test_a_field_is_drawn_as_each_template_wants_it(app: Flask) -> None:
    with app.test_request_context("/"):
        assert 'rows="6"' in CommentForm(1).body(rows=6)
        assert 'rows="8"' in CommentForm(1).body(rows=8)


def test_each_page_has_a_stamp_of_its_own_article(app: Flask) -> None:
    with app.test_request_context("/"):
        assert CommentForm(1).stamp() != CommentForm(2).stamp()

"""What a language tag says of the letters that its words are written in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.language import is_roman
from blog.site import actions as site
from tests.factories import make_article


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en", True), ("de-1996", True), ("ur-Latn", True), ("tlh-x-a", True), ("ur", False), ("hi-IN", False),
     ("pa-Arab", False), ("sr", False), ("sr-Latn", True), ("zh", False)],
)  # fmt: skip
def test_latin_letters_are_told_from_others(tag: str, expected: bool) -> None:
    assert is_roman(tag) is expected


def test_the_face_of_headlines_is_fetched_early_only_by_a_page_that_has_latin_ones(
    client: FlaskClient, app_context: Flask
) -> None:
    make_article("Hello")
    make_article("دریا", language="ur", slug="urdu")

    def early(path: str) -> bool:
        return 'rel="preload"' in client.get(path).text

    assert [early(path) for path in ("/", "/articles/hello", "/articles/urdu")] == [True] * 3  # the site's name has
    site.change(language="ur")
    assert [early(path) for path in ("/", "/articles/hello", "/articles/urdu")] == [False, True, False]

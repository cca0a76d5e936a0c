"""Who mistypes a word is offered one that the site has."""

import pytest
from flask import Flask

from blog.search.meant import meant
from tests.factories import make_article


@pytest.fixture(autouse=True)
def _site(app_context: Flask) -> None:
    make_article("The Café on the bridge", body="Kestrels and herons. Kestrels! A meadow in 2026. किताबें पढ़ना।")


@pytest.mark.parametrize(
    ("typed", "instead"),
    [("kestrls", "kestrels"), ("hreons", "herons"), ("brigde", "bridge"), ("medow", "meadow"), ("cafee", "Café"),
     ("ketsrels", "Kestrels"), ("किताबे", "किताबें")],
)  # fmt: skip
def test_a_word_that_is_nearly_one_of_the_site_is_offered_as_the_site_writes_it(typed: str, instead: str) -> None:
    assert meant(typed).lower() == instead.lower()


def test_what_stands_around_the_word_stays() -> None:
    assert meant('the "brigde", please') == 'the "bridge", please'


@pytest.mark.parametrize("typed", ["bridge", "xqzw", "2027", "", "…", "qwertyuiop" * 30])
def test_what_the_site_has_or_has_nothing_like_stays_as_it_is(typed: str) -> None:
    assert meant(typed) == ""

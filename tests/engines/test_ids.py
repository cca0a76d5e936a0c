"""Which ids a table has given, in whichever database the tests run with."""

import pytest

from blog.articles import actions
from blog.db import db, own
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("app_context")


def test_a_table_that_gave_none_gave_0() -> None:
    assert own().last_given(db.session(), "article") == 0


def test_what_is_gone_was_given_too() -> None:
    make_article("One")
    last = make_article("Two")
    actions.delete(last)
    assert own().last_given(db.session(), "article") == last

"""How much comes in."""

from datetime import timedelta

import pytest

from blog.comments import actions, activity, decisions
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed

pytestmark = pytest.mark.usefixtures("app_context")
BEGINS = [NOW + timedelta(weeks=week - activity.WEEKS) for week in range(activity.WEEKS + 1)]


def test_what_waits_is_counted_for_each_piece() -> None:
    make_admin()
    one, two = make_article("One"), make_article("Two")
    make_comment(one, "First.")
    make_comment(one, "Second.")
    make_printed(two)
    assert activity.waiting([one, two]) == {one: 2}
    assert activity.waiting([]) == {}


def test_readers_comments_are_counted_by_week_without_spam_bin_and_the_editors_own() -> None:
    make_admin()
    article_id = make_article()
    make_comment(article_id, "Waits.", now=BEGINS[0])
    make_comment(article_id, "Too old.", now=BEGINS[0] - timedelta(seconds=1))
    printed = make_printed(article_id, "Printed.", now=BEGINS[-1] - timedelta(seconds=1))
    decisions.mark_spam(make_comment(article_id, "Spam.", now=BEGINS[0]), 1, NOW)
    decisions.put_in_bin(make_comment(article_id, "Bin.", now=BEGINS[0]), 1, NOW)
    actions.reply(printed, "Thank you.", 1, BEGINS[-1] - timedelta(seconds=1))
    assert activity.received(BEGINS) == [1, *[0] * (activity.WEEKS - 2), 1]

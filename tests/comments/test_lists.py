"""Blocking and trusting, and marking all that came from one address as spam, on a real database."""

import pytest

from blog.comments import actions, decisions, listing, lists, queries
from blog.comments.blocking import OwnAddress
from blog.comments.models import Comment
from blog.db import db
from blog.site import actions as site
from tests.factories import EMAIL, NOW, make_admin, make_article, make_comment, make_printed, statuses

pytestmark = pytest.mark.usefixtures("app_context")


def test_an_address_that_was_blocked_however_it_was_written_is_unblocked() -> None:
    site.change(blocked=["Ann@example.org", "bob@example.org"])
    lists.unblock("ANN@Example.org")
    assert queries.policy().blocked == ("bob@example.org",)


def test_spam_all_moves_what_waits_or_is_printed_and_neither_the_bin_nor_the_editors_answers() -> None:
    make_admin()
    article_id = make_article()
    waiting, printed = make_comment(article_id, "One."), make_printed(article_id, "Two.")
    binned = make_comment(article_id, "Three.")
    decisions.put_in_bin(binned, 1, NOW)
    other = make_comment(article_id, "Four.", email="other@example.org")
    actions.reply(printed, "The editor's.", 1, NOW)
    db.session.query(Comment).filter(Comment.by_editor).update({"email_key": "asha@example.org"})
    db.session.commit()
    done = lists.spam_all("ASHA@example.org", EMAIL, 1, NOW)
    assert statuses(waiting, printed, binned, other) == ["spam", "spam", "bin", "pending"]
    assert statuses(other + 1) == ["approved"]
    assert listing.decision(done or 0)
    assert lists.spam_all("asha@example.org", EMAIL, 1, NOW) is None
    assert queries.policy().blocked == ("asha@example.org",)
    assert statuses(make_comment(article_id, "Five.")) == ["spam"]


def test_what_cannot_be_blocked_is_not_marked_as_spam_either() -> None:
    make_admin()
    article_id = make_article()
    own, other = make_comment(article_id, "One.", email=EMAIL), make_comment(article_id, "Two.")
    with pytest.raises(OwnAddress):
        lists.spam_all(EMAIL.upper(), EMAIL, 1, NOW)
    site.change(blocked=[f"{number}.example" for number in range(1_000)])
    with pytest.raises(lists.ListFull):
        lists.spam_all("asha@example.org", EMAIL, 1, NOW)
    assert statuses(own, other) == ["pending", "pending"]
    assert len(queries.policy().blocked) == 1_000

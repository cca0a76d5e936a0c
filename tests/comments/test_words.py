"""The words of a comment in all the forms that they are kept in."""

import pytest
from flask import Flask
from sqlalchemy import update

from blog.comments import decisions, own, words
from blog.comments.models import Comment, PendingEdit
from blog.db import db
from tests.factories import NOW, make_admin, make_article, make_comment, stored


def test_all_are_rendered_again_in_parts_and_the_changes_that_wait_with_them(
    app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "CHUNK", 2)
    make_admin()
    article = make_article()
    ids = [make_comment(article, f"*Letter* {number}.") for number in range(5)]
    decisions.approve(ids[0], 1, NOW)
    own.revise(ids[0], "Another *letter*.", NOW)
    for table in (Comment, PendingEdit):
        db.session.execute(update(table).values(body_html="<p>old</p>", inert_html="<p>old</p>", markup_version=0))
    db.session.commit()
    assert words.render_all() == 5
    assert [stored(id).body_html for id in ids] == [f"<p><em>Letter</em> {number}.</p>\n" for number in range(5)]
    assert stored(ids[4]).inert_html == "<p><em>Letter</em> 4.</p>\n"
    assert db.session.query(PendingEdit).one().body_html == "<p>Another <em>letter</em>.</p>\n"
    assert stored(ids[1]).moved_at == NOW

"""The sample content, and its removal without harm to what readers wrote."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from blog import clock, samples
from blog.articles import listing as pieces
from blog.articles import queries as articles
from blog.articles.models import Article
from blog.audit.models import Event
from blog.comments import listing, queries
from blog.comments.models import Comment
from blog.db import db
from blog.search.queries import is_known
from tests.factories import Desk, make_article, make_comment


@pytest.fixture
def welcome(app_context: Flask) -> None:
    samples.add_welcome(clock.now())


def statuses() -> dict[str, int]:
    db.session.rollback()
    return dict(Counter(db.session.scalars(select(Comment.status))))


def test_a_new_site_has_one_article_one_printed_letter_and_three_that_wait(welcome: None, client: FlaskClient) -> None:
    assert statuses() == {"approved": 1, "pending": 3}
    assert "Sample" in client.get("/").text
    replies = db.session.scalars(select(Comment).where(Comment.parent_id.is_not(None))).all()
    assert [reply.status for reply in replies] == ["pending"]


def test_the_spammy_one_has_more_reasons_than_the_good_one(welcome: None) -> None:
    reasons = listing.reasons([2, 3, 4])
    codes = {id: [reason.code for reason in found] for id, found in reasons.items()}
    assert codes == {
        2: ["first_comment"],
        3: ["first_comment"],
        4: ["links", "shouting", "first_comment"],
    }
    assert min(len(found) for found in reasons.values()) == 1


def test_they_are_nobody_s_act(welcome: None) -> None:
    assert db.session.scalars(select(Event.act).where(Event.article_id.is_not(None))).all() == []


def test_one_button_removes_them_all(welcome: None, desk: Desk) -> None:
    page = desk.get("/admin/").text
    assert "Remove the samples" in page
    assert desk.post("/admin/samples/removal").status_code == 303
    assert statuses() == {}
    assert pieces.page().rows == []
    assert "Remove the samples" not in desk.get("/admin/").text


def test_what_a_reader_wrote_under_a_sample_stays_with_its_article(welcome: None) -> None:
    article_id = db.session.scalars(select(Article.id)).one()
    assert is_known("kettle")
    mine = make_comment(article_id, "My own words.", now=clock.now())
    answer = make_comment(article_id, "My answer.", parent_id=1, email="b@example.org", now=clock.now())
    samples.clear()
    db.session.expire_all()
    assert db.session.scalars(select(Comment.id).order_by(Comment.id)).all() == [mine, answer]
    assert db.session.get_one(Comment, answer).parent_id is None
    article = db.session.get_one(Article, article_id)
    assert (article.is_live, article.is_sample) == (False, False)
    assert not is_known("kettle")


def test_what_is_no_sample_is_left_alone(welcome: None) -> None:
    own = make_article("My own")
    comment_id = make_comment(own, now=clock.now() + timedelta(seconds=1))
    samples.clear()
    assert articles.by_id(own) is not None
    assert statuses() == {"pending": 1}
    assert queries.receipt(comment_id) is not None


def test_the_demo_is_thirty_articles_and_two_hundred_letters_in_every_status(
    app_context: Flask, client: FlaskClient
) -> None:
    samples.add_demo(clock.now())
    assert len(db.session.scalars(select(Article.id)).all()) == 30
    assert sum(statuses().values()) == 200
    assert set(statuses()) == {"pending", "approved", "spam", "bin"}
    languages = set(db.session.scalars(select(Article.language)))
    assert languages == {"en", "hi", "ur"}
    assert client.get("/").status_code == 200
    samples.clear()
    assert statuses() == {}
    assert pieces.page().rows == []

"""Links between pieces stay right, whatever becomes of these."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from blog.articles import actions, mentions, queries
from blog.articles.models import Article
from blog.articles.rules import ArticleText, Kind
from blog.db import db
from tests.factories import NOW, make_article

TEXT = ArticleText(title="The clock", body="Words.", published_at=NOW)


@pytest.fixture(autouse=True)
def _context(app_context: Flask) -> None:
    """All of these call the nouns directly."""


def html_of(article_id: int) -> str:
    db.session.rollback()
    return queries.by_id(article_id).body_html


def test_a_link_follows_to_the_new_address_and_headline_and_the_piece_counts_as_unchanged() -> None:
    clock = actions.add(TEXT, NOW)
    other = make_article("Other", body="See [](/articles/the-clock), [this](/articles/the-clock#why).")
    assert '<a href="/articles/the-clock">The clock</a>' in html_of(other)
    actions.revise(clock, replace(TEXT, title="The old clock", slug="old-clock"), NOW + timedelta(days=1))
    assert '<a href="/articles/old-clock">The old clock</a>' in html_of(other)
    assert '<a href="/articles/old-clock#why">this</a>' in html_of(other)
    assert queries.by_id(other).updated_at == NOW
    actions.revise(clock, replace(TEXT, title="The oldest clock"), NOW + timedelta(days=2))
    assert ">The oldest clock</a>" in html_of(other)
    actions.revise(other, replace(TEXT, title="Other", body="Now [](/articles/the-clock)."), NOW)
    assert '<a href="/articles/old-clock">The oldest clock</a>' in html_of(other)


def test_a_link_that_came_before_its_piece_gets_its_headline_later() -> None:
    other = make_article("Other", body="See [](/pages/about).")
    actions.add(replace(TEXT, title="About", kind=Kind.PAGE), NOW)
    assert '<a href="/pages/about">About</a>' in html_of(other)


def test_everything_is_rendered_again_when_the_owner_says_so() -> None:
    ids = [make_article(f"Piece {number}", body="## Part\n\n*Words.*") for number in range(3)]
    db.session.execute(update(Article).values(body_html="<p>old</p>", markup_version=1, headings=[]))
    db.session.commit()
    assert mentions.render_all() == 3
    assert {html_of(id) for id in ids} == {'<h2 id="part">Part</h2>\n<p><em>Words.</em></p>\n'}
    assert queries.by_id(ids[0]).headings == [["part", "Part"]]

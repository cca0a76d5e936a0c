"""The counts of live articles are what counting them gives, whatever is done."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select, text

from blog import samples
from blog.articles import actions, counts, life, tags
from blog.articles.models import Article, LiveMonth, Tag
from blog.articles.rules import ArticleText, Kind
from blog.db import db, writing
from tests.factories import NOW, make_article, past_us

pytestmark = pytest.mark.usefixtures("app_context")


def stored() -> tuple[dict[str, int], dict[str, int]]:
    """Of tags, and of months."""
    db.session.rollback()
    of_months = db.session.execute(select(LiveMonth.month, LiveMonth.articles).where(LiveMonth.articles > 0))
    return dict(db.session.execute(select(Tag.slug, Tag.articles)).all()), dict(of_months.all())


def faults() -> int:
    db.session.rollback()
    return counts.faults(db.session())


def test_an_article_counts_while_readers_see_it() -> None:
    id = make_article(tags=("Town", "Hall"))
    make_article("Draft", tags=("Town",), published_at=None)
    make_article("Later", tags=("Town",), published_at=NOW + timedelta(days=60))
    make_article("About", kind=Kind.PAGE)
    assert stored() == ({"town": 1, "hall": 1}, {"2026-03": 1})
    life.withdraw(id, "Wrong.", NOW)
    assert stored() == ({"town": 0, "hall": 0}, {})
    life.release(NOW + timedelta(days=61))
    assert stored() == ({"town": 1, "hall": 0}, {"2026-05": 1})


def test_whatever_is_done_in_whatever_order_the_counts_stay_right() -> None:
    dice = Random(1)  # noqa: S311
    names = ("Town", "Hall", "Bridge", "River")
    for step in range(60):
        ids = list(db.session.scalars(select(Article.id)))
        at = NOW + timedelta(days=dice.randint(-90, 2)) if dice.random() < 0.8 else None
        kind = dice.choice([Kind.ARTICLE, Kind.ARTICLE, Kind.PAGE])
        words = ArticleText(
            title=f"A{step}",
            body="One.",
            published_at=at,
            tags=tuple(dice.sample(names, dice.randint(0, 3))),
            kind=kind,
        )
        act = dice.choice(["add", "add", "revise", "revise", "delete", "tag", "untag", "withdraw"]) if ids else "add"
        if act == "add":
            actions.add(words, NOW)
        elif act == "revise":
            actions.revise(dice.choice(ids), words, NOW)
        elif act == "delete":
            actions.delete(dice.choice(ids))
        elif act == "tag":
            tags.add_to(dice.sample(ids, min(3, len(ids))), dice.choice(names))
        elif act == "untag":
            tags.take_from(dice.sample(ids, min(3, len(ids))), dice.choice(names))
        else:
            with suppress(life.NotLive):
                life.withdraw(dice.choice(ids), "", NOW)
        assert faults() == 0, (step, act)
    samples.add_demo(NOW)
    assert faults() == 0
    samples.clear()
    assert faults() == 0


def test_counting_anew_gives_each_tag_its_own_count() -> None:
    make_article("One", tags=("Town", "Hall"))
    make_article("Two", tags=("Town",))
    right = stored()
    with past_us() as connection:
        connection.exec_driver_sql("UPDATE tag SET articles = 7")
        connection.exec_driver_sql("DELETE FROM live_month")
    assert faults() == 3
    with writing() as session:
        counts.install(session.connection())
    assert (stored(), faults()) == (right, 0)


def test_what_is_written_past_us_counts_too() -> None:
    make_article(tags=("Town",))
    with past_us() as other:
        other.execute(text("UPDATE article SET published_at = '2019-01-31 23:00:00.000000'"))
        other.execute(text("INSERT INTO tag (id, slug, name) VALUES (9, 'hall', 'Hall')"))
        other.execute(text("UPDATE article_tag SET tag_id = 9"))
    assert stored() == ({"town": 0, "hall": 1}, {"2019-01": 1})


def test_counts_that_are_wrong_are_told_and_counted_anew_by_the_next_upgrade(app: Flask) -> None:
    make_article(tags=("Town",))
    with writing() as session:
        session.execute(text("UPDATE tag SET articles = 7"))
        session.execute(text("UPDATE live_month SET articles = 7"))
    assert faults() >= 2
    assert "! counts of articles: " in app.test_cli_runner().invoke(args=["doctor"]).output
    with writing() as session:
        counts.install(session.connection())
    assert faults() == 0
    assert stored() == ({"town": 1}, {"2026-03": 1})

"""The index has what readers see, as they see it, and nothing else."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from blog.articles import actions as articles
from blog.articles import life
from blog.articles.rules import ArticleText, Kind
from blog.comments import decisions, edits, own, pending_edits
from blog.comments.rules import Status
from blog.db import db, writing
from blog.search import index, queries
from blog.search.finding import Wanted, find
from blog.search.query import parse
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed
from tests.search.test_words import SPELLINGS

pytestmark = pytest.mark.usefixtures("app_context")


def found(words: str, **how: object) -> list[int]:
    return [id for id, _ in find(Wanted(parse(words), **how), 1).places]  # type: ignore[arg-type]


def in_letters(words: str) -> list[int]:
    return found(words, in_comments=True)


def is_exact() -> bool:
    return index.faults() == (0, 0)


def test_a_word_of_the_headline_comes_before_one_of_the_standfirst_and_that_before_any_number_in_the_text() -> None:
    body = make_article("One", body="A heron. " * 60)
    standfirst = make_article("Two", standfirst="About the heron.")
    title = make_article("The heron", body="Long. " * 500)
    assert found("heron") == [title, standfirst, body]


def test_comments_come_last_and_only_if_they_are_asked_for() -> None:
    make_admin()
    other, own_words = make_article("One"), make_article("Two", body="A heron.")
    comment = make_printed(other, "I saw a heron, a heron.")
    make_printed(own_words, "A heron!")
    assert found("heron") == [own_words]
    asked = find(Wanted(parse("heron"), in_comments=True), 1)
    assert (asked.count, asked.places) == (2, [(own_words, None), (other, comment)])


def test_pages_of_results_go_on_through_articles_and_comments() -> None:
    make_admin()
    for number in range(12):
        make_article(f"Heron {number}")
    for number in range(12):
        make_printed(make_article(f"Other {number}"), "A heron.")
    wanted = Wanted(parse("heron"), in_comments=True)
    pages = [find(wanted, page) for page in (1, 2, 3, 4)]
    assert [page.count for page in pages] == [24] * 4
    assert [len(page.places) for page in pages] == [10, 10, 4, 0]
    assert len({id for page in pages for id, _ in page.places}) == 24


def test_what_becomes_of_a_piece_becomes_of_what_is_found() -> None:
    id = make_article("Heron", published_at=None)
    assert found("heron") == []
    life.publish(id, NOW)
    assert found("heron") == [id]
    articles.revise(id, ArticleText(title="Egret", body="White.", published_at=NOW), NOW)
    assert (found("heron"), found("egret")) == ([], [id])
    life.withdraw(id, "Gone.", NOW)
    assert found("egret") == []
    life.publish(id, NOW)
    life.unpublish(id, NOW)
    assert found("egret") == []
    life.publish(id, NOW)
    articles.delete(id)
    assert found("egret") == []
    assert is_exact()


def test_a_scheduled_piece_is_found_from_its_hour_on() -> None:
    id = make_article("Heron", published_at=NOW + timedelta(hours=1))
    assert found("heron") == []
    life.release(NOW + timedelta(hours=2))
    assert found("heron") == [id]


def test_pages_and_samples_are_found_too() -> None:
    page = make_article("About herons", kind=Kind.PAGE)
    sample = make_article("A heron as a sample", is_sample=True)
    assert sorted(found("heron")) == [page, sample]


def test_the_headline_of_another_piece_in_a_card_is_found_as_it_is_now() -> None:
    other = make_article("Heron")
    id = make_article("One", body="<https://nowhere.example>\n\n[](/articles/heron)")
    articles.revise(other, ArticleText(title="Egret", slug="heron", body="White.", published_at=NOW), NOW)
    assert id in found("egret")
    assert is_exact()


def test_what_becomes_of_a_comment_becomes_of_what_is_found() -> None:
    make_admin()
    article = make_article()
    id = make_comment(article, "A heron.")
    assert in_letters("heron") == []
    done = decisions.approve(id, 1, NOW)
    assert in_letters("heron") == [article]
    decisions.undo(done, 1, NOW)
    assert in_letters("heron") == []
    assert db.session.scalar(text("SELECT count(*) FROM comment_words")) == 0
    decisions.approve(id, 1, NOW)
    edits.edit(id, "An egret.", NOW, is_shown=False)
    assert (in_letters("heron"), in_letters("egret")) == ([], [article])
    own.revise(id, "A stork.", NOW)
    assert in_letters("stork") == []
    change = pending_edits.of_comment(id)
    assert change
    pending_edits.accept(id, change.sent_at, NOW)
    assert in_letters("stork") == [article]
    decisions.mark_spam(id, 1, NOW)
    assert in_letters("stork") == []
    assert is_exact()


def test_comments_of_a_piece_that_nobody_sees_are_not_found() -> None:
    make_admin()
    article = make_article()
    make_printed(article, "A heron.")
    life.unpublish(article, NOW)
    assert in_letters("heron") == []


@pytest.mark.sqlite
def test_nothing_of_an_erased_comment_stays_in_the_file(app: Flask) -> None:
    make_admin()
    article = make_article()
    for number in range(50):
        make_printed(article, f"Some words {number}.")
    id = make_printed(article, "Xylophonist.")
    moved = make_printed(article, "Quetzalcoatlus.")
    decisions.mark_spam(moved, 1, NOW)
    own.erase(id)
    own.erase(moved)
    stored = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")).read_bytes().lower()
    assert b"xyloph" not in stored
    assert b"quetzal" not in stored


@pytest.mark.parametrize(("written", "typed"), SPELLINGS)
def test_each_reader_finds_a_word_as_they_type_it(written: str, typed: str) -> None:
    id = make_article("One", body=f"Before {written} and after.")
    make_article("Two", body="Before and after.")
    assert found(typed) == found(written) == [id]


def test_any_part_of_a_run_without_spaces_is_found() -> None:
    id = make_article("One", body="東京都に行きました。ที่นี่คือภาษาไทย")
    assert [found(words) for words in ("東", "京都", "都に行", "ภาษา", "た")] == [[id]] * 5
    assert found("京東") == []


def test_filters_narrow_what_is_found() -> None:
    birds = make_article("Heron", tags=("Birds",), published_at=NOW - timedelta(days=500))
    river = make_article("Heron again", tags=("River",))
    make_article("Heron page", kind=Kind.PAGE)
    assert found("heron", tag="birds") == [birds]
    assert found("heron", since=NOW - timedelta(days=30), until=NOW + timedelta(days=1)) == [river]
    assert found("heron", tag="birds", since=NOW - timedelta(days=30), until=NOW + timedelta(days=1)) == []


def test_a_rollback_takes_the_words_back_too() -> None:
    id = make_article("One")
    with suppress(RuntimeError), writing() as session:
        article = articles.find(session, id)
        articles.change(session, article, ArticleText(title="Heron", body="x", published_at=NOW), NOW)
        raise RuntimeError
    assert found("heron") == []
    assert found("one") == [id]


def test_rebuilding_mends_whatever_is_wrong_and_faults_count_it() -> None:
    make_admin()
    id, other = make_article("Heron"), make_article("Egret")
    comment = make_printed(id, "A stork.")
    with writing() as session:
        index.drop(session, index.ARTICLES, [id])
        index.drop(session, index.COMMENTS, [comment])
        session.execute(text("INSERT INTO article_words (rowid, title, standfirst, body) VALUES (99, 'ghost', '', '')"))
        session.execute(text("UPDATE article_words SET title = 'wrong' WHERE rowid = :id"), {"id": other})
    assert index.faults() == (3, 1)
    assert index.rebuild() == (2, 1)
    assert is_exact()
    assert found("heron") == [id]
    assert found("ghost") == []


def test_an_index_by_former_rules_is_not_current() -> None:
    assert not index.is_current()
    index.rebuild()
    assert index.is_current()


@pytest.mark.sqlite
def test_a_damaged_index_is_an_error_and_not_a_fault_of_words() -> None:
    make_article("Heron")
    with writing() as session:
        session.execute(text("DELETE FROM article_words_docsize"))
    with pytest.raises(DatabaseError):
        index.faults()


def test_only_live_words_are_known() -> None:
    id = make_article("Heron")
    make_article("Egret", published_at=None)
    assert queries.is_known("heron")
    assert not queries.is_known("egret")
    articles.delete(id)
    assert not queries.is_known("heron")


def test_the_status_is_what_counts_and_not_the_index_alone() -> None:
    make_admin()
    article = make_article()
    id = make_printed(article, "A heron.")
    with writing() as session:
        session.execute(text("UPDATE comment SET status = :to WHERE id = :id"), {"to": Status.SPAM, "id": id})
    assert in_letters("heron") == []

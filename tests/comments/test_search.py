"""Finding comments in all four states, on a real database."""

from datetime import timedelta
from typing import Any

import pytest

from blog.comments import search
from blog.comments.rules import Status
from blog.comments.search import Search
from blog.db import db
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed

pytestmark = pytest.mark.usefixtures("app_context")


def found(**values: Any) -> list[int]:
    return [row.id for row in search.find(Search(**values), None, None).rows]


def test_words_are_found_in_the_text_the_name_the_address_and_the_website_and_all_must_be_there() -> None:
    article_id = make_article()
    body = make_comment(article_id, "The Bridge is old.")
    name = make_comment(article_id, "Two.", name="Ann Bridge")
    email = make_comment(article_id, "Three.", email="bridge@example.org")
    website = make_comment(article_id, "Four.", website="https://bridge.example")
    make_comment(article_id, "Five.")
    assert found(words=("bridge",)) == [website, email, name, body]
    assert found(words=("OLD", "bridge")) == [body]
    assert found(words=("old", "young")) == []


def test_capitals_do_not_matter_in_other_alphabets_either() -> None:
    comment_id = make_comment(make_article(), "Привет из Харькова, ЁЛКА.")
    for word in ("привет", "харькова", "ёлка", "Ёлка"):
        assert found(words=(word,)) == [comment_id], word


@pytest.mark.parametrize("sign", ["%", "_", "\\"])
def test_what_means_something_to_the_database_means_itself(sign: str) -> None:
    article_id = make_article()
    comment_id = make_comment(article_id, f"a{sign}b")
    make_comment(article_id, "acb")
    assert found(words=(f"a{sign}b",)) == [comment_id]
    assert found(address=sign) == []


def test_each_filter_keeps_what_it_names_and_they_can_be_joined() -> None:
    make_admin()
    article_id, other = make_article(), make_article("Other")
    first = make_comment(article_id, "One.", email="Ann@Example.org", address="198.51.100.9")
    second = make_printed(other, "https://a.example https://b.example", now=NOW + timedelta(days=1))
    assert found(email="ann@example.ORG") == [first]
    assert found(address="198.51.100.9") == found(address="198.51.") == found(address="198.51.100.0/24") == [first]
    assert found(article_id=other) == [second]
    assert found(status=Status.PENDING) == [first]
    assert found(reason="links") == [second]
    assert found(since=NOW + timedelta(hours=1)) == [second]
    assert found(until=NOW + timedelta(hours=1)) == [first]
    assert found(reason="links", status=Status.PENDING) == []
    assert found() == [second, first]


def test_the_counts_are_those_of_what_is_found() -> None:
    make_admin()
    article_id = make_article()
    make_printed(article_id, "A bridge.")
    make_comment(article_id, "Another bridge.")
    make_comment(article_id, "A road.")
    assert search.counts(Search(words=("bridge",))) == {"pending": 1, "approved": 1, "spam": 0, "bin": 0}


@pytest.mark.sqlite
def test_a_search_uses_the_index_of_its_filter() -> None:
    for wanted, index in (
        (Search(), "ix_comment_time"),
        (Search(words=("a",)), "ix_comment_time"),
        (Search(status=Status.SPAM), "ix_comment_status"),
        (Search(email="a@example.org"), "ix_comment_person"),
    ):
        keyset, _counts, values = search._prepared(wanted)
        statement = str(keyset._first.params(values).compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = "\n".join(row[-1] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))
        assert index in plan, plan
        assert ("TEMP B-TREE" in plan) is (index == "ix_comment_person"), plan

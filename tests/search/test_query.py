"""Any text is a question."""

from blog.search import sqlite
from blog.search.query import LONGEST, MOST, Term, parse


def test_each_word_may_go_on_unless_it_is_quoted() -> None:
    assert parse('bridge "old town"') == (Term(("bridge",), is_open=True), Term(("old", "town")))


def test_what_stands_together_is_looked_for_side_by_side() -> None:
    assert parse("foo-bar") == (Term(("foo", "bar"), is_open=True),)
    assert parse("東京都") == (Term(("東京", "京都"), is_open=True),)


def test_a_letter_or_two_do_not_go_on() -> None:
    assert parse("don't") == (Term(("don", "t")),)
    assert parse("ab का") == (Term(("ab",)), Term(("का",)))
    assert parse("abc") == (Term(("abc",), is_open=True),)
    assert parse("東") == (Term(("東",), is_open=True),)


def test_a_text_without_words_has_no_terms() -> None:
    for text in ("", " ", '"', '""', '" "', "…", "-", "***", "🙂", "\u0301"):
        assert parse(text) == (), text


def test_a_long_question_is_cut_and_one_of_many_words_too() -> None:
    assert len(parse("word " * 2000)) == 1
    assert parse(" " * LONGEST + "late") == ()
    assert len(parse(" ".join(f"w{number}" for number in range(90)))) == MOST


def test_nothing_in_it_means_anything_to_the_index() -> None:
    assert sqlite.expression(parse('NEAR( "a OR b" c* ^d title:e')) == '"near" * "a or b" "c" "d" "title e"'

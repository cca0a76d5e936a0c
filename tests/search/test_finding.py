"""What is found of words that very many pieces have, or very many comments: the same, but not ranked by how it fits."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from blog.articles.rules import Kind
from blog.search import finding, queries
from blog.search.finding import Found, Wanted, find
from blog.search.query import parse
from tests.factories import NOW, make_admin, make_article, make_printed
from tests.statements import plan, reads

RANKING = re.compile(r"bm25|ts_rank")
pytestmark = pytest.mark.usefixtures("app_context")
MOST = 5


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Very many are six."""
    monkeypatch.setattr(finding, "MOST", MOST)


def look(words: str, page: int = 1, **how: object) -> Found:
    return find(Wanted(parse(words), **how), page)  # type: ignore[arg-type]


def ids(words: str, **how: object) -> list[int]:
    return [id for id, _ in look(words, **how).places]


def herons(count: int, **how: object) -> list[int]:
    """Pieces with the word in their text, the newest first."""
    return [make_article(f"One {number}", body="A heron.", **how) for number in range(count)][::-1]  # type: ignore[arg-type]


def test_as_many_as_are_ranked_are_ranked_and_of_more_the_newest_are_shown() -> None:
    best = make_article("Best", body="Heron, heron, heron, heron.")
    rest = herons(MOST - 1)
    assert look("heron") == Found(MOST, [(id, None) for id in (best, *rest)])
    newest = make_article("Newest", body="Many other words than a heron. " * 20)
    assert look("heron") == Found(MOST, [(id, None) for id in (newest, *rest)], is_all=False)


def test_of_very_many_those_with_it_in_the_headline_come_first_then_in_the_standfirst_then_the_newest() -> None:
    old, standfirst = make_article("A heron"), make_article("Two", standfirst="Of the heron.")
    new, *rest = herons(MOST)
    assert ids("heron") == [old, standfirst, new, *rest[:2]]
    newer = make_article("The heron again")
    assert ids("heron") == [newer, old, standfirst, new, rest[0]]


def test_a_headline_has_all_words_or_shares_them_with_the_standfirst() -> None:
    part = make_article("Heron", body="By the river.")
    both, shared = make_article("Heron, river"), make_article("Heron", standfirst="At the river.")
    rest = [make_article(f"One {number}", body="A heron by the river.") for number in range(MOST)][::-1]
    assert ids("heron river") == [both, shared, *rest[:3]]
    assert part not in ids("heron river")


def test_how_well_very_many_fit_is_not_asked() -> None:
    herons(MOST)
    assert any(RANKING.search(statement) for statement, _ in reads(lambda: look("heron")))
    herons(1)
    statements = [statement for statement, _ in reads(lambda: look("heron"))]
    assert not any(RANKING.search(statement) for statement in statements)
    assert all("LIMIT" in statement for statement in statements)


def test_the_pages_of_very_many_lead_through_as_many_as_are_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST", 15)
    newest = herons(18)
    pages = [look("heron", page) for page in (1, 2, 3)]
    assert [id for page in pages for id, _ in page.places] == newest[:15]
    assert [(page.count, page.is_all, len(page.places)) for page in pages] == [(15, False, n) for n in (10, 5, 0)]


def test_a_tag_or_a_year_finds_of_very_many_what_has_it_however_old() -> None:
    old = make_article("Old", body="A heron.", tags=("Birds",), published_at=NOW - timedelta(days=800))
    herons(MOST + 1)
    span = {"since": NOW - timedelta(days=801), "until": NOW - timedelta(days=799)}
    for how in ({"tag": "birds"}, span, {"tag": "birds", **span}):
        assert look("heron", **how) == Found(1, [(old, None)])
    assert look("heron", tag="river") == Found(0, [])


def test_very_many_with_a_tag_are_those_with_the_tag_only() -> None:
    tagged = herons(MOST + 1, tags=("Birds",))
    make_article("Heron, but of no tag")
    make_article("Heron as a page", kind=Kind.PAGE)
    titled = make_article("Heron", tags=("Birds",))
    assert ids("heron", tag="birds") == [titled, *tagged[: MOST - 1]]
    assert ids("heron", since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))[-1] in tagged
    assert look("heron", tag="birds").is_all is False


def test_a_word_goes_on_until_very_many_have_it_as_it_stands() -> None:
    longer = make_article("Heronry")
    exact = herons(MOST - 1)
    assert ids("heron") == [longer, *exact]
    exact = [*herons(2), *exact]
    assert ids("heron") == exact[:MOST]
    assert ids("heronr") == [longer]


@pytest.mark.parametrize(("words", "is_ranked"), [("heron", '"heron"'), ("hero", '"hero" *')])
@pytest.mark.sqlite
def test_only_what_is_found_by_how_it_begins_is_ranked_by_that(words: str, is_ranked: str) -> None:
    herons(2)
    ranked = [values for statement, values in reads(lambda: look(words)) if RANKING.search(statement)]
    assert [values[0] for values in ranked] == [is_ranked]  # type: ignore[index]


def test_very_many_that_begin_alike_are_found_too() -> None:
    longer = [make_article("One", body=f"Heron{letter}.") for letter in "abcdef"][::-1]
    assert look("heron") == Found(MOST, [(id, None) for id in longer[:MOST]], is_all=False)


def test_where_very_many_pieces_have_it_no_comment_is_looked_for() -> None:
    make_admin()
    make_printed(make_article("Other"), "A heron.")
    newest = herons(MOST + 1)
    assert look("heron", in_comments=True) == Found(MOST, [(id, None) for id in newest[:MOST]], is_all=False)


@pytest.mark.parametrize("words", ["A heron, number {}.", "Heron{}."])  # as it stands, or as a beginning
def test_of_very_many_comments_the_newest_of_each_piece_counts_and_pieces_themselves_stay_first(words: str) -> None:
    make_admin()
    found, one, two, old = make_article("Heronry"), make_article("One"), make_article("Two"), make_article("Old")
    make_printed(old, words.format(0))
    last = {id: make_printed(id, words.format(number)) for number, id in enumerate((two, one, two, one), 1)}
    make_printed(found, words.format(5))
    assert look("heron", in_comments=True).is_all
    last = {two: make_printed(two, words.format(6)), one: last[one]}
    places = look("heron", in_comments=True)
    assert places.places[:3] == [(found, None), *last.items()]
    assert (places.count, len(places.places), places.is_all) == (4, 4, False)
    assert look("heron", 2, in_comments=True).places == []


def test_pages_of_very_many_comments_go_on_after_the_pieces() -> None:
    make_admin()
    pieces = [make_article(f"Heron {number}") for number in range(MOST)][::-1]
    others = [make_article(f"Other {number}") for number in range(MOST + 2)]
    printed = [(id, make_printed(id, "A heron.")) for id in others][:0:-1]
    found = [place for page in (1, 2, 3) for place in look("heron", page, in_comments=True).places]
    assert found == [*((id, None) for id in pieces), *printed]


@pytest.mark.sqlite
def test_a_year_is_looked_up_among_what_was_published_then_and_comments_by_their_ids() -> None:
    make_admin()
    shown = [make_printed(make_article(), f"A heron {number}.") for number in range(10)]
    statements = reads(lambda: look("heron", since=NOW, until=NOW + timedelta(days=1)))
    assert sum("published_at>? AND published_at<?" in step for step in plan(statements)) == len(statements)
    assert plan(reads(lambda: queries.letters(shown))) == ["SEARCH comment USING INTEGER PRIMARY KEY (rowid=?)"]


def test_the_page_says_that_there_may_be_more(client: FlaskClient) -> None:
    herons(MOST)
    assert "5 pieces have it." in client.get("/search?q=heron").text
    herons(1)
    assert "5 pieces or more have it: those with it in the headline first" in client.get("/search?q=heron").text

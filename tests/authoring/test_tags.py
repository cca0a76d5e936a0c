"""The tags at the desk and what readers see of them, without a browser."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.articles import queries, tags
from blog.db import db
from tests.authoring.test_list import tags_of
from tests.factories import Desk, make_article

TAGS = "/admin/tags"


@pytest.fixture(autouse=True)
def _context(app_context: Flask) -> None:
    """The tests make articles."""


@pytest.fixture
def town(desk: Desk) -> str:
    """The address of a tag at the desk."""
    make_article("One", tags=("Town", "Stone"))
    make_article("Two", tags=("Town",), published_at=None)
    return f"{TAGS}/{id_of('Town')}"


def id_of(name: str) -> int:
    db.session.rollback()
    return next(tag.id for tag in tags.names() if tag.name == name)


def names() -> list[str]:
    db.session.rollback()
    return [tag.name for tag in tags.names()]


def test_the_page_says_how_many_pieces_have_each_and_leads_to_them(desk: Desk, town: str) -> None:
    page = desk.get(TAGS).text
    assert "2 pieces" in page
    assert "1 live" in page
    assert 'href="/admin/articles?tag=town"' in page
    assert f'href="{TAGS}"' in desk.get("/admin/articles").text


def test_without_tags_it_says_where_they_come_from(desk: Desk) -> None:
    assert "No tags yet" in desk.get(TAGS).text


def test_a_renamed_tag_answers_at_its_former_address(desk: Desk, client: FlaskClient, town: str) -> None:
    assert 'value="Town"' in desk.get(town).text
    answer = desk.post(town, {"name": "Our town", "description": ""}, page=town)
    assert (answer.status_code, answer.location) == (303, TAGS)
    assert "Our town" in client.get("/tags/our-town").text
    former = client.get("/tags/town?after=1-1&x=y")
    assert (former.status_code, former.location) == (301, "/tags/our-town?after=1-1")
    assert client.get("/tags/town").location == "/tags/our-town"
    assert client.get("/tags/nowhere").status_code == 404


def test_a_description_stands_on_the_page_of_the_tag_and_in_its_head(
    desk: Desk, client: FlaskClient, town: str
) -> None:
    desk.post(town, {"name": "Town", "description": "Where <we>\nlive."}, page=town)
    page = client.get("/tags/town").text
    assert page.count("Where &lt;we&gt; live.") == 3
    assert page.count('content="Where &lt;we&gt; live."') == 2  # for search engines, and where it is shared
    assert "Where &lt;we&gt; live." not in client.get("/tags/stone").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter a tag"),
        ({"name": "?!"}, "Enter a name with a letter or a number in it"),
        ({"name": "a, b"}, "Enter one tag, without a comma"),
        ({"name": "x" * 81}, "Shorten this to 80 characters"),
        ({"description": "x" * 1_001}, "Shorten this to 1000 characters"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_stores_nothing(
    desk: Desk, town: str, fields: dict[str, str], words: str
) -> None:
    answer = desk.post(town, {"name": "Other", "description": "Typed words."} | fields, page=town)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Error: Tag Town" in answer.text
    assert ("Typed words." in answer.text) == ("description" not in fields)
    assert names() == ["Stone", "Town"]


def test_a_name_that_is_taken_asks_whether_to_merge_and_keeps_what_was_typed(desk: Desk, town: str) -> None:
    answer = desk.post(town, {"name": "stone", "description": "Typed words."}, page=town)
    assert answer.status_code == 409
    assert "There is already a tag Stone" in answer.text
    assert "2 pieces would get it in place of Town." in answer.text
    assert "Typed words." in answer.text
    assert 'value="stone"' in answer.text
    assert names() == ["Stone", "Town"]


def test_merging_asks_first_and_then_leads_on(desk: Desk, client: FlaskClient, town: str) -> None:
    stone = id_of("Stone")
    question = f"{town}/merger?into={stone}"
    assert "2 pieces would get the tag <bdi>Stone</bdi>" in desk.get(question).text
    assert names() == ["Stone", "Town"]
    answer = desk.post(f"{town}/merger", {"into": str(stone)}, page=question)
    assert "2 pieces have Stone in place of Town." in desk.get(answer.location).text
    assert names() == ["Stone"]
    assert tags_of(1) == tags_of(2) == ["Stone"]
    assert client.get("/tags/town").location == "/tags/stone"


@pytest.mark.parametrize("into", ["", "x", "999", "own"])
def test_merging_into_what_is_no_other_tag_is_refused(desk: Desk, town: str, into: str) -> None:
    into = town.rpartition("/")[2] if into == "own" else into
    assert desk.get(f"{town}/merger?into={into}").status_code == 422
    assert desk.post(f"{town}/merger", {"into": into}, page=town).status_code == 422
    assert names() == ["Stone", "Town"]


def test_deleting_asks_first(desk: Desk, town: str) -> None:
    assert "2 pieces would lose it." in desk.get(f"{town}/deletion").text
    assert names() == ["Stone", "Town"]
    answer = desk.post(f"{town}/deletion", page=f"{town}/deletion")
    assert "The tag Town is deleted." in desk.get(answer.location).text
    assert tags_of(1) == ["Stone"]
    assert queries.by_id(2) is not None


def test_a_tag_that_is_gone_is_not_there(desk: Desk) -> None:
    for path in (f"{TAGS}/9", f"{TAGS}/9/merger", f"{TAGS}/9/deletion"):
        assert desk.get(path).status_code == 404
        assert desk.post(path, {"name": "x"}, page=TAGS).status_code == 404

"""Front matter: what is read from it, and which line an error names."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.articles.frontmatter import Draft, FrontMatterError, parse

WHOLE = """---
title: The last ferry
standfirst: >
  It left at nine,
  and nobody waved.
summary: A short history of a crossing
author: Asha Menon
date: 2026-03-14 10:00
tags: [Rivers, Kochi]
source_name: The Harbour Gazette
source_url: https://example.org/ferry
disclaimer: |
  The ferry was sold.

  Its captain was not.
language: en
image: ferry.jpg
image_alt: A ferry at night
image_caption: The ferry at its pier
image_credit: M. Thomas
also_read: the-first-ferry
slug: last-ferry
draft: true
---

# It left

at nine.
"""


def read(front: str, body: str = "Words.") -> Draft:
    return parse(f"---\n{front}\n---\n{body}\n", "a.md")


def problem(text: str) -> str:
    with pytest.raises(FrontMatterError) as error:
        parse(text, "a.md")
    return str(error.value)


def front_problem(front: str) -> str:
    return problem(f"---\n{front}\n---\nWords.\n")


def test_every_field_is_read() -> None:
    draft = parse(WHOLE, "a.md")
    lines = draft.lines
    assert draft == Draft(
        title="The last ferry",
        standfirst="It left at nine, and nobody waved.",
        summary="A short history of a crossing",
        author="Asha Menon",
        date=datetime(2026, 3, 14, 10, 0),  # noqa: DTZ001 - in the site's own zone
        tags=("Rivers", "Kochi"),
        source_name="The Harbour Gazette",
        source_url="https://example.org/ferry",
        disclaimer="The ferry was sold.\n\nIts captain was not.",
        language="en",
        image="ferry.jpg",
        image_alt="A ferry at night",
        image_caption="The ferry at its pier",
        image_credit="M. Thomas",
        also_read="the-first-ferry",
        slug="last-ferry",
        draft=True,
        body="# It left\n\nat nine.",
        lines=lines,
    )
    assert (lines["title"], lines["summary"], lines["image"], lines["draft"]) == (2, 6, 17, 23)


def test_a_title_and_a_text_are_enough() -> None:
    assert read("title: Hello") == Draft(title="Hello", body="Words.", lines={"title": 2})


def test_a_file_from_windows_reads_the_same() -> None:
    assert parse("\ufeff" + WHOLE.replace("\n", "\r\n"), "a.md") == parse(WHOLE, "a.md")


def test_a_rule_in_the_text_does_not_end_anything() -> None:
    assert read("title: Hello", "One.\n\n---\n\nTwo.").body == "One.\n\n---\n\nTwo."


def test_a_text_that_yaml_takes_for_a_number_or_a_yes_stays_a_text() -> None:
    assert read("title: 1984\nauthor: no\nslug: 2026-03-14") == Draft(
        title="1984", author="no", slug="2026-03-14", body="Words.", lines={"title": 2, "author": 3, "slug": 4}
    )


@pytest.mark.parametrize("empty", ["", "~", "null", '""'])
def test_a_field_without_a_value_says_nothing(empty: str) -> None:
    draft = read(
        f"title: Hello\nstandfirst: {empty}\ndate: {empty}\ntags: {empty}\nsource_url: {empty}\ndraft: {empty}"
    )
    assert (draft.standfirst, draft.date, draft.tags, draft.source_url, draft.draft) == ("", None, (), "", False)


def test_a_text_is_kept_without_control_characters_and_on_one_line() -> None:
    assert read(r'title: "A\0 ferry\n  \u202ein the night"').title == "A ferry in the night"


@pytest.mark.parametrize("tags", ["Rivers, Kochi", "[Rivers, Kochi]", "\n- Rivers\n- Kochi", "Rivers,, Kochi,"])
def test_tags_are_a_list_or_parted_by_commas(tags: str) -> None:
    assert read(f"title: Hello\ntags: {tags}").tags == ("Rivers", "Kochi")


def test_a_number_may_be_a_tag() -> None:
    assert read("title: Hello\ntags: [2026, नदी]").tags == ("2026", "नदी")


KOLKATA = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-14", datetime(2026, 3, 14)),  # noqa: DTZ001
        ("2026-03-14 10:00", datetime(2026, 3, 14, 10)),  # noqa: DTZ001
        ('"2026-03-14 10:00"', datetime(2026, 3, 14, 10)),  # noqa: DTZ001
        ("2026-03-14T10:00:30", datetime(2026, 3, 14, 10, 0, 30)),  # noqa: DTZ001
        ("2026-03-14 9:00:00", datetime(2026, 3, 14, 9)),  # noqa: DTZ001
        ("2026-03-14T10:00:00Z", datetime(2026, 3, 14, 10, tzinfo=UTC)),
        ("2026-03-14 10:00:00 +0530", datetime(2026, 3, 14, 10, tzinfo=KOLKATA)),
        ("2026-03-14 10:00 +05:30", datetime(2026, 3, 14, 10, tzinfo=KOLKATA)),
    ],
)
def test_a_date_is_read_as_it_is_written(written: str, meant: datetime) -> None:
    date = read(f"title: Hello\ndate: {written}").date
    assert date == meant
    assert date.tzinfo == meant.tzinfo


@pytest.mark.parametrize(
    "bad", ["yesterday", "14.3.2026", "2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "10:00"]
)
def test_a_bad_date_is_named_with_its_line(bad: str) -> None:
    assert front_problem(f"title: Hello\ndate: {bad}") == (
        f"a.md:3: date must be like 2026-03-14 or 2026-03-14 10:00, not {bad!r}"
    )


@pytest.mark.parametrize("bad", ["example.org", "ftp://example.org", "javascript:alert(1)", "//example.org", "http://"])
def test_a_source_must_stand_on_the_web(bad: str) -> None:
    assert front_problem(f"title: Hello\n\nsource_url: {bad}") == (
        f"a.md:4: source_url must be a web address that starts with http:// or https://, not {bad!r}"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a.md:1: the file must start with a line of ---"),
        ("# Hello\n", "a.md:1: the file must start with a line of ---"),
        ("\n---\ntitle: Hello\n---\nWords.", "a.md:1: the file must start with a line of ---"),
        ("---\ntitle: Hello\nWords.", "a.md:1: no second line of --- ends the front matter that starts here"),
        ("---\n---\nWords.", "a.md:1: there is no title"),
        ("---\nauthor: Asha\n---\nWords.", "a.md:1: there is no title"),
        ('---\nauthor: Asha\ntitle: " "\n---\nWords.', "a.md:3: there is no title"),
        ("---\ntitle: Hello\n---\n \n\n", "a.md:3: there is no text below the front matter"),
        ("---\ntitle: Hello\n---", "a.md:3: there is no text below the front matter"),
    ],
)
def test_what_is_missing_is_said(text: str, words: str) -> None:
    assert problem(text) == words


def test_an_unknown_field_is_named_with_the_one_that_was_meant() -> None:
    assert front_problem("title: Hello\nstandfrist: It left") == (
        "a.md:3: there is no field 'standfrist'; did you mean 'standfirst'?"
    )


@pytest.mark.parametrize("field", ["body", "lines", "weather", "<<", "[a]", "{a: b}"])
def test_an_unknown_field_like_no_other_is_told_which_there_are(field: str) -> None:
    assert "there are title, standfirst, summary, author, date, tags" in front_problem(f"title: Hello\n{field}: x")


def test_a_field_that_stands_twice_names_both_lines() -> None:
    assert front_problem("title: Hello\nauthor: Asha\ntitle: Bye") == (
        "a.md:4: title stands here a second time, after line 2"
    )


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("title: [Hello]", "a.md:2: title must be a text, not a list"),
        ("title: Hello\nauthor:\n  - Asha", "a.md:3: author must be a text, not a list"),
        ("title: Hello\nauthor: {first: Asha}", "a.md:3: author must be a text, not a list"),
        ("title: Hello\ndate: [2026-03-14]", "a.md:3: date must be a text, not a list"),
        ("title: Hello\ntags: {a: b}", "a.md:3: tags must be a text, not a list"),
        ("title: Hello\ndraft: maybe", "a.md:3: draft must be true or false"),
        ("title: Hello\ntags:\n - a\n - [b]", "a.md:5: a value must be a text, or a list of texts"),
        ("Hello", "a.md:2: each line of the front matter must be a name, a colon and a value"),
        ("- title: Hello", "a.md:2: each line of the front matter must be a name, a colon and a value"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_its_line(front: str, words: str) -> None:
    assert front_problem(front) == words


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: Ferries: a history", 2),
        ("title: Hello\nauthor: 'Asha\nsummary: It left", 3),
        ("title: Hello\n\n\nsummary: @home", 5),
        ("title: Hello\n\tauthor: Asha", 3),
        ("title: Hello\nauthor: Asha\n  summary: It left", 4),
        ("title: Hello\ntags: [a, b", 3),
        ("title: Hello\nauthor Asha\nsummary: It left", 3),
        ("title: Hello\n...\nauthor: Asha", 4),
        ("title: Hello\nauthor: \ufffe", 3),
    ],
)
def test_what_is_not_yaml_is_named_with_its_line(front: str, line: int) -> None:
    assert front_problem(front).startswith(f"a.md:{line}: ")


def test_a_colon_in_a_title_gets_advice() -> None:
    assert "needs quotes" in front_problem("title: Ferries: a history")


@pytest.mark.parametrize(
    "front",
    [
        "title: &a Hello\nauthor: *a",
        "title: Hello\nauthor: *nobody",
        "title: Hello\ntags: &a [x]\nsummary: *a",
        "title: " + "[" * 50_000,
        "title: " + "{a: " * 50_000,
        "- " * 50_000,
        "? " * 50_000,
    ],
)
def test_tricks_of_yaml_are_refused_at_once(front: str) -> None:
    assert re.match(r"a\.md:\d+: ", front_problem(front))


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!binary", "!!timestamp", "!!bool", "!own"])
def test_a_tag_of_yaml_makes_nothing_but_text(tag: str) -> None:
    assert read(f"title: {tag} Hello").title == "Hello"


PIECES = [
    "---",
    "\n",
    "\r\n",
    "title",
    "date",
    "tags",
    "draft",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "|",
    "&a",
    "*a",
    '"',
    "!!",
    "é",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4)).map("".join))
def test_any_file_is_read_or_refused_with_a_line(front: str) -> None:
    try:
        draft = read(front)
    except FrontMatterError as refused:
        words = str(refused)
    else:
        words = f"a.md:1: {draft.title}"
    assert re.match(r"a\.md:\d+: .", words)

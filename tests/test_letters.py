"""What the words of a comment must be: whatever takes long is refused before that is done which would take long."""

from types import SimpleNamespace

import pytest
from flask import Flask
from wtforms import ValidationError

from blog import markup
from blog.comments.rules import BODY_LENGTH, MOST_ADDRESSES, MOST_BRACKETS, MOST_MARKS, WORD_LENGTH
from blog.letters import Printable
from blog.markup import comments

BUSY, LINKS, WORD, DEEP = "too many short lines", "20 links at most", "One word is longer", "too deep"


@pytest.fixture(autouse=True)
def _nothing_is_remembered(app_context: Flask) -> None:
    markup.comment.cache_clear()
    markup.draw.cache_clear()


def refusal(body: str) -> str:
    """Why it is refused; nothing for what may be sent."""
    field = SimpleNamespace(data=body)
    try:
        Printable()(field, field)  # type: ignore[arg-type]
    except ValidationError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("x" * (WORD_LENGTH + 1), WORD),
        ("[ " * (MOST_BRACKETS + 1), BUSY),
        ("![ " * (MOST_BRACKETS + 1), BUSY),
        (":// " * (MOST_ADDRESSES + 1), LINKS),
        ("http://a.example " * (MOST_ADDRESSES + 1), LINKS),
    ],
)
def test_what_takes_long_to_parse_is_refused_unparsed(body: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments._COMMENT, "parse", lambda *_: pytest.fail("it was parsed"))
    assert why in refusal(body)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("* *\n" * 1250, BUSY),
        ("+\n" * 2500, BUSY),
        ("- - - - - - - - -\n" * 270, BUSY),
        ("1. 1.\n" * 833, BUSY),
        ("a\n" * 2500, BUSY),
        ("a\n\n" * 1666, BUSY),
        ("> a\n\n" * 1000, BUSY),
        ("*a* " * 1250, BUSY),
        ("**a** " * 833, BUSY),
        ("`a` " * 1250, BUSY),
        ("< " * 2500, BUSY),
        ("& " * 2500, BUSY),
        ('" ' * 2500, BUSY),
        ("> " * 30 + "a", DEEP),
        ("http://a.b " * 21, LINKS),
        ("<a@b.c> " * 600, LINKS),
    ],
)
def test_what_takes_long_to_clean_is_refused_uncleaned(body: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "clean_comment", lambda _: pytest.fail("it was cleaned"))
    assert why in refusal(body)


@pytest.mark.parametrize(
    "body",
    [
        "[" * MOST_BRACKETS,
        "\n".join(["a line of a poem"] * 250),
        "\n".join(["- an *item* of a list"] * 100),
        "\n".join(f"{number}. an item\n\n   with two paragraphs" for number in range(60)),
        "```\n" + '<a href="x" title="y">words & words</a>\n' * 110 + "```",
        '"So", he said, "it goes." ' * 190,
        "She wrote: *so* it **goes**. " * 80,
        " ".join(["[a link](https://a.example/b) and words"] * 20),
        "> quoted\n\nand answered\n\n" * 60,
        "https://a.example/ in a log\n".replace("https", "`https").replace("/ ", "/` ") * 60,
    ],
)
def test_what_people_write_at_length_may_be_sent(body: str) -> None:
    assert len(body) <= BODY_LENGTH
    assert refusal(body) == ""


def test_marks_are_the_tags_and_half_of_the_escapes() -> None:
    assert markup.draw("*a* < & >").marks == 4 + 3 // 2
    assert refusal("`a` " * ((MOST_MARKS - 2) // 2)) == ""
    assert BUSY in refusal("`a` " * (MOST_MARKS // 2))

"""Lines of the masthead and the foot: what leads where, and what is refused."""

import pytest

from blog.site.lines import ADDRESS, WORDS, Line, is_link, is_short, is_words, line


def test_a_line_is_words_and_an_address() -> None:
    assert line("Our paper |  https://example.org/ ") == Line("Our paper", "https://example.org/")
    assert line("Printed by hand") == Line("Printed by hand", "")
    assert line("Two | https://example.org/a|b") == Line("Two", "https://example.org/a|b")


@pytest.mark.parametrize(
    "address",
    ["/", "/archive", "/tags/வணக்கம்", "/articles/a?comments=2#comment-3", "https://example.org", "http://a.example:81/",
     "mailto:desk@example.org"],
)  # fmt: skip
def test_these_are_addresses(address: str) -> None:
    assert is_link(f"Words | {address}")
    assert is_words(f"Words | {address}")


@pytest.mark.parametrize(
    "address",
    ["", "archive", "#main", "//evil.example", "/\\evil.example", "/a\\b", "javascript:alert(1)", "JavaScript:alert(1)",
     "data:text/html,x", "https://user@evil.example", "https://", "ftp://a.example", "/a b", '/"onclick=', "mailto:",
     "mailto:a@b@c", "java`script:1"],
)  # fmt: skip
def test_these_are_none(address: str) -> None:
    assert not is_link(f"Words | {address}")
    assert not is_words(f"Words | {address}")


def test_only_the_foot_takes_words_alone_and_neither_an_address_alone() -> None:
    assert is_words("Printed by hand")
    assert not is_link("Printed by hand")
    assert not is_link("| /archive")
    assert not is_words("| /archive")


def test_both_have_to_fit() -> None:
    assert is_short("x" * WORDS + " | /" + "y" * (ADDRESS - 1))
    assert not is_short("x" * (WORDS + 1) + " | /")
    assert not is_short("x | /" + "y" * ADDRESS)
    assert not is_short("x" * (WORDS + 1))

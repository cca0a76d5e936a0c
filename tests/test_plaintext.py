"""Text as it is stored, and the words of HTML."""

import pytest

from blog import plaintext


def test_control_characters_and_turned_around_words_are_dropped_and_joiners_kept() -> None:
    assert plaintext.plain("a\0b\x07c\x85d\u202ee\u2066f\ud800g\r\nh\ri\t") == "abcdefg\nh\ni"
    assert plaintext.plain("क\u094d\u200dष\u200c \u200fא\u200e") == "क\u094d\u200dष\u200c \u200fא\u200e"


def test_a_letter_under_ten_thousand_marks_keeps_thirty_and_takes_no_time() -> None:
    text = plaintext.plain("e" + "\u0301\u0316" * 150_000)
    assert len(text) < 32
    assert plaintext.plain("e\u0301 \u0928\u093f") == "é नि"


def test_the_words_of_html_are_without_its_tags_also_where_it_was_cut_off() -> None:
    assert plaintext.bare('<p>One &amp; <a href="https://a.exam') == "One & "


def test_words_of_ones_own_are_those_that_are_not_quoted() -> None:
    html = "<blockquote><p>One</p><blockquote><p>Two</p></blockquote></blockquote><p>Three</p>"
    assert plaintext.own_words(html) == "Three"
    assert plaintext.own_words("<p>One</p>") == "One"


def test_prose_is_a_paragraph_a_line_without_the_numbers_of_footnotes() -> None:
    html = (
        '<h2 id="a">Part</h2>\n<p>H<sub>2</sub>O, <em>wa</em>ter<sup><a href="#fn1" id="fnref1">1</a></sup> &lt;b&gt;\n'
        "here.</p>"
        '<ul><li>One</li><li>Two</li></ul><ol><li id="fn1"><p>Note. <a href="#fnref1">↩\ufe0e</a></p></li></ol>'
    )
    assert plaintext.prose(html) == "Part\nH2O, water <b> here.\nOne\nTwo\nNote."


def test_a_host_is_the_same_however_it_is_written() -> None:
    for host in ("Evil.Example", "evil.example.", "ｅvil.example", "evil。example", "ev\u200bil.example"):
        assert plaintext.ascii_host(host) == "evil.example"
    assert plaintext.ascii_host("münchen.de") == "xn--mnchen-3ya.de"
    assert plaintext.ascii_host("a..b") == "a..b"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("The river’s edge", "the-rivers-edge"),
        ("वह नदी जिसे शहर भूल गया", "वह-नदी-जिसे-शहर-भूल-गया"),
        ("தமிழ் மொழி", "தமிழ்-மொழி"),
        ("وہ دریا جسے شہر بھول گیا", "وہ-دریا-جسے-شہر-بھول-گیا"),
        ("Ｆｕｌｌ width", "full-width"),
        ("C++ & Rust", "c-rust"),
        ("🎉🎉", ""),
        ("---", ""),
    ],
)
def test_a_slug_keeps_the_words_of_every_script_whole(title: str, slug: str) -> None:
    assert plaintext.slug(title) == slug


def test_a_long_slug_is_cut_between_words() -> None:
    slug = plaintext.slug("word " * 40)
    assert len(slug) <= plaintext.SLUG_LENGTH
    assert slug.endswith("word")
    assert len(plaintext.slug("x" * 200)) == plaintext.SLUG_LENGTH

"""Words go out as HTML that WordPress does no harm to, and come back as they were."""

from datetime import timedelta
from html import escape
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from hypothesis import given

from blog.markup import comment
from blog.plaintext import NO_CHAR, plain
from blog.portability import own
from blog.portability.blogs import markdown
from blog.portability.blogs.values import one_line, words
from blog.portability.blogs.wordpress.content import paragraphs
from blog.portability.leaving import content
from blog.portability.leaving.elements import Elements
from tests.factories import NOW
from tests.markup.grammar import document

PIECE: dict[str, Any] = dict.fromkeys(own.TEXTS, "") | dict.fromkeys(own.MOMENTS, NOW) | {"menu_place": 1}


def piece(**said: Any) -> SimpleNamespace:
    return SimpleNamespace(**(PIECE | {"language": "en", "body": "B", "body_html": "<p>B</p>\n"} | said))


@given(document)
def test_any_words_come_back(text: str) -> None:
    text = plain(NO_CHAR.sub("", text))
    line = " ".join(text.split())
    assert words(escape(text, quote=False)) == text
    assert one_line(escape(line, quote=False)) == line
    element = ElementTree.fromstring(Elements().one("a", text, b=line))  # noqa: S314
    assert (element.text or "", element.get("b")) == (text, line)
    html = comment(text).html
    if content.gives(html, text):
        assert plain(markdown.letter(paragraphs(content.letter(html)), content.NOWHERE)) == text
    if text:
        told = own.read(own.written(piece(body=text, disclaimer=text), [], []))
        assert told
        assert (told.texts["body"], told.texts["disclaimer"]) == (text, text)


def test_a_letter_stands_there_as_it_would_have_been_typed() -> None:
    assert content.letter("<p>a<br>\nb &amp; <em>c</em></p>\n<p>d</p>\n") == "a\nb &amp; <em>c</em>\n\nd"
    quoted = "<blockquote>\n<p>a</p>\n</blockquote>\n"
    assert content.letter(quoted) == quoted


@pytest.mark.parametrize(
    ("html", "there"),
    [
        ("<p>one\nline<br>\ntwo</p>\n<p>x</p>\n", "<p>one line<br> two</p>\n\n<p>x</p>"),
        ("<pre><code>a\n\nb\n</code></pre>\n", "<pre><code>a\n\nb\n</code></pre>"),
        ("<p>[gallery] and [1] [/x]</p>", "<p>&#91;gallery] and [1] &#91;/x]</p>"),
        ('<p><a href="/articles/a#b">x</a> <a href="#c">y</a></p>',
         '<p><a href="http://127.0.0.1:8000/articles/a#b">x</a> <a href="HERE#c">y</a></p>'),
    ],
)  # fmt: skip
def test_a_piece_has_full_addresses_and_no_line_that_becomes_a_break(app_context: Flask, html: str, there: str) -> None:
    assert content.piece(piece(body_html=html), [], "HERE") == there  # type: ignore[arg-type]


def test_what_stands_around_a_text_here_stands_in_it_there(app_context: Flask) -> None:
    row = piece(standfirst="S & T", disclaimer="One.\n\nTwo.", source_name="G", source_url="https://g.example/?a&b")
    corrections: Any = [SimpleNamespace(made_at=NOW, text="Not <nine>.")]
    assert content.piece(row, corrections, "HERE") == (  # type: ignore[arg-type]
        "<p><em>S &amp; T</em></p>\n\n<p>B</p>\n\n<p><small>2026-03-14: Not &lt;nine&gt;.</small></p>\n\n"
        "<p><small>One.</small></p>\n\n<p><small>Two.</small></p>\n\n"
        '<p><a href="https://g.example/?a&amp;b">G</a></p>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{", "[" * 100_000, '{"body": "B"}',
        '{"body": 1, "menu_place": 1, "tags": [], "corrections": []}',
        own.written(piece(), [], []).replace('"menu_place": 1', '"menu_place": 100'),
        own.written(piece(), [], []).replace('"language": "en"', '"language": "nonsense of a language"'),
        own.written(piece(), [], []).replace("2026", "year"),
        own.written(piece(body=""), [], []),
        own.written(piece(body="x" * 500_001), [], []),
    ],
)  # fmt: skip
def test_what_is_no_word_of_ours_says_nothing(text: str) -> None:
    assert own.read(text) is None


def test_a_piece_says_what_it_is_here() -> None:
    tags: Any = [SimpleNamespace(slug="port", name="Harbour")]
    corrections: Any = [SimpleNamespace(made_at=NOW, text="No.")]
    told = own.read(own.written(piece(revised_at=NOW + timedelta(microseconds=1), updated_at=None), tags, corrections))
    assert told
    assert told.tags == (("port", "Harbour"),)
    assert told.corrections == ((NOW, "No."),)
    assert (told.moments["revised_at"], told.moments["updated_at"]) == (NOW + timedelta(microseconds=1), None)

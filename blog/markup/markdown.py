"""What both kinds of Markdown share."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..plaintext import UNWANTED

NESTING = 20  # deeper quotes and lists are nobody's, and cost the most time to read (bench/markup.py)


def render(markdown: MarkdownIt, tokens: Sequence[Token]) -> str:
    """What Markdown's own escapes (`&#x202E;`, `%E2%80%AE`) spell out is no more wanted than what was typed."""
    return UNWANTED.sub("", markdown.renderer.render(tokens, markdown.options, {}))


def link_only_what_says_http(markdown: MarkdownIt) -> None:
    """A bare `example.py` is a file more often than a site in Paraguay."""
    linkify: Any = markdown.linkify
    linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    linkify.add("//", None)
    linkify.add("ftp:", None)

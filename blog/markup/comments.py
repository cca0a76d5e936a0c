"""The Markdown of visitors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from ..plaintext import bare, plain
from .boundary import COMMENT_REL, clean_comment, clean_inert, is_link
from .markdown import NESTING, link_only_what_says_http, render


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a comment: the words that it shows, and the address that it leads to."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A comment, rendered: for readers, for the desk with dead links, and as bare words; and its links."""

    html: str
    inert_html: str
    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A comment before it is cleaned, which costs the most time: what decides whether it is worth that."""

    raw_html: str
    raw_inert_html: str
    links: tuple[Link, ...]
    is_whole: bool  # False where quotes or lists stand so deep in one another that the innermost are not shown

    @property
    def marks(self) -> int:
        """What the cleaner has to look at: tags, and signs that need an escape, which cost half as much."""
        return self.raw_html.count("<") + self.raw_html.count("&") // 2


@lru_cache(maxsize=16)  # asked twice for each letter: by the form that checks it and by the action that stores it
def comment(source: str) -> Letter:
    """The safe subset of Markdown for visitors: paragraphs, emphasis, code, quotes, lists and links."""
    drawn = draw(source)
    html = clean_comment(drawn.raw_html)
    inert_html = clean_inert(drawn.raw_inert_html) if "<a" in html else html
    return Letter(html=html, inert_html=inert_html, text=bare(html), links=drawn.links)


@lru_cache(maxsize=16)
def draw(source: str) -> Drawn:
    """The same, not yet fit to be printed."""
    tokens = _COMMENT.parse(plain(source))
    raw_html = render(_COMMENT, tokens)
    links: list[Link] = []
    for token in tokens:
        if token.children:
            token.children, found = _without_links(token.children)
            links += found
    return Drawn(
        raw_html=raw_html,
        raw_inert_html=render(_COMMENT, tokens),
        links=tuple(links),
        is_whole=all(token.level < NESTING - 1 for token in tokens),
    )


def _without_links(tokens: Sequence[Token]) -> tuple[list[Token], list[Link]]:
    """The same words, each link followed by where it really leads, with its domain bold; and the links."""
    kept: list[Token] = []
    links: list[Link] = []
    words: list[str] = []
    target, is_bare = "", False
    for token in tokens:
        if token.type == "link_open":
            target, is_bare, words = str(token.attrGet("href")), token.info == "auto", []
            kept.append(_html('<span class="url">'))
        elif token.type == "link_close":
            kept.append(_html(f"{'' if is_bare else ' '}{_bold_domain(target)}</span>"))
            links.append(Link("" if is_bare else "".join(words), target))
            is_bare = False
        elif not is_bare:
            words.append(token.content)
            kept.append(token)
    return kept, links


def _bold_domain(address: str) -> str:
    before, sign, rest = address.partition("@" if address.lower().startswith("mailto:") else "//")
    domain = re.match("[^/?#]*", rest)[0]  # type: ignore[index]  # it matches nothing at least
    return f"{escape(before + sign)}<b>{escape(domain)}</b>{escape(rest[len(domain) :])}"


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)


def _follow_nobody(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("rel", COMMENT_REL)
    return self.renderToken(tokens, index, options, env)


def _for_comments() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"html": False, "linkify": True, "breaks": True, "maxNesting": NESTING})
    markdown.disable(["image", "reference", "heading", "lheading", "hr", "table", "strikethrough"])
    markdown.disable(["html_block", "html_inline"])
    markdown.validateLink = is_link  # type: ignore[assignment,method-assign]
    markdown.add_render_rule("link_open", _follow_nobody)
    link_only_what_says_http(markdown)
    return markdown


_COMMENT = _for_comments()

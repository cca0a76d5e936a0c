"""From what people write to clean HTML: the one boundary, passed once, on write.

This is the only module that imports bleach. Its version 6.4.0 is the last one, so the day it must go, only this file
changes. What it returns may be stored and then printed as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import Any

import bleach
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from .links import is_web_address
from .plaintext import UNWANTED, bare, plain

MARKUP_VERSION = 1  # raise it when the same source would give other HTML

MAILTO = re.compile(r"mailto:[^\s\"'<>`\\:/@]+@[^\s\"'<>`\\:/@]+", re.IGNORECASE)
OWN_PLACE = re.compile(r"(/(?![/\\])|#)[^\s\"<>`\\]*")
OWN_PICTURE = re.compile(r"/(media|static)/[^\s\"<>`\\/]+")

COMMENT_TAGS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
INERT_TAGS = (COMMENT_TAGS - {"a"}) | {"span", "b"}
ARTICLE_TAGS = COMMENT_TAGS | {
    "abbr", "cite", "dd", "del", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "hr", "img", "ins", "kbd",
    "mark", "q", "s", "small", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr",
}  # fmt: skip
COMMENT_REL = "nofollow ugc noopener"
NESTING = 20  # deeper quotes and lists are nobody's, and cost the most time to read (bench/markup.py)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a comment: the words that it shows, and the address that it leads to."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A comment, rendered: for readers, for the desk with dead links, and as bare words; and what to know of it."""

    html: str
    inert_html: str
    text: str
    links: tuple[Link, ...]
    is_whole: bool  # False where quotes or lists stand so deep in one another that the innermost are not shown


@dataclass(frozen=True, slots=True)
class Piece:
    """An article, rendered, and its bare words."""

    html: str
    text: str


@lru_cache(maxsize=16)  # asked twice for each letter: by the form that checks it and by the action that stores it
def comment(source: str) -> Letter:
    """The safe subset of Markdown for visitors: paragraphs, emphasis, code, quotes, lists and links."""
    tokens = _COMMENT.parse(plain(source))
    html = bleach.clean(_render(_COMMENT, tokens), COMMENT_TAGS, _comment_attribute, strip=True)
    links: list[Link] = []
    for token in tokens:
        if token.children:
            token.children, found = _without_links(token.children)
            links += found
    return Letter(
        html=html,
        inert_html=bleach.clean(_render(_COMMENT, tokens), INERT_TAGS, _inert_attribute, strip=True),
        text=bare(html),
        links=tuple(links),
        is_whole=all(token.level < NESTING - 1 for token in tokens),
    )


def article(source: str) -> Piece:
    """Markdown and plain HTML for the editor; `::: pull` makes a pull quote. The page owns the h1."""
    tokens = _ARTICLE.parse(plain(source))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = HEADINGS.get(token.tag, "h4")
    text = " ".join(token.content for token in tokens if token.type in ("inline", "fence", "code_block"))
    return Piece(bleach.clean(_render(_ARTICLE, tokens), ARTICLE_TAGS, _article_attribute, strip=True), text)


HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3"}


def _is_link(address: str) -> bool:
    """Our own strict rule, before and behind bleach: it takes a back-quoted `javascript:` for a host and a port."""
    return is_web_address(address) or MAILTO.fullmatch(address) is not None


def _is_article_link(address: str) -> bool:
    return _is_link(address) or OWN_PLACE.fullmatch(address) is not None


def _comment_attribute(tag: str, name: str, value: str) -> bool:
    if tag != "a":
        return False
    return _is_link(unescape(value)) if name == "href" else name == "rel" and value == COMMENT_REL


def _inert_attribute(tag: str, name: str, value: str) -> bool:
    return (tag, name, value) == ("span", "class", "url")


def _article_attribute(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case "a", "href":
            return _is_article_link(unescape(value))
        case "img", "src":
            return OWN_PICTURE.fullmatch(unescape(value)) is not None
        case "blockquote", "class":
            return value == "pull"
        case ("img", "alt") | ("abbr", "title") | (_, "lang"):
            return True
        case ("img", "width" | "height") | ("ol", "start") | ("td" | "th", "colspan" | "rowspan"):
            return value.isdecimal()
        case _, "dir":
            return value in ("ltr", "rtl", "auto")
    return False


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


def _render(markdown: MarkdownIt, tokens: Sequence[Token]) -> str:
    """What Markdown's own escapes (`&#x202E;`, `%E2%80%AE`) spell out is no more wanted than what was typed."""
    return UNWANTED.sub("", markdown.renderer.render(tokens, markdown.options, {}))


def _follow_nobody(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("rel", COMMENT_REL)
    return self.renderToken(tokens, index, options, env)


def _pull_quote(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return '<blockquote class="pull">\n' if tokens[index].nesting == 1 else "</blockquote>\n"


def _for_comments() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"html": False, "linkify": True, "breaks": True, "maxNesting": NESTING})
    markdown.disable(["image", "reference", "heading", "lheading", "hr", "table", "strikethrough"])
    markdown.disable(["html_block", "html_inline"])
    markdown.validateLink = _is_link  # type: ignore[assignment,method-assign]
    markdown.add_render_rule("link_open", _follow_nobody)
    _link_only_what_says_http(markdown)
    return markdown


def _for_articles() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"html": True, "linkify": True, "maxNesting": NESTING})
    markdown.validateLink = _is_article_link  # type: ignore[assignment,method-assign]
    markdown.use(container_plugin, "pull", render=_pull_quote)
    _link_only_what_says_http(markdown)
    return markdown


def _link_only_what_says_http(markdown: MarkdownIt) -> None:
    """A bare `example.py` is a file more often than a site in Paraguay."""
    linkify: Any = markdown.linkify
    linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    linkify.add("//", None)
    linkify.add("ftp:", None)


_COMMENT = _for_comments()
_ARTICLE = _for_articles()

"""The Markdown of the editor: CommonMark with tables, footnotes, lists of tasks and of definitions, figures, asides,
cards, and code in colours. Plain HTML is allowed for what it lacks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from markdown_it.token import Token

from ..links import host, is_web_address
from ..plaintext import plain
from .boundary import SIZES, clean_article
from .dialect import for_articles
from .here import NOTHING, Here, Shown
from .markdown import render
from .quotes import quotes_of

HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3"}  # the page owns the h1


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of an article: the place on its page, and what it is called."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """An article, rendered; its bare words, its parts of the first rank, and the address and words of each picture."""

    html: str
    text: str
    headings: tuple[Heading, ...]
    pictures: tuple[tuple[str, str], ...] = ()


def article(source: str, language: str = "en", here: Here = NOTHING) -> Piece:
    """An article in its language, with what it speaks of on this site as it is there now."""
    markdown = for_articles(quotes_of(language))
    tokens = markdown.parse(plain(source), {})
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = HEADINGS.get(token.tag, "h4")
    pictures = tuple(_pictures(tokens))
    for token in tokens:
        _point(token.children or [], here)
    tokens = list(_stand_alone(tokens))
    text = " ".join(token.content for token in tokens if token.type in ("inline", "fence", "code_block"))
    return Piece(clean_article(render(markdown, tokens)), text, tuple(_headings(tokens)), pictures)


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            yield Heading(str(token.attrGet("id")), _words(inside.children or []))


def _pictures(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """As they were written."""
    for token in tokens:
        for inside in token.children or []:
            if inside.type == "image":
                yield str(inside.attrGet("src")), inside.content


def _words(tokens: Sequence[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in ("text", "code_inline", "image"))


# --- What it speaks of on this site ---


def _point(tokens: list[Token], here: Here) -> None:
    """Lead links to where a piece of ours is now, by its headline if they have no words; give pictures their files."""
    for at, token in enumerate(tokens):
        if token.type == "image":
            if picture := here.picture(str(token.attrGet("src"))):
                _draw(token, picture)
            token.attrs["loading"] = "lazy"
        elif token.type == "link_open":
            path, sign, place = str(token.attrGet("href")).partition("#")
            path, words = here.piece(path) or (path, path)
            token.attrs["href"] = path + sign + place
            if tokens[at + 1].type == "link_close":
                tokens.insert(at + 1, Token("text", "", 0, content=words))


def _draw(token: Token, picture: Shown) -> None:
    token.attrs |= {"src": picture.src, "width": picture.width, "height": picture.height}
    if picture.srcset:
        token.attrs |= {"srcset": picture.srcset, "sizes": SIZES}
    token.meta["sources"] = picture.sources
    if not token.content.strip():
        token.content, token.children = picture.alt, [Token("text", "", 0, content=picture.alt)]


# --- What stands alone in its paragraph: a picture is a figure, a link is a card ---


def _stand_alone(tokens: Sequence[Token]) -> Iterator[Token]:
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        if before and after and before.type == "paragraph_open" and token.type == "inline":
            token.children, kind = _alone(token.children or [])
            if kind == "figure":
                before.tag = after.tag = kind
            elif kind == "card":
                before.attrs["class"] = kind
    yield from tokens


def _alone(inside: list[Token]) -> tuple[list[Token], str]:
    """What is in a paragraph as it is to be drawn, and `figure` or `card`, or nothing when it has words of its own."""
    match [token.type for token in inside]:
        case ["image"]:
            return [*inside, *_caption(inside[0], [])], "figure"
        case ["link_open", "image", "link_close"]:
            return [*inside, *_caption(inside[1], _host(inside[0]))], "figure"
        case ["link_open", *_between, "link_close"] if "link_open" not in _between:
            return [*inside, *(_host(inside[0]) if inside[0].info != "auto" else [])], "card"
    return inside, ""


def _caption(picture: Token, host: list[Token]) -> list[Token]:
    """The picture's title: a caption, and behind the last `|` a credit; and the host that a linked still leads to."""
    caption, _sign, credit = str(picture.attrs.pop("title", "")).rpartition("|")
    caption, credit = (caption.strip(), credit.strip()) if _sign else (credit.strip(), "")
    parts = [escape(caption), f"<small>{escape(credit)}</small>" if credit else ""]
    words = " ".join(part for part in parts if part)
    inside = [html(words)] if words else []
    inside += host
    return [html("<figcaption>"), *inside, html("</figcaption>")] if inside else []


def _host(link: Token) -> list[Token]:
    address = str(link.attrGet("href"))
    return [html(f' <span class="host">{escape(host(address))}</span>')] if is_web_address(address) else []


def html(content: str) -> Token:
    """A token of HTML that is ours."""
    return Token("html_inline", "", 0, content=content)

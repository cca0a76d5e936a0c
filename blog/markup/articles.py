"""The Markdown of the editor: CommonMark with tables, footnotes, lists of tasks and of definitions, figures, asides,
cards, and code in colours. Plain HTML is allowed for what it lacks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.replacements import replace_rare
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from ..links import host, is_web_address
from ..plaintext import plain, slug
from .boundary import SIZES, TAKEN, clean_article, is_article_link
from .code import highlight
from .here import NOTHING, Here, Shown
from .markdown import NESTING, link_only_what_says_http, render
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
    markdown = _for_articles(quotes_of(language))
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


# --- The parser ---


@cache
def _for_articles(quotes: str) -> MarkdownIt:
    markdown = MarkdownIt("js-default", {
        "html": True, "linkify": True, "typographer": True, "quotes": quotes, "highlight": highlight,
        "maxNesting": NESTING,
    })  # fmt: skip
    markdown.validateLink = is_article_link  # type: ignore[assignment,method-assign]
    markdown.core.ruler.at("replacements", _dashes)
    anchors_plugin(markdown, max_level=6, slug_func=_place)
    container_plugin(markdown, "pull", render=_container("blockquote", "pull"))
    container_plugin(markdown, "aside", render=_container("aside", "aside"))
    deflist_plugin(markdown)
    footnote_plugin(markdown)
    tasklists_plugin(markdown)
    markdown.core.ruler.after("github-tasklists", "boxes", _boxes)
    for name, rule in FOOTNOTES.items():
        markdown.add_render_rule(name, rule)
    for name in ("th_open", "td_open"):
        markdown.add_render_rule(name, _cell)
    markdown.add_render_rule("image", _image)
    link_only_what_says_http(markdown)
    return markdown


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """In the best format that the browser draws."""
    drawn = self.image(tokens, index, options, env)
    sources = "".join(
        f'<source type="{mimetype}" srcset="{srcset}" sizes="{SIZES}">'
        for mimetype, srcset in tokens[index].meta.get("sources", ())
    )
    return f"<picture>{sources}{drawn}</picture>" if sources else drawn


def _place(words: str) -> str:
    """A heading's place on the page; never one that the page itself has."""
    place = slug(words) or "part"
    return f"part-{place}" if TAKEN.fullmatch(place) or place.startswith("fn") else place


def _dashes(state: StateCore) -> None:
    """Dashes and ellipses; not `(c)`, which is the third point of a list more often than a right."""
    for token in state.tokens:
        if token.children:
            replace_rare(token.children)


def _boxes(state: StateCore) -> None:
    """A box of a list of tasks is a sign: nobody can tick it."""
    for token in state.tokens:
        match token.children:
            case [box, words, *_] if box.type == "html_inline" and "task-list-item-checkbox" in box.content:
                box.content = "☑" if 'checked="' in box.content else "☐"
                words.content = f" {words.content.lstrip()}"


def _container(tag: str, name: str) -> Any:
    def draw(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return f'<{tag} class="{name}">\n' if tokens[index].nesting == 1 else f"</{tag}>\n"

    return draw


def _cell(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """How a column is set is a class here: a style has no place on our pages."""
    found = re.search("center|right", str(tokens[index].attrs.pop("style", "")))
    if found:
        tokens[index].attrSet("class", {"center": "middle", "right": "end"}[found[0]])
    return self.renderToken(tokens, index, options, env)


def _note_names(token: Token) -> tuple[int, str]:
    """The number of a footnote, and the name of the place that refers to it: `fnref2`, and `fnref2-1` for a second."""
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"fnref{number}-{again}" if again else f"fnref{number}"


def _note_ref(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    number, name = _note_names(tokens[index])
    return f'<sup><a href="#fn{number}" id="{name}" role="doc-noteref">{number}</a></sup>'


def _note_back(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f' <a href="#{_note_names(tokens[index])[1]}" role="doc-backlink">↩\ufe0e</a>'


def _note_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f'<li id="fn{_note_names(tokens[index])[0]}">'


FOOTNOTES: dict[str, Any] = {
    "footnote_ref": _note_ref,
    "footnote_anchor": _note_back,
    "footnote_open": _note_open,
    "footnote_block_open": lambda *_: '<section class="footnotes" role="doc-endnotes">\n<ol>\n',
}

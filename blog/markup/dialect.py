"""How the Markdown of the editor is parsed, and drawn where it differs from CommonMark."""

import re
from collections.abc import Sequence
from functools import cache
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

from ..plaintext import slug
from .boundary import SIZES, TAKEN, is_article_link
from .code import highlight
from .markdown import NESTING, link_only_what_says_http


@cache
def for_articles(quotes: str) -> MarkdownIt:
    """The parser of articles with these quotation marks."""
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

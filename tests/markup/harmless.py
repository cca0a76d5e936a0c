"""What "harmless" means, judged by three parsers of HTML that are no part of the pipeline's own.

They are justhtml (strict), html5ever (through nh3) and html5lib (through the cleaner, which must find nothing to do in
its own work): what one of them takes for a tag and another for text is how markup has slipped past cleaners.
"""

import re
from typing import Any

import justhtml
import nh3

from blog import markup
from blog.markup import boundary

# Which tags may be there and what they may carry, said anew: whoever gives the cleaner more has to say it here too.
WORDS = dict[str, set[str]].fromkeys(("p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li"), set())
COMMENT = WORDS | {"a": {"href", "rel"}}
INERT = WORDS | {"span": {"class"}, "b": set()}
EVERYWHERE = {"lang", "dir", "role"}  # in an article
PLAIN = (
    *WORDS, "abbr", "aside", "cite", "dd", "del", "details", "dl", "dt", "figcaption", "figure", "hr", "ins", "kbd",
    "mark", "picture", "q", "s", "small", "sub", "summary", "sup", "table", "tbody", "thead", "tr",
)  # fmt: skip
ARTICLE = {tag: set(EVERYWHERE) for tag in PLAIN} | {
    tag: names | EVERYWHERE
    for tag, names in {
        "a": {"href", "id"}, "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading"}, "aside": {"class"},
        "blockquote": {"class"}, "p": {"class"}, "span": {"class"}, "section": {"class"}, "h2": {"id"}, "h3": {"id"},
        "h4": {"id"}, "li": {"id"}, "abbr": {"title"}, "ol": {"start"}, "source": {"type", "srcset", "sizes"},
        "td": {"colspan", "rowspan", "class"}, "th": {"colspan", "rowspan", "class"},
    }.items()
}  # fmt: skip
# A line break at the start of `pre` is dropped by whoever reads it, and not doubled by whoever writes it.
FIRST_BREAKS = re.compile("(?<=<pre>)(\n|&#x0a;)*")
SCHEMES = {"http", "https", "mailto"}


def tree(html: str, without: str = "") -> list[tuple[Any, ...]]:
    """The document as a strict HTML5 parser sees it: how deep each element and text stands, and what it is."""
    found: list[tuple[Any, ...]] = []
    waiting = [(0, justhtml.JustHTML(html, fragment=True, sanitize=False, strict=True).root)]
    while waiting:
        depth, node = waiting.pop()
        if node.name == "#text":
            found.append((depth, node.data))
        else:
            attributes = sorted(pair for pair in (node.attrs or {}).items() if pair[0] != without)
            found.append((depth, node.name, attributes))
        waiting += [(depth + 1, child) for child in reversed(node.children or [])]
    return found


def elements(html: str) -> list[Any]:
    """Its elements."""
    return list(justhtml.JustHTML(html, fragment=True, sanitize=False).query("*"))


def assert_comment_is_harmless(source: str) -> None:
    """For readers, and at the desk, where nothing leads away."""
    letter = markup.comment(source)
    _assert_harmless(letter.html, boundary.clean_comment, COMMENT)
    _assert_harmless(letter.inert_html, boundary.clean_inert, INERT)


def assert_article_is_harmless(source: str) -> None:
    """With the tags and the places of this site that an article may have."""
    _assert_harmless(markup.article(source).html, boundary.clean_article, ARTICLE)


def scheme(address: str) -> str:
    """The scheme of an address as a browser reads it (https://url.spec.whatwg.org/#url-parsing); empty for a path."""
    read = re.sub("[\t\n\r]", "", address.strip("".join(map(chr, range(33)))))
    if found := re.match("([a-z][a-z0-9+.-]*):", read, re.IGNORECASE):
        return found[1].lower()
    return "elsewhere" if re.match(r"[/\\]{2}", read) else ""


def _assert_harmless(html: str, clean: Any, allowed: dict[str, set[str]]) -> None:
    is_article = allowed is ARTICLE
    html = FIRST_BREAKS.sub("", html)
    by_html5ever = nh3.clean(html, tags=set(allowed), attributes=allowed, link_rel=None, url_schemes=SCHEMES)
    by_html5lib = clean(html)
    for each in (html, by_html5ever, by_html5lib):
        for node in elements(each):
            _assert_allowed(node.name, node.attrs or {}, allowed, is_article)
    # nh3 takes a link away whose host is no host: https://xn--fba is not, and leads nowhere.
    assert tree(by_html5ever, without="href") == tree(html, without="href")
    # The admin's own tags may be left open, or stand where a table has no place for them: who reads that moves them.
    assert is_article or tree(by_html5lib) == tree(html)


def _assert_allowed(tag: str, attrs: dict[str, str], allowed: dict[str, set[str]], is_article: bool) -> None:
    assert tag in allowed
    for name, value in attrs.items():
        assert name in allowed[tag], (tag, name)
        if name in ("href", "src", "srcset"):
            assert scheme(value) in (SCHEMES | {""} if is_article else SCHEMES), value
            assert scheme(value) or value.startswith(("/", "#")), value

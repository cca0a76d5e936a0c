"""The cleaner: which tags and attributes may be printed. The only module that imports bleach.

Bleach 6.4.0 is the last one, so the day it must go, only this file changes.
"""

import re
from html import unescape

import bleach

from ..links import is_web_address

MAILTO = re.compile(r"mailto:[^\s\"'<>`\\:/@]+@[^\s\"'<>`\\:/@]+", re.IGNORECASE)
OWN_PLACE = re.compile(r"(/(?![/\\])|#)[^\s\"<>`\\]*")
OWN_PICTURE = re.compile(r"/(media|static)/[^\s\"<>`\\/]+")
SOURCES = ("image/avif", "image/webp")
SRCSET = re.compile(r"/media/[\w.-]+ \d+w(, /media/[\w.-]+ \d+w)*")
SIZES = "(min-width: 40rem) 34em, 100vw"  # a picture in the text is as wide as its column
PLACE = re.compile(r"[^\s\"'<>`\\#&]{1,120}")
COLOUR = re.compile("[a-z][a-z0-9]{0,2}")  # a class of Pygments
# What a page itself calls its parts: a heading that took such a name would catch the links to them.
TAKEN = re.compile(
    r"(also|comments|corrections|disclaimer|main|parts|preview|progress|remember|respond.*|comment-.*|typed-.*)",
    re.DOTALL,
)

COMMENT_TAGS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
INERT_TAGS = (COMMENT_TAGS - {"a"}) | {"span", "b"}
ARTICLE_TAGS = COMMENT_TAGS | {
    "abbr", "aside", "cite", "dd", "del", "details", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "hr", "img",
    "ins", "kbd", "mark", "picture", "q", "s", "section", "small", "source", "span", "sub", "summary", "sup", "table",
    "tbody", "td", "th", "thead", "tr",
}  # fmt: skip
COMMENT_REL = "nofollow ugc noopener"
CLASSES = {
    "aside": {"aside"}, "blockquote": {"pull"}, "p": {"card"}, "section": {"footnotes"}, "span": {"host"},
    "td": {"middle", "end"}, "th": {"middle", "end"},
}  # fmt: skip
ROLES = {"doc-noteref", "doc-endnotes", "doc-backlink"}  # https://www.w3.org/TR/dpub-aria-1.1/


def clean_comment(html: str) -> str:
    """A comment, for readers."""
    return str(bleach.clean(html, COMMENT_TAGS, _comment_attribute, strip=True))


def clean_inert(html: str) -> str:
    """A comment for the desk, where nothing leads away."""
    return str(bleach.clean(html, INERT_TAGS, _inert_attribute, strip=True))


def clean_article(html: str) -> str:
    """An article."""
    return str(bleach.clean(html, ARTICLE_TAGS, _article_attribute, strip=True))


def is_link(address: str) -> bool:
    """Our own strict rule, before and behind bleach: it takes a back-quoted `javascript:` for a host and a port."""
    return is_web_address(address) or MAILTO.fullmatch(address) is not None


def is_article_link(address: str) -> bool:
    """The same, and places of this site."""
    return is_link(address) or OWN_PLACE.fullmatch(address) is not None


def _comment_attribute(tag: str, name: str, value: str) -> bool:
    if tag != "a":
        return False
    return is_link(unescape(value)) if name == "href" else name == "rel" and value == COMMENT_REL


def _inert_attribute(tag: str, name: str, value: str) -> bool:
    return (tag, name, value) == ("span", "class", "url")


def _article_attribute(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case "a", "href":
            return is_article_link(unescape(value))
        case "img", "src":
            return OWN_PICTURE.fullmatch(unescape(value)) is not None
        case "img" | "source", "srcset":
            return SRCSET.fullmatch(unescape(value)) is not None
        case "span", "class" if COLOUR.fullmatch(value):
            return True
        case _, "class":
            return value in CLASSES.get(tag, ())
        case (("h2" | "h3" | "h4" | "li" | "a"), "id"):
            return PLACE.fullmatch(unescape(value)) is not None and not TAKEN.fullmatch(unescape(value))
        case _:
            return _is_plain_attribute(tag, name, value)


def _is_plain_attribute(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case ("img", "alt") | ("abbr", "title") | (_, "lang"):
            return True
        case ("img", "width" | "height") | ("ol", "start") | ("td" | "th", "colspan" | "rowspan"):
            return value.isdecimal()
        case "img", "loading":
            return value == "lazy"
        case (("img" | "source"), "sizes"):
            return value == SIZES
        case "source", "type":
            return value in SOURCES
        case _, "role":
            return value in ROLES
        case _, "dir":
            return value in ("ltr", "rtl", "auto")
    return False

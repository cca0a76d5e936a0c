"""Text as it is stored, and the words of HTML without its tags. What everything that takes words stands on."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

# C0 and C1 but for tab and line feed, lone surrogates, and the bidi controls that turn the words after them around.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
MARKS_IN_A_ROW = 30  # UAX #15, stream-safe text: no language needs more, and composing a thousand takes minutes
QUOTE = re.compile(r"<blockquote>((?!</?blockquote>).)*</blockquote>", re.DOTALL)  # an innermost one
TAG = re.compile(r"<[^>]*(>|$)")


def plain(text: str) -> str:
    """Text as it is stored: composed (NFC), with one kind of line break, and without control characters."""
    kept = UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", kept if kept.isascii() else "".join(_few_marks(kept))).strip()


def bare(html: str) -> str:
    """The words of clean HTML, which may be cut off anywhere, without its tags."""
    return unescape(TAG.sub("", html))


def as_typed(address: str) -> str:
    """Text in small letters, each as a keyboard gives it, without what cannot be seen."""
    seen = unicodedata.normalize("NFKC", address).casefold().replace("\u3002", ".")
    return "".join(c for c in seen if unicodedata.category(c) != "Cf")


def ascii_host(host: str) -> str:
    """A host as programs compare it: however it is written, in small letters of ASCII, without a dot at its end."""
    name = as_typed(host).strip(".")
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name


def own_words(html: str) -> str:
    """The same without what is quoted."""
    words = QUOTE.sub("", html)
    while words != html:
        html, words = words, QUOTE.sub("", words)
    return bare(words)


def _few_marks(text: str) -> Iterator[str]:
    """The characters, without those marks on one letter that are too many."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS_IN_A_ROW:
            yield character

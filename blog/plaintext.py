"""Text as it is stored, and the words of HTML without its tags. What everything that takes words stands on."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

# C0 and C1 but for tab and line feed, lone surrogates, and the bidi controls that turn the words after them around.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# One character that XML 1.0 (2.2) does not know, and no reader takes a file any more that it stands in.
NO_CHAR = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MARKS_IN_A_ROW = 30  # UAX #15, stream-safe text: no language needs more, and composing a thousand takes minutes
QUOTE = re.compile(r"<blockquote>((?!</?blockquote>).)*</blockquote>", re.DOTALL)  # an innermost one
SLUG_LENGTH = 80  # characters
TAG = re.compile(r"<[^>]*(>|$)")
# Between these, words go on: in the middle of one, a tag of theirs is no space.
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|u|wbr)\b[^>]*>"
)
NOTE = re.compile(
    r"<sup><a [^>]*>[^<]*</a></sup>|<a [^>]*>↩\ufe0e</a>"
)  # the number of a footnote is no part of a word


def plain(text: str) -> str:
    """Text as it is stored: composed (NFC), with one kind of line break, and without control characters."""
    kept = UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", kept if kept.isascii() else "".join(_few_marks(kept))).strip()


def bare(html: str) -> str:
    """The words of clean HTML, which may be cut off anywhere, without its tags."""
    return unescape(TAG.sub("", html))


def prose(html: str) -> str:
    """The words of clean HTML, each paragraph (heading, caption, line of a table) on a line of its own."""
    lines = TAG.sub("\n", INLINE.sub("", NOTE.sub("", " ".join(html.split())))).split("\n")
    return unescape("\n".join(line.strip() for line in lines if line.strip()))


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


def slug(text: str) -> str:
    """The words of a text as an address: letters, marks and numbers of any script, so that Hindi and Tamil stay whole.

    Empty for a text without any (only emoji, say).
    """
    normal = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else "" if c in "'’\u200c\u200d" else "-" for c in normal)
    words = re.sub("-+", "-", kept).strip("-")
    return words if len(words) <= SLUG_LENGTH else words[: SLUG_LENGTH + 1].rpartition("-")[0] or words[:SLUG_LENGTH]


def like(word: str) -> list[str]:
    """What a word is looked for as with LIKE, somewhere in a text.

    SQLite knows capitals of ASCII only, so that other words are looked for as they may be written.
    """
    forms = [word] if word.isascii() else sorted({word, word.lower(), word.upper(), word.capitalize()})
    return [f"%{unlike(form)}%" for form in forms]


def unlike(text: str) -> str:
    r"""Text in which %, _ and \ mean themselves to LIKE."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _few_marks(text: str) -> Iterator[str]:
    """The characters, without those marks on one letter that are too many."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS_IN_A_ROW:
            yield character

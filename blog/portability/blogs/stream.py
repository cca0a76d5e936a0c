"""Reading an export from its beginning to its end in bounded memory: elements with their text, and nothing that acts.

Neither a DTD nor an entity is taken, and no text, tag or depth can fill the memory.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from ..phrases import phrase
from .records import Step, Unusable

CHUNK = 1 << 16
LONGEST_TEXT = 2_000_000  # characters of one element; the rest of it is passed over, and said
LONGEST_TAG = 4_000_000  # bytes in which neither a tag nor a text ends
DEEPEST = 30
# What XML has no place for, and exports hold all the same.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\sencoding=["']([A-Za-z0-9._-]{1,30})["']""")
ENCODINGS = {"utf-8", "utf8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "windows-1251"}
PACKED = {b"\x1f\x8b": "gzip", b"PK": "zip", b"BZ": "bzip2", b"\xfd7": "xz"}
DAMAGE = {  # as the parser says it in English
    str(words): words
    for words in (
        phrase("mismatched tag"), phrase("not well-formed (invalid token)"), phrase("undefined entity"),
        phrase("junk after document element"), phrase("duplicate attribute"), phrase("unbound prefix"),
    )
}  # fmt: skip
NAMESPACE = re.compile(r"\{([^}]*)\}(.*)")
# Whatever the version in it, by the part of a namespace that says what it is.
PREFIXES = (("/excerpt/", "excerpt:"), ("wordpress.org/export", "wp:"), ("/modules/content", "content:"),
            ("/dc/elements", "dc:"))  # fmt: skip


class Stream:
    """What a parser is told, as (event, name, text, attributes, line): `start` of each element and its `end`."""

    def __init__(self, root: str, maker: str) -> None:
        self.root, self.maker = root, maker
        self.told: list[tuple[str, str, str, dict[str, str], int]] = []
        self.parser = DefusedXMLParser(target=self, encoding="utf-8", forbid_dtd=True)
        self.texts: list[list[str]] = []
        self.lengths: list[int] = []
        self.attributes: list[dict[str, str]] = []
        self.cut: list[int] = []  # lines on which a text was too long

    @property
    def line(self) -> int:
        return int(self.parser.parser.CurrentLineNumber)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if len(self.texts) >= DEEPEST:
            raise Unusable(phrase("elements stand more than %(count)s deep in one another", count=DEEPEST), self.line)
        if not self.texts and _name(tag) != self.root:
            words = phrase(
                "this is no export of %(maker)s; it begins with <%(first)s> and not with <%(root)s>",
                maker=self.maker, first=tag[:30], root=self.root,
            )  # fmt: skip
            raise Unusable(words, self.line)
        self.texts.append([])
        self.lengths.append(0)
        self.attributes.append(attributes)
        self.told.append(("start", _name(tag), "", attributes, self.line))

    def data(self, text: str) -> None:
        """Some text of the innermost element."""
        self.lengths[-1] += len(text)
        if self.lengths[-1] <= LONGEST_TEXT:
            self.texts[-1].append(text)

    def end(self, tag: str) -> None:
        """An element ends, and its text is whole."""
        if self.lengths.pop() > LONGEST_TEXT:
            self.cut.append(self.line)
        self.told.append(("end", _name(tag), "".join(self.texts.pop()), self.attributes.pop(), self.line))

    def close(self) -> None:
        """The file ended."""


class Reader:
    """One reading of a file that begins with the element `root`; what it had to leave out is known at its end."""

    def __init__(self, path: Path, step: Step, root: str, maker: str) -> None:
        self.path, self.step, self.root, self.maker = path, step, root, maker
        self.controls = self.broken = 0  # how many characters there is no place for, and how many are none
        self.cut: list[int] = []

    def events(self) -> Iterator[tuple[str, str, str, dict[str, str], int]]:
        """`start` and `end` of each element: its name (`wp:post_id`), text, attributes, line. Raises Unusable."""
        check_file(self.path)
        stream = Stream(self.root, self.maker)
        self.cut = stream.cut
        try:
            with self.path.open("rb") as file:
                for piece in self._chunks(file):
                    stream.parser.feed(piece)
                    yield from stream.told
                    stream.told.clear()
                    self._check_tag(stream)
            stream.parser.close()
        except ParseError as error:
            line, _column = error.position
            raise Unusable(_words(error), line) from None
        except DefusedXmlException:
            words = phrase("it declares a document type or entities, which no export does")
            raise Unusable(words, stream.line) from None
        except OSError as error:
            raise Unusable(str(error.strerror)) from None
        yield from stream.told

    def damage(self) -> list[tuple[int, str]]:
        """What had to be left out, as notes."""
        counts = (
            (self.controls, phrase("control characters were left out: %(count)s", count=self.controls)),
            (self.broken, phrase("characters that are no UTF-8 were replaced by \ufffd: %(count)s", count=self.broken)),
        )
        notes: list[tuple[int, str]] = [(1, words) for count, words in counts if count]
        cut = phrase("a text of more than %(count)s characters was cut", count=LONGEST_TEXT)
        return notes + [(line, cut) for line in self.cut]

    def _chunks(self, file: BinaryIO) -> Iterator[bytes]:
        """The file as UTF-8 without what XML has no place for; characters that are none are replaced, and counted."""
        total = max(self.path.stat().st_size, 1)
        first = file.read(CHUNK)
        if kind := next((name for sign, name in PACKED.items() if first.startswith(sign)), ""):
            raise Unusable(phrase("it is packed (%(kind)s); unpack it first", kind=kind))
        if not first.strip():
            raise Unusable(phrase("it is empty"))
        decoder = codecs.getincrementaldecoder(_encoding(first))("replace")
        done, self.fed, data = 0, 0, first
        while data:
            done += len(data)
            text = decoder.decode(data, final=False)
            self.broken += text.count("\ufffd")
            cleaned, count = CONTROL.subn("", text)
            self.controls += count
            piece = cleaned.encode()
            self.fed += len(piece)
            yield piece
            self.step(done, total)
            data = file.read(CHUNK)
        yield decoder.decode(b"", final=True).encode()

    def _check_tag(self, stream: Stream) -> None:
        """Refuse what the parser would keep in memory until it ends."""
        if self.fed - stream.parser.parser.CurrentByteIndex > LONGEST_TAG:
            raise Unusable(phrase("a tag does not end within %(count)s bytes", count=LONGEST_TAG), stream.line)


def check_file(path: Path) -> None:
    """Raises Unusable for what is there and no file."""
    if path.exists() and not path.is_file():
        raise Unusable(phrase("it is no file that can be read more than once"))


def _encoding(first: bytes) -> str:
    found = ENCODING.match(first.removeprefix(codecs.BOM_UTF8))
    name = found[1].decode().lower() if found else "utf-8"
    if name not in ENCODINGS:
        raise Unusable(phrase("it says that it is written in %(name)s, which is not read", name=name), 1)
    return "utf-8-sig" if name in ("utf-8", "utf8", "us-ascii") else name


def _name(tag: str) -> str:
    """`wp:post_id` of whatever version's namespace; of others the bare name."""
    found = NAMESPACE.match(tag)
    if not found:
        return tag
    return next((prefix for part, prefix in PREFIXES if part in found[1]), "") + found[2]


def _words(error: Any) -> str:
    said = str(error).partition(":")[0]
    if said in ("no element found", "unclosed token", "unclosed CDATA section"):
        return phrase("the file ends too early (%(error)s)", error=said)
    return DAMAGE.get(said, said)

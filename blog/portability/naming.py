"""What a piece of another tool is called, and where it stands here."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Any
from zlib import crc32

from .. import plaintext
from ..articles.rules import Kind
from .fields import Fields
from .reading import Source

DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")  # Jekyll's `2024-01-05-slug`
FIRST_HEADING = re.compile(r"#[ \t]+[^\n]+(\n|$)")
ADDRESSES = ("slug", "permalink", "url")


def kind(source: Source) -> Kind:
    """A page by what the file says, or by its folder; an article else."""
    said = {str(source.values.get(name, "")).lower() for name in ("layout", "type", "template", "kind")}
    is_page = "page" in said or any(part in ("pages", "_pages") for part in source.path.parts[:-1])
    return Kind.PAGE if is_page and not said & {"post", "article"} else Kind.ARTICLE


def entitle(source: Source, said: dict[str, Any]) -> None:
    """Without a title: the heading that the text begins with, or what the file is called."""
    if said.get("title"):
        return
    if heading := FIRST_HEADING.match(source.body):
        said["title"], said["body"] = heading[0].strip("# \t\n"), source.body[heading.end() :].lstrip("\n")
    else:
        said["title"] = re.sub("[-_]+", " ", _stem(source.path)).strip().capitalize() or "Untitled"


def slug(fields: Fields, source: Source, title: str) -> str:
    """The last part of its address: what the file says, else what it is called, or the other way round in Pelican."""
    written = [str(fields.take(name)) for name in ADDRESSES]
    paths = [bare(text).rpartition("/")[2] for text in written[1:] if text]
    plain = [
        text for text in [written[0].strip("/").rpartition("/")[2], *paths] if text and not re.search("[:{}]", text)
    ]
    named = [title, _stem(source.path)] if source.style == "pelican" else [_stem(source.path), title]
    slugs = [found for text in [*plain, *named] if (found := address(text))]
    return slugs[0] if slugs else f"piece-{crc32(str(source.path).encode(errors='replace'))}"


def bare(address: str) -> str:
    """A path without what servers add to it."""
    path = address.rstrip("/").removesuffix(".html").removesuffix(".htm")
    return path.removesuffix("index").rstrip("/") if path.endswith("/index") or path == "index" else path


def address(text: str) -> str:
    """A slug as it was written, if ours are like it; else made of its words."""
    is_ours = len(text) <= plaintext.SLUG_LENGTH + 20 and text == unicodedata.normalize("NFC", text.casefold())
    letters = all(c == "-" or unicodedata.category(c)[0] in "LMN" for c in text)
    return text if is_ours and letters else plaintext.slug(text)


def _stem(path: PurePosixPath) -> str:
    """What a file is called, without Jekyll's date; the folder's name for Hugo's and Eleventy's `index.md`."""
    stem = path.parent.name if path.stem == "index" and path.parent.name else path.stem
    dated = DATED.fullmatch(stem)
    return plaintext.plain(dated[2] if dated else stem)

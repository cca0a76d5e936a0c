"""Finding the Markdown files of a folder, and parting each one's front matter from its text."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import Any

from ..articles.frontmatter import FrontMatterError
from ..plaintext import plain
from . import fronts
from .fronts import Unreadable, Value

MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
FILES, ENTRIES = 10_000, 200_000
BYTES = 2 * 1024 * 1024
# At the top of a folder: what tools make, and what is about the site and not of it.
NOT_WRITTEN = {"_site", "_includes", "_layouts", "_data", "archetypes", "layouts", "node_modules", "themes", "vendor"}
ABOUT = {"changelog", "code_of_conduct", "contributing", "license", "readme", "security"}


class TooMuch(Exception):
    """A folder that is no folder, or has too much in it; its text says so."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file: each field as texts, by its name in small letters; where it stands; and the text below them all."""

    path: PurePosixPath  # from the folder
    style: str  # `yaml`, `toml`, `json`, `pelican`, or nothing
    values: Mapping[str, Value]
    lines: Mapping[str, int]
    body: str
    first: int  # the file's line on which the text begins


def find(folder: Path) -> tuple[list[PurePosixPath], list[tuple[str, str]]]:
    """The Markdown files in order, and what was passed over, with the reason. Raises TooMuch."""
    if not folder.is_dir():
        raise TooMuch(f"{shown(folder)}: {'this is no folder' if folder.exists() else 'No such file or directory'}")
    found: list[PurePosixPath] = []
    passed: list[tuple[str, str]] = []
    for count, (entry, path) in enumerate(_walk(folder, PurePosixPath()), 1):
        if count > ENTRIES or len(found) > FILES:
            raise TooMuch(f"{shown(folder)}: more than {FILES:,} Markdown files, or {ENTRIES:,} of any kind")
        if entry.is_symlink():
            passed.append((shown(path), "a symbolic link, which is not followed"))
        elif path.suffix.lower() in MARKDOWN and not entry.is_dir(follow_symlinks=False):
            if len(path.parts) == 1 and path.stem.lower() in ABOUT:
                passed.append((shown(path), "about the site, and not of it"))
            else:
                found.append(path)
    return sorted(found), sorted(passed)


def _walk(folder: Path, at: PurePosixPath) -> Iterator[tuple[os.DirEntry[str], PurePosixPath]]:
    waiting = [at]
    while waiting:
        here = waiting.pop()
        try:
            entries = sorted(os.scandir(folder / here), key=lambda entry: entry.name)
        except OSError as error:
            raise TooMuch(f"{shown(here)}: {error.strerror}") from None
        for entry in entries:
            if entry.name.startswith(".") or (here == at and entry.name in NOT_WRITTEN):
                continue
            yield entry, here / entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(here / entry.name)


def shown(path: Any) -> str:
    """A file's name as a terminal can show it, whatever bytes it is made of."""
    return plain(" ".join(os.fsencode(path).decode("utf-8", "replace").split("\n")))


def on_one_line(words: str) -> str:
    """What others wrote, as it can stand in a line of a report."""
    return " ".join(shown(words).split())


def read(folder: Path, path: PurePosixPath, *, verbatim: bool = False) -> Source:
    """A file's fields and text; `verbatim` keeps the white space around it. Raises Unreadable."""
    lines = text_of(folder / path).split("\n")
    style, header, end = fronts.part(lines)
    try:
        values, where = fronts.fields(style, header)
    except FrontMatterError as error:
        raise Unreadable(str(error)) from None
    except Unreadable:
        raise
    except (ValueError, OverflowError) as error:  # of a TOML or JSON that is none, or a character that there is not
        raise Unreadable(f"1: {' '.join(str(error).split())[:200]}") from None
    except RecursionError:
        raise Unreadable("1: the front matter is nested too deep") from None
    below = lines[end:]
    if verbatim:
        body = plain(f"|{chr(10).join(below).removeprefix(chr(10)).removesuffix(chr(10))}|")[1:-1]
    else:
        body = plain("\n".join(below))
    blank = next((number for number, line in enumerate(below) if line.strip()), 0)
    return Source(path, style, values, where, body, end + blank + 1)


def text_of(file: Path) -> str:
    """A text file as it is, with one kind of line break. Raises Unreadable."""
    try:
        status = file.lstat()
        if not S_ISREG(status.st_mode):
            raise Unreadable("this is no file")
        if status.st_size > BYTES:
            raise Unreadable("this is longer than 2 MB")
        data = file.read_bytes()
    except OSError as error:
        raise Unreadable(str(error.strerror)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{line}: this is not UTF-8 text ({error.reason})") from None
    if "\0" in text:
        raise Unreadable("this is no text")
    return text.replace("\r\n", "\n").replace("\r", "\n")

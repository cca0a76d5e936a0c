"""Finding the Markdown files of a folder, and parting each one's front matter from its text."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import Any, TypeAlias

import yaml

from ..articles.frontmatter import NULL, FrontMatterError, line_of, tree
from ..plaintext import plain

MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
FILES, ENTRIES = 10_000, 200_000
BYTES, HEADER = 2 * 1024 * 1024, 128 * 1024
DEEPEST = 6
# At the top of a folder: what tools make, and what is about the site and not of it.
NOT_WRITTEN = {"_site", "_includes", "_layouts", "_data", "archetypes", "layouts", "node_modules", "themes", "vendor"}
ABOUT = {"changelog", "code_of_conduct", "contributing", "license", "readme", "security"}
FENCES = {"---": ("yaml", ("---", "...")), "+++": ("toml", ("+++",))}
FIELD = re.compile(r"([A-Za-z][\w -]*):(.*)")

Value: TypeAlias = "str | list[Value] | dict[str, Value]"


class Unreadable(ValueError):
    """What cannot be read; its text is `LINE: what is wrong`, or only what is wrong."""


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


def read(folder: Path, path: PurePosixPath, *, verbatim: bool = False) -> Source:
    """A file's fields and text; `verbatim` keeps the white space around it. Raises Unreadable."""
    lines = text_of(folder / path).split("\n")
    style, header, end = _part(lines)
    try:
        values, where = _fields(style, header)
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


def items(text: str) -> Value:
    """What a file that is all YAML says. Raises Unreadable."""
    try:
        root = tree(text, DEEPEST)
    except (ValueError, OverflowError) as error:
        raise Unreadable(str(error)) from None
    return _of_yaml(root) if root is not None else []


def _part(lines: list[str]) -> tuple[str, str, int]:
    """In which way the front matter is written, its own text, and how many lines stand above the body."""
    first = lines[0].rstrip()
    if first in FENCES:
        style, ends = FENCES[first]
        end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ends), None)
        if end is None:
            raise Unreadable(f"1: no second line of {first} ends the front matter that starts here")
        return style, _short("\n".join(lines[1:end])), end + 1
    if first == "{" or first.startswith('{"'):
        return "json", *_json(lines)
    if end := _pelican_end(lines):
        return "pelican", _short("\n".join(lines[:end])), end
    return "", "", 0


def _short(header: str) -> str:
    if len(header) > HEADER:
        raise Unreadable("1: the front matter is longer than 128 KB")
    return header


def _json(lines: list[str]) -> tuple[str, int]:
    end = next((number for number, line in enumerate(lines, 1) if line.rstrip() == "}"), None)
    if end is None:
        end = 1 if lines[0].rstrip().endswith("}") else 0
    if not end:
        raise Unreadable("1: no line of } ends the front matter that starts here")
    return _short("\n".join(lines[:end])), end


def _pelican_end(lines: list[str]) -> int:
    """How many lines of `Name: value` a file begins with; none, if no title is among them."""
    end, titled = 0, False
    for line in lines:
        field = FIELD.fullmatch(line)
        if not field and not (end and line.startswith("    ") and line.strip()):
            break
        titled = titled or bool(field and field[1].strip().lower() == "title")
        end += 1
    return end if titled else 0


def _fields(style: str, header: str) -> tuple[dict[str, Value], dict[str, int]]:
    if style == "yaml":
        return _yaml(header)
    if style == "pelican":
        return _pelican(header)
    found = {"toml": tomllib.loads, "json": json.loads}[style](header) if style else {}
    values = {str(key).lower(): _texts(value) for key, value in found.items()}
    return values, {key: _line_with(header, key, 2 if style == "toml" else 1) for key in list(values)[:200]}


def _yaml(header: str) -> tuple[dict[str, Value], dict[str, int]]:
    root = tree(header, DEEPEST)
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise Unreadable(f"{line_of(root)}: each line of the front matter must be a name, a colon and a value")
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key, value in root.value:
        name = _key(key)
        if name in lines:
            raise Unreadable(f"{line_of(key)}: {name} stands here a second time, after line {lines[name]}")
        values[name], lines[name] = _of_yaml(value), line_of(key)
    return values, lines


def _key(node: yaml.Node) -> str:
    return plain(node.value).lower() if isinstance(node, yaml.ScalarNode) else ""


def _of_yaml(node: yaml.Node) -> Value:
    if isinstance(node, yaml.SequenceNode):
        return [_of_yaml(each) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        return {_key(key): _of_yaml(value) for key, value in node.value}
    return "" if node.tag == NULL else plain(node.value)


def _pelican(header: str) -> tuple[dict[str, Value], dict[str, int]]:
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    name = ""
    for number, line in enumerate(header.split("\n"), 1):
        if field := FIELD.fullmatch(line):
            name = field[1].strip().lower()
            values[name], lines[name] = plain(field[2]), number
        else:
            values[name] = f"{values[name]} {line.strip()}".strip()
    return values, lines


def _texts(value: Any, depth: int = 1) -> Value:
    """Every value as YAML would have it written."""
    if depth > DEEPEST:
        raise Unreadable("1: the front matter is nested too deep")
    if isinstance(value, dict):
        return {str(key).lower(): _texts(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_texts(each, depth + 1) for each in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if value is None else plain(str(value))


def _line_with(header: str, key: str, first: int) -> int:
    """The line on which a field of TOML or JSON stands, as near as can be told."""
    named = re.compile(rf"^[ \t\[{{]*[\"']?{re.escape(key)}[\"']?\s*[\]=:]", re.IGNORECASE | re.MULTILINE)
    found = named.search(header)
    return header.count("\n", 0, found.end()) + first if found else 1

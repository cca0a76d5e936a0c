"""Reading a Markdown file with front matter: what its writer says of the article, and the text below it."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import MAXYEAR, MINYEAR, datetime
from difflib import get_close_matches
from typing import Any

import yaml
from yaml.error import MarkedYAMLError
from yaml.reader import ReaderError
from yaml.scanner import ScannerError

from ..links import is_web_address
from ..plaintext import plain

NULL = "tag:yaml.org,2002:null"
FENCE = "---"
FIRST = 2  # the file's line that is YAML's first; YAML counts from 0
YES_OR_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False, "": False}


class FrontMatterError(ValueError):
    """A file that cannot be read; its text is `file.md:LINE: what is wrong`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as its file says it. A date without a zone is naive: it is meant in the site's own."""

    title: str
    body: str
    standfirst: str = ""
    summary: str = ""
    author: str = ""
    date: datetime | None = None
    tags: tuple[str, ...] = ()
    language: str = ""
    source_name: str = ""
    source_url: str = ""
    disclaimer: str = ""
    image: str = ""
    image_alt: str = ""
    image_caption: str = ""
    image_credit: str = ""
    also_read: str = ""
    slug: str = ""
    draft: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)  # where each field that is there stands


def parse(text: str, filename: str) -> Draft:
    """The article of a file's text. Raises FrontMatterError."""
    try:
        return _parse(text)
    except FrontMatterError as error:
        raise FrontMatterError(f"{filename}:{error}") from None


def _parse(text: str) -> Draft:
    header, body, end = _split(text)
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, node, line in _entries(header):
        if key in lines:
            raise _error(line, f"{key} stands here a second time, after line {lines[key]}")
        lines[key] = line
        try:
            values[key] = READERS.get(key, _one_line)(node)
        except ValueError as error:
            raise _error(line, f"{key} {error}") from None
    if not values.get("title"):
        raise _error(lines.get("title", 1), "there is no title")
    if not body:
        raise _error(end, "there is no text below the front matter")
    return Draft(**values, body=body, lines=lines)


def _split(text: str) -> tuple[str, str, int]:
    """The YAML, the text below it, and the line that parts them."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if not fences or fences[0] != 0:
        raise _error(1, f"the file must start with a line of {FENCE}")
    if len(fences) < 2:
        raise _error(1, f"no second line of {FENCE} ends the front matter that starts here")
    end = fences[1]
    return "\n".join(lines[1:end]), plain("\n".join(lines[end + 1 :])), end + 1


def _entries(header: str) -> list[tuple[str, yaml.Node, int]]:
    """Each field's name, value and line."""
    root = tree(header, 2)
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode):
        raise _error(line_of(root), "each line of the front matter must be a name, a colon and a value")
    return [(_name(key), value, line_of(key)) for key, value in root.value]


def tree(header: str, deepest: int) -> yaml.Node | None:
    """The tree of the YAML, not made into objects, and nested so deep at most. Raises FrontMatterError."""
    try:
        return _compose(header, deepest)
    except ReaderError as error:
        raise _error(header.count("\n", 0, error.position) + FIRST, error.reason) from None
    except MarkedYAMLError as error:
        raise _not_yaml(error) from None


def _compose(header: str, deepest: int) -> yaml.Node | None:
    """Looked through first, since a few bytes can nest or repeat a lot."""
    depth = 0
    for event in yaml.parse(header, Loader=yaml.SafeLoader):
        if getattr(event, "anchor", None):
            raise _error(line_of(event), "put a text that starts with & or * in quotes")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > deepest:
            words = "a value must be a text, or a list of texts" if deepest == 2 else "this is nested too deep"
            raise _error(line_of(event), words)
    root: yaml.Node | None = yaml.compose(header, Loader=yaml.SafeLoader)
    return root


def _not_yaml(error: MarkedYAMLError) -> FrontMatterError:
    # The scanner notices an open quote only where the text ends; its context is where it opened.
    mark = (isinstance(error, ScannerError) and error.context_mark) or error.problem_mark
    line = mark.line + FIRST if mark else 1
    return _error(line, f"{error.problem}; a text with a colon, a quote or another sign of YAML in it needs quotes")


def _name(key: yaml.Node) -> str:
    known = [each.name for each in fields(Draft) if each.name not in ("body", "lines")]
    name = _one_line(key) if isinstance(key, yaml.ScalarNode) else ""
    if name in known:
        return name
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.7)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
    raise _error(line_of(key), f"there is no field {name!r}; {hint}")


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("must be a text, not a list")
    return "" if node.tag == NULL else plain(node.value)


def _one_line(node: yaml.Node) -> str:
    return " ".join(_text(node).split())


def _tags(node: yaml.Node) -> tuple[str, ...]:
    is_list = isinstance(node, yaml.SequenceNode)
    names = map(_one_line, node.value) if is_list else _one_line(node).split(",")
    return tuple(name.strip() for name in names if name.strip())


def _date(node: yaml.Node) -> datetime | None:
    written = _one_line(node)
    return moment(written) if written else None


def moment(written: str) -> datetime:
    """A date as people write it, with or without a time and a zone. Raises ValueError."""
    # YAML also allows an hour of one digit and a space before the zone; `fromisoformat` does not.
    iso = re.sub(r" +(?=[Z+-])", "", re.sub(r"(?<=[ Tt])(?=\d:)", "0", written))
    with suppress(ValueError):
        date = datetime.fromisoformat(iso)
        if MINYEAR < date.year < MAXYEAR:  # in the first and the last a zone may lead out of the calendar
            return date
    raise ValueError(f"must be like 2026-03-14 or 2026-03-14 10:00, not {written!r}")


def _web_address(node: yaml.Node) -> str:
    address = _one_line(node)
    if address and not is_web_address(address):
        raise ValueError(f"must be a web address that starts with http:// or https://, not {address!r}")
    return address


def _yes_or_no(node: yaml.Node) -> bool:
    answer = YES_OR_NO.get(_one_line(node).lower())
    if answer is None:
        raise ValueError("must be true or false")
    return answer


READERS: dict[str, Callable[[yaml.Node], Any]] = {
    "date": _date,
    "disclaimer": _text,
    "draft": _yes_or_no,
    "source_url": _web_address,
    "tags": _tags,
}


def line_of(part: Any) -> int:
    """The file's line of a YAML node or event."""
    return int(part.start_mark.line) + FIRST


def _error(line: int, words: str) -> FrontMatterError:
    return FrontMatterError(f"{line}: {words}")

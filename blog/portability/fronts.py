"""The front matter of a Markdown file, in each way in which it is written, as texts by their names."""

import json
import re
import tomllib
from datetime import date, datetime, time
from typing import Any, TypeAlias

import yaml

from ..articles.frontmatter import NULL, FrontMatterError, line_of, tree
from ..plaintext import plain

HEADER = 128 * 1024  # characters
DEEPEST = 6
FENCES = {"---": ("yaml", ("---", "...")), "+++": ("toml", ("+++",))}
FIELD = re.compile(r"([A-Za-z][\w -]*):(.*)")
Value: TypeAlias = "str | list[Value] | dict[str, Value]"


class Unreadable(ValueError):
    """What cannot be read; its text is `LINE: what is wrong`, or only what is wrong."""


def items(text: str) -> Value:
    """What a file that is all YAML says. Raises Unreadable."""
    try:
        root = tree(text, DEEPEST)
    except FrontMatterError as error:
        line, _sign, words = str(error).partition(": ")  # as below a fence, which is not here
        raise Unreadable(f"{int(line) - 1}: {words}") from None
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"1: {error}") from None
    return _of_yaml(root) if root is not None else []


def part(lines: list[str]) -> tuple[str, str, int]:
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


def fields(style: str, header: str) -> tuple[dict[str, Value], dict[str, int]]:
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

"""The text of another tool's article as Markdown: its plain tags said our way, its addresses given anew. Pure."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)")
OPENS = re.compile(
    r"\s*(?:\{%-?\s*highlight\s+([\w+#-]+)[^%]*%\}|\{\{[<%]\s*highlight\s+([\w+#-]+)[^<>{}]*[>%]\}\})\s*"
)
CLOSES = re.compile(r"\s*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})\s*")
FIGURE = re.compile(r"\{\{<\s*figure\s([^{}]*?)(?:\s/)?\s*>\}\}")
SAID = re.compile(r"(\w+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
BASE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")
RELATIVE = re.compile(
    r"\{\{-?\s*(?:\"([^\"{}]*)\"|'([^'{}]*)')\s*\|\s*(?:relative_url|absolute_url|url|prepend:\s*site\.baseurl)\s*-?\}\}"
)
REFERENCE = re.compile(
    r"\{%-?\s*(?:post_url|link)\s+([^\s%{}]+)\s*-?%\}|\{\{[<%]\s*(?:rel)?ref\s+[\"']?([^\s\"'<>%{}]+)[\"']?\s*[>%]\}\}"
)
LEFT = re.compile(r"\{%[^%{}]{0,60}(?:%\})?|\{\{[<%][^{}]{0,60}(?:\}\})?|\{\{[^{}]{0,60}\}\}")
LINK = re.compile(r"(\]\(\s*)(<[^<>\n]*>|[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)")
ATTRIBUTE = re.compile(r"(\b(?:src|href)=)(\"[^\"<>\n]*\"|'[^'<>\n]*')", re.IGNORECASE)
DEFINITION = re.compile(r"^( {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*)(<[^<>\n]*>|[^\s<>]+)", re.MULTILINE)

Note = Callable[[int, str], None]  # with the line of the text, from 0


def translate(text: str, link: Callable[[str], str | None], note: Note) -> str:
    """The tags that have a plain meaning as Markdown; `link` finds the address of another file. Others are noted."""
    text = _outside_code(_highlights(text), lambda part, line: _tags(part, link))
    _outside_code(text, lambda part, line: _left(part, line, note))
    return text


def readdress(text: str, find: Callable[[str, int], str | None]) -> str:
    """Every address of a link or a picture as `find` has it, which is given the line (from 0) too; None leaves it."""

    def change(part: str, line: int) -> str:
        def put(found: re.Match[str]) -> str:
            address, opening, closing = found[2], "", ""
            if address[0] in "<\"'":
                address, opening, closing = address[1:-1], address[0], address[-1]
            new = find(address, line + bisect_right(starts, found.start(2)) - 1)
            return found[0] if new is None else f"{found[1]}{opening}{new}{closing}"

        for form in (LINK, ATTRIBUTE, DEFINITION):
            starts = _starts(part)
            part = form.sub(put, part)
        return part

    return _outside_code(text, change)


def _highlights(text: str) -> str:
    """`{% highlight %}` as a fence, line by line; where one is left open, all stay as they are."""
    lines = text.split("\n")
    inside = False
    for number, line in enumerate(lines):
        found = (CLOSES if inside else OPENS).fullmatch(line)
        if found:
            lines[number] = "````" if inside else f"````{found[1] or found[2]}"
            inside = not inside
    return text if inside else "\n".join(lines)


def _tags(part: str, link: Callable[[str], str | None]) -> str:
    part = FIGURE.sub(_figure, part)
    part = RELATIVE.sub(lambda found: found[1] or found[2] or "", BASE.sub("", part))
    return REFERENCE.sub(lambda found: link(found[1] or found[2]) or found[0], part)


def _figure(found: re.Match[str]) -> str:
    said = {name.lower(): double or single or bare for name, double, single, bare in SAID.findall(found[1])}
    if not said.get("src"):
        return found[0]
    caption = " ".join((said.get("caption") or said.get("title", "")).replace('"', "”").split())
    caption = caption + f" | {said['attr']}" if "attr" in said and caption else caption
    alt = (said.get("alt") or "").replace("[", "(").replace("]", ")")
    source = f"<{said['src']}>" if re.search(r"[\s()]", said["src"]) else said["src"]
    picture = f'![{alt}]({source} "{caption}")' if caption else f"![{alt}]({source})"
    return f"[{picture}]({said['link']})" if "link" in said else picture


def _left(part: str, line: int, note: Note) -> str:
    starts = _starts(part)
    for found in LEFT.finditer(part):
        words = " ".join(found[0].split())
        note(line + bisect_right(starts, found.start()) - 1, f"{words} was left as it is")
    return part


def _outside_code(text: str, change: Callable[[str, int], str]) -> str:
    """The text with all that is no code changed; `change` is given each such part, and its line from 0."""
    starts = _starts(text)
    parts: list[str] = []
    at = 0
    for begin, end in [*_code(text), (len(text), len(text))]:
        if begin > at:
            parts.append(change(text[at:begin], bisect_right(starts, at) - 1))
        parts.append(text[begin:end])
        at = end
    return "".join(parts)


def _starts(text: str) -> list[int]:
    """Where each line begins."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Where code stands: between fences, and between ticks of one length in a paragraph."""
    fence, begin, paragraph, at = "", 0, 0, 0
    for line in text.splitlines(keepends=True):
        found = FENCE.fullmatch(line.rstrip("\n"))
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                yield begin, at + len(line)
                fence, paragraph = "", at + len(line)
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            yield from _ticks(text, paragraph, at)
            fence, begin = found[1], at
        elif not line.strip():
            yield from _ticks(text, paragraph, at)
            paragraph = at
        at += len(line)
    if fence:
        yield begin, at
    else:
        yield from _ticks(text, paragraph, at)


def _ticks(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    runs = [found.span() for found in re.compile("`+").finditer(text, begin, end)]
    later: dict[int, int] = {}  # of each length, the next run
    closing: list[int | None] = [None] * len(runs)
    for number in range(len(runs) - 1, -1, -1):
        length = runs[number][1] - runs[number][0]
        closing[number] = later.get(length)
        later[length] = number
    number = 0
    while number < len(runs):
        close = closing[number]
        if close is not None:
            yield runs[number][0], runs[close][1]
        number = number + 1 if close is None else close + 1

"""HTML of elsewhere as the Markdown that this blog stores. What has no place in it is counted, and not just gone."""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape as escape_html
from html import unescape
from typing import Any

from ...plaintext import TAG
from ..phrases import phrase
from .inline import BREAK, Here, escape, image, inline, lines, note, words

PLAIN = re.compile(r"(?:<p>[^<>&]*(?:<br>\n[^<>&]*)*</p>\n?)*")  # what most letters are
# Tags that go on in each paragraph after them, until they end: thousands of both would be millions.
FORMATTING = re.compile(r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE)
OPEN = 100  # of them at once
LANGUAGE = re.compile(r"(?:language-|lang[:-]|brush:\s*)([\w+#-]+)")
PASSED = {"div", "section", "article", "main", "header", "footer", "center", "nav", "address", "body", "html", "hgroup",
          "picture", "fieldset", "li", "td", "tbody", "dd", "dt", "tr", "caption", "figcaption", "legend"}  # fmt: skip


def article(html: str, here: Here) -> str:
    """The text of a piece."""
    return _written(html, here)


def letter(html: str, here: Here) -> str:
    """A letter, in the few signs that letters have."""
    if PLAIN.fullmatch(html):
        parts = html.replace("<p>", "").split("</p>")
        said = (BREAK.join(escape(line) for line in part.strip().split("<br>\n")) for part in parts if part.strip())
        return "\n\n".join(lines(part, here) for part in said)
    return _written(html, here)


def _written(html: str, here: Here) -> str:
    from justhtml import JustHTML  # noqa: PLC0415 - 3 MB that a server has no other use for

    depth = most = 0
    for found in FORMATTING.finditer(html):
        depth = max(0, depth - 1) if found[1] else depth + 1
        most = max(most, depth)
    try:
        if most > OPEN:
            raise RecursionError
        tree = JustHTML(html, fragment=True, sanitize=False)
        return "\n\n".join(_blocks(tree.root.children or (), here)).strip()
    except RecursionError:
        here.gone[phrase("tags too deep in one another")] += 1
        return escape(" ".join(unescape(TAG.sub(" ", html)).split()))


def _blocks(nodes: Iterable[Any], here: Here) -> list[str]:
    """Each block that nodes make."""
    return [block for block in _each_block(nodes, here) if block.strip()]


def _each_block(nodes: Iterable[Any], here: Here) -> Iterator[str]:
    run: list[Any] = []
    for node in nodes:
        draw = _drawing(node, here)
        if draw is None:
            run.append(node)
            continue
        yield lines(inline(run, here), here)
        run = []
        note(node, here)
        yield from draw(node, here)
    yield lines(inline(run, here), here)


def _drawing(node: Any, here: Here) -> Callable[[Any, Here], Iterable[str]] | None:
    """How a block is written; None for what stands in a line."""
    name = node.name
    if name in DRAWN:
        return DRAWN[name]
    if re.fullmatch("h[1-6]", name):
        return _heading
    if name in PASSED or (name in ("a", "span", "b", "strong", "em", "i", "ins", "del") and _has_block(node)):
        return lambda passed, here: _blocks(passed.children or (), here)
    return None


def _has_block(node: Any) -> bool:
    return any(child.name in DRAWN or child.name in ("div", "figure", "section") for child in node.children or ())


def _heading(node: Any, here: Here) -> Iterator[str]:
    inner = inline(node.children or (), here).replace(BREAK, " ").strip()
    if inner:
        yield f"{'#' * int(node.name[1])} {inner}" if not here.is_letter else f"**{inner}**"


def _quote(node: Any, here: Here) -> Iterator[str]:
    inner = "\n\n".join(_blocks(node.children or (), here))
    if inner and node.attrs.get("class") == "pull" and not here.is_letter:
        yield f"::: pull\n{inner}\n:::"
    elif inner:
        yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))


def _list(node: Any, here: Here) -> Iterator[str]:
    start = node.attrs.get("start") or "1"
    number = int(start) if start.isdecimal() and len(start) < 9 else 1
    items: list[str] = []
    is_loose = False
    for child in node.children or ():
        inner = _blocks([child] if child.name != "li" else child.children or (), here)
        if not inner:
            continue
        sign = "-" if node.name != "ol" else f"{number}."
        number += 1
        is_loose = is_loose or len([block for block in inner if not re.match(r"(- |\d+\. )", block)]) > 1
        text = ("\n\n" if is_loose else "\n").join(inner)
        items.append(f"{sign} {text.replace(chr(10), chr(10) + ' ' * (len(sign) + 1))}")
    yield re.sub(r"\n +(?=\n)", "\n", ("\n\n" if is_loose else "\n").join(items))


def _code(node: Any, here: Here) -> Iterator[str]:
    text = words(node).strip("\n").rstrip()
    classes = " ".join(
        each.attrs.get("class") or "" for each in (node, *(node.children or ())) if each.name in ("pre", "code")
    )
    found = LANGUAGE.search(classes)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    if text.strip():
        yield f"{fence}{found[1] if found and not here.is_letter else ''}\n{text}\n{fence}"


def _figure(node: Any, here: Here) -> Iterator[str]:
    """A picture with its caption; several of a gallery; or whatever else a figure has in it."""
    caption = next((child for child in node.children or () if child.name == "figcaption"), None)
    rest = [child for child in node.children or () if child is not caption]
    pictures = [each for child in rest for each in _inside(child, "img")]
    said = " ".join(words(caption).split()) if caption else ""
    if len(pictures) == 1 and said and not here.is_letter and here.picture(pictures[0].attrs.get("src") or ""):
        yield image(pictures[0], here, said)
        return
    is_pull = "pullquote" in (node.attrs.get("class") or "") and not here.is_letter
    inner = _blocks(_unquoted(rest) if is_pull else rest, here)
    yield from ["::: pull\n" + "\n\n".join(inner) + "\n:::"] if is_pull and inner else inner
    if caption:
        yield lines(inline(caption.children or (), here), here)


def _unquoted(nodes: list[Any]) -> list[Any]:
    return [child for node in nodes for child in ((node.children or ()) if node.name == "blockquote" else (node,))]


def _inside(node: Any, name: str) -> list[Any]:
    return [node] if node.name == name else [each for child in node.children or () for each in _inside(child, name)]


def _table(node: Any, here: Here) -> Iterator[str]:
    rows = [[cell for cell in row.children or () if cell.name in ("td", "th")] for row in _inside(node, "tr")]
    rows = [row for row in rows if row]
    cells = [cell for row in rows for cell in row]
    if here.is_letter or len(_inside(node, "table")) > 1 or not rows:
        yield from _blocks([child for cell in cells for child in cell.children or ()], here)
        return
    if any(cell.attrs.get("colspan", "1") != "1" or cell.attrs.get("rowspan", "1") != "1" for cell in cells):
        yield f"<table>{''.join(_row(row) for row in rows)}</table>"
        return
    width = max(map(len, rows))
    drawn = [[_cell(cell, here) for cell in row] + [""] * (width - len(row)) for row in rows]
    if any(cell.name != "th" for cell in rows[0]):
        drawn.insert(0, [""] * width)
    drawn.insert(1, ["---"] * width)
    yield "\n".join(f"| {' | '.join(row)} |" for row in drawn)


def _cell(cell: Any, here: Here) -> str:
    inner = "\\\n".join(_blocks(cell.children or (), here))
    return re.sub(r"(?<!\\)\|", r"\\|", re.sub(r"\\?\n+", "<br>", inner))


def _row(row: list[Any]) -> str:
    """One that Markdown has no words for; its cells lose what is more than words."""
    return "<tr>" + "".join(_html_cell(cell) for cell in row) + "</tr>"


def _html_cell(cell: Any) -> str:
    spans = [f' {key}="{cell.attrs[key]}"' for key in ("colspan", "rowspan") if (cell.attrs.get(key) or "").isdecimal()]
    return f"<{cell.name}{''.join(spans)}>{escape_html(' '.join(words(cell).split()))}</{cell.name}>"


def _terms(node: Any, here: Here) -> Iterator[str]:
    made: list[str] = []
    for child in node.children or ():
        inner = "\n\n".join(_blocks(child.children or (), here)) if child.name in ("dt", "dd") else ""
        if inner and child.name == "dt":
            made.append(("\n" if made else "") + inner.replace(BREAK, " "))
        elif inner:
            made.append(": " + inner.replace("\n", "\n  ") if not here.is_letter else inner)
    yield "\n".join(made)


def _details(node: Any, here: Here) -> Iterator[str]:
    summary = next((child for child in node.children or () if child.name == "summary"), None)
    inner = _blocks([child for child in node.children or () if child is not summary], here)
    said = " ".join(words(summary).split()) if summary else ""
    if here.is_letter:
        yield from [escape(said), *inner]
    else:
        yield "\n\n".join([f"<details>\n<summary>{escape_html(said)}</summary>", *inner, "</details>"])


def _paragraph(node: Any, here: Here) -> Iterable[str]:
    return _blocks(node.children or (), here)


def _aside(node: Any, here: Here) -> Iterator[str]:
    inner = "\n\n".join(_blocks(node.children or (), here))
    yield f"::: aside\n{inner}\n:::" if inner and not here.is_letter else inner


def _line(_node: Any, here: Here) -> Iterator[str]:
    yield "* * *" if here.is_letter else "---"


DRAWN: dict[str, Callable[[Any, Here], Iterable[str]]] = {
    "p": _paragraph, "blockquote": _quote, "ul": _list, "ol": _list, "menu": _list, "pre": _code, "hr": _line,
    "figure": _figure, "table": _table, "dl": _terms, "details": _details, "aside": _aside,
}  # fmt: skip

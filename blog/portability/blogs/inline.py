"""Words, emphasis, links and pictures of HTML as Markdown of ours."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape as escape_html
from typing import Any

from ...markup.boundary import is_article_link, is_link
from ..phrases import phrase

SIGNS = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|~(?=~)|\|(?=\s*[-:|])")
STARTS = re.compile(r"^(?:(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+\s*$|-{2,}|:(?=\s|::)|~{3})|(\d{1,9})([.)])(?=\s|$))")
ADDRESS = re.compile(r"(https?://[^\s<>]+)")
SAFE_ADDRESS = re.compile(r"(?:[^\s<>*`\[\]\\_]|(?<=[^\W_])_(?=[^\W_]))+")
GONE = {"script", "style", "noscript", "template", "svg", "math", "canvas", "form", "input", "button", "select",
        "textarea", "applet", "head", "title", "link", "meta", "base", "frameset", "map"}  # fmt: skip
FRAMES = {"iframe", "embed", "object", "video", "audio", "source", "track"}
STRONG, EMPHASIS = {"strong": "**", "b": "**"}, {"em": "*", "i": "*"}
STRUCK = {"del", "s", "strike"}
AS_THEY_ARE = {"sub", "sup", "mark", "small", "cite", "q", "ins", "kbd"}  # Markdown has no sign for them
BREAK = "\x1e"  # a line break, until it is known how the dialect writes it

Place = Callable[[str], str | None]  # where an address of there is here; None for what is not here


@dataclass(slots=True)
class Here:
    """What is here of what texts speak of, and what was taken out of them, which is counted."""

    address: Place
    picture: Place
    gone: Counter[str] = field(default_factory=Counter)  # tags and attributes
    lost: Counter[str] = field(default_factory=Counter)  # addresses of pictures that are not here
    is_letter: bool = False


def escape(text: str) -> str:
    """Words that are to be words: no sign in them means anything."""
    parts = ADDRESS.split(text)
    return "".join(_bare(part) if at % 2 else SIGNS.sub(r"\\\g<0>", part) for at, part in enumerate(parts))


def _bare(address: str) -> str:
    if SAFE_ADDRESS.fullmatch(address):
        return address
    return f"<{address}>" if is_link(address) else SIGNS.sub(r"\\\g<0>", address)


def lines(text: str, here: Here) -> str:
    """A paragraph whose lines begin with no sign of a list, a heading or a quotation."""
    found = [re.sub(r" {2,}", " ", line).strip() for line in text.strip(f" {BREAK}").split(BREAK)]
    return ("\n" if here.is_letter else "\\\n").join(STARTS.sub(_unstart, line, count=1) for line in found)


def _unstart(found: re.Match[str]) -> str:
    return f"{found[2]}\\{found[3]}" if found[2] else f"\\{found[1]}"


def inline(nodes: Iterable[Any], here: Here) -> str:
    """Nodes in a paragraph, with one space for any white space."""
    return "".join(_one(node, here) for node in nodes)


def words(node: Any) -> str:
    """All text in a node, as it is."""
    if node.name == "#text":
        return str(node.data)
    return "" if node.name in GONE or not node.children else "".join(map(words, node.children))


def note(node: Any, here: Here) -> None:
    """Count what of a tag nobody keeps and somebody may miss."""
    for name in node.attrs or ():
        if name.lower().startswith("on"):
            here.gone[f"{name.lower()[:20]}="] += 1


def _one(node: Any, here: Here) -> str:
    name = node.name
    if name == "#text":
        return escape(re.sub(r"\s+", " ", node.data))
    if name.startswith(("#", "!")):
        return ""
    note(node, here)
    if name in GONE:
        here.gone[f"<{name}>"] += 1
        return ""
    if draw := frame if name in FRAMES else DRAWN.get(name):
        return draw(node, here)
    return _marked(name, node, inline(node.children or (), here), here)


def _marked(name: str, node: Any, inner: str, here: Here) -> str:
    if sign := STRONG.get(name) or EMPHASIS.get(name):
        return _wrapped(inner, sign, {"**": "strong", "*": "em"}[sign], here)
    if here.is_letter:
        return inner
    if name in STRUCK:
        return _wrapped(inner, "~~", "del", here)
    if name == "abbr" and node.attrs.get("title"):
        return f'<abbr title="{escape_html(node.attrs["title"] or "")}">{inner}</abbr>'
    return f"<{name}>{inner}</{name}>" if name in AS_THEY_ARE and inner.strip() else inner


def _wrapped(inner: str, sign: str, tag: str, here: Here) -> str:
    """Emphasis, with the spaces at its ends outside; as a tag where its ends are no letters, which signs need."""
    bare = inner.strip(" ")
    if not bare.strip(f" {BREAK}"):
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip(" "))], inner[len(inner.rstrip(" ")) :]
    is_plain = here.is_letter or (bare[0].isalnum() and bare[-1].isalnum())
    return f"{before}{sign}{bare}{sign}{after}" if is_plain else f"{before}<{tag}>{bare}</{tag}>{after}"


def _code(node: Any, _here: Here) -> str:
    text = " ".join(words(node).split())
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    space = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{ticks}{space}{text}{space}{ticks}" if text else ""


def _link(node: Any, here: Here) -> str:
    inner = inline(node.children or (), here)
    written = (node.attrs.get("href") or "").strip()
    if not written or not inner.strip(f" {BREAK}"):
        return inner
    target = (here.address(written) or written).replace(" ", "%20")
    if not (is_link(target) if here.is_letter else is_article_link(target)):
        here.gone[phrase("links that lead nowhere")] += 1
        return inner
    if inner.startswith("![") and here.picture(written) and f"]({here.picture(written)}" in inner:
        return inner  # the same picture, larger
    if words(node).strip() in (written, target) and SAFE_ADDRESS.fullmatch(target) and target.startswith("http"):
        return target
    bare = inner.strip(" ").replace(BREAK, " ")
    space = inner[: len(inner) - len(inner.lstrip(" "))], inner[len(inner.rstrip(" ")) :]
    return f"{space[0]}[{bare}]({written_address(target)}){space[1]}"


def written_address(target: str) -> str:
    """An address between the brackets of a link."""
    target = target.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return f"<{target}>" if re.search(r"[()*_\[\]`]", target) else target


def image(node: Any, here: Here, caption: str = "") -> str:
    """A picture of ours with its words; of one that is not here, a link to where it was."""
    source = (node.attrs.get("src") or node.attrs.get("data-src") or "").strip().replace(" ", "%20")
    alt = escape(" ".join((node.attrs.get("alt") or "").split()))
    own = None if here.is_letter else here.picture(source)
    if own:
        title = caption.replace('"', "\u201d").replace("\\", "")
        title = f"{title} |" if "|" in title else title
        return f'![{alt}]({own} "{title}")' if title else f"![{alt}]({own})"
    if not is_link(source):
        here.gone["<img>"] += 1
        return alt
    here.lost[source] += 1
    shown = alt or escape(source.partition("?")[0].rpartition("/")[2] or source)
    return f"[{shown}]({written_address(source)})" + (f" {escape(caption)}" if caption else "")


def frame(node: Any, here: Here) -> str:
    """What another site, or a player, would show: a link to it."""
    inside = [node, *(child for child in node.children or () if child.name in ("source", "embed"))]
    found = (each.attrs.get(key) or "" for each in inside for key in ("src", "data"))
    source = next((address for address in found if address), "").strip()
    if not source and node.name == "source":  # one of a picture in several formats
        return ""
    here.gone[f"<{node.name}>"] += 1
    if not source:
        return ""
    target = here.address(source) or (f"https:{source}" if source.startswith("//") else source)
    if not (is_link(target) or (not here.is_letter and is_article_link(target))):
        return ""
    return f"[{escape(target.partition('?')[0].rstrip('/').rpartition('/')[2] or target)}]({written_address(target)})"


DRAWN: dict[str, Callable[[Any, Here], str]] = {
    "br": lambda _node, _here: BREAK, "img": image, "a": _link, "code": _code, "tt": _code, "samp": _code,
}  # fmt: skip

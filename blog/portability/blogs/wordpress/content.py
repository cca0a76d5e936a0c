"""The text of a post as plain HTML: without the comments of blocks, with paragraphs, and its shortcodes carried out."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from ...phrases import phrase

# WordPress writes no tag and no two hyphens into what a block says of itself.
BLOCK = re.compile(r"<!--\s{0,9}(/)?wp:([a-z][a-z0-9_/-]{0,99})\s{0,9}(\{[^<>]*\}\s{0,9})?(/)?-->")
MARKER = re.compile(r"<!--\s{0,9}(?:more|nextpage|noteaser)\b[^<>]*-->")
# Two brackets on each side are the words themselves.
SHORTCODE = re.compile(r"\[(\[?)(/?)([a-z][a-z0-9_-]{1,40})((?:\s[^\[\]]*)?)\](\]?)", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]]+))")
MEDIA = re.compile(r"\[(gallery|playlist|audio|video)((?:\s[^\[\]]*)?)\](?:\s{0,9}\[/\1\])?")
PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
KEPT = ("pre", "script", "style", "textarea")  # what has no paragraphs, and no shortcodes
BLOCKS = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|"
    "hr|legend|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
OPENS, CLOSES = re.compile(rf"<(?:{BLOCKS})(?:\s[^<>]*)?/?>", re.I), re.compile(rf"</(?:{BLOCKS})\s*>|<hr[^<>]*>", re.I)
LEADS = re.compile(rf"((?:</?(?:{BLOCKS})(?:\s[^<>]*)?/?>\s*)*)(.*)", re.DOTALL | re.IGNORECASE)
BREAK = re.compile(r"<br\s{0,9}/?>[ \t]{0,9}\n?|\n")
SAID = 2_000  # characters of what a shortcode says of itself


@dataclass(slots=True)
class Text:
    """Plain HTML, the shortcodes that nobody here knows and which stay in it, and what else is to be said."""

    html: str
    left: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def plain_html(source: str, files: Mapping[str, str], attached: Sequence[str]) -> Text:
    """A post's text; `files` are addresses by the ids of uploads, `attached` those of this very post."""
    source = MARKER.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
    dynamic: Counter[str] = Counter()
    parts = list(_parts(source, dynamic))
    html = "".join(paragraphs(_shortcodes(text, files, attached)) if is_classic else _shortcodes(text, files, attached)
                   for is_classic, text in parts)  # fmt: skip
    bare = html
    for name in KEPT:
        bare = _each(name, bare, lambda _found: "")
    left = Counter(f"[{found[3].lower()}]" for found in SHORTCODE.finditer(bare) if _is_shortcode(found))
    notes: list[str] = [
        phrase("the block %(name)s has no text of its own, and was left out (%(count)s)", name=name, count=count)
        for name, count in dynamic.items()
    ]
    return Text(html, dict(left), notes)


def _parts(source: str, dynamic: Counter[str]) -> Iterator[tuple[bool, str]]:
    """The text without the comments of blocks; and of each part whether it is the classic editor's."""
    if not BLOCK.search(source):
        yield True, source
        return
    depth, at, classic = 0, 0, 0
    for found in BLOCK.finditer(source):
        if text := source[at : found.start()]:
            yield depth == 0 or classic > 0, text
        at = found.end()
        is_classic = found[2] in ("freeform", "core/freeform", "classic")
        if found[4]:
            dynamic[found[2]] += 1
        elif found[1]:
            depth, classic = max(0, depth - 1), max(0, classic - is_classic)
        else:
            depth, classic = depth + 1, classic + is_classic
    if text := source[at:]:
        yield depth == 0, text


def paragraphs(source: str) -> str:
    """What the classic editor left to WordPress: an empty line parts paragraphs, and each other line break is one."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        mark = f"\x02{len(kept) - 1}\x02"
        return f"\n\n{mark}\n\n" if found[1].lower() == "pre" else mark

    text = source.strip()
    if "<" in text:
        text = text.replace("\x02", "")
        for name in KEPT:
            text = _each(name, text, keep)
        text = CLOSES.sub(r"\g<0>\n\n", OPENS.sub(r"\n\n\g<0>", text))
    made = "\n".join(_paragraph(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip())
    return re.sub("\x02(\\d+)\x02", lambda found: kept[int(found[1])], made) if kept else made


def _paragraph(words: str) -> str:
    """What begins with a block stands in that one."""
    if words[0] == words[-1] == "\x02":
        return words
    leads, rest = LEADS.fullmatch(words).groups() if words[0] == "<" else ("", words)  # type: ignore[union-attr]
    rest = "<br>\n".join(line.strip() for line in BREAK.split(rest.strip())) if "\n" in rest else rest
    return leads + rest if leads else f"<p>{rest}</p>"


def _shortcodes(text: str, files: Mapping[str, str], attached: Sequence[str]) -> str:
    if "[" not in text:
        return text
    for name in ("code", "sourcecode"):
        text = _each(name, text, lambda found: f"<pre>{_code(found[3])}</pre>", "[]")
    for name in ("caption", "wp_caption"):
        text = _each(name, text, _caption, "[]")
    text = _each("embed", text, _embed, "[]")
    return MEDIA.sub(lambda found: _media(found, files, attached), text)


def _each(name: str, text: str, change: Callable[[re.Match[str]], str], signs: str = "<>") -> str:
    """A text in which whatever stands between a tag and its end is changed.

    What comes behind the last end is not looked at: each tag there would be followed to the end of the text.
    """
    first, last = map(re.escape, signs)
    end = re.compile(rf"{first}/{name}\s{{0,9}}{last}", re.IGNORECASE)
    stop = max((found.end() for found in end.finditer(text)), default=0)
    whole = re.compile(rf"{first}({name})((?:\s[^{first}{last}]*)?){last}(.*?){end.pattern}", re.DOTALL | re.IGNORECASE)
    return whole.sub(change, text[:stop]) + text[stop:] if stop else text


def _embed(found: re.Match[str]) -> str:
    address = escape(found[3].strip())
    return f'<p><a href="{address}">{address}</a></p>'


def _code(text: str) -> str:
    return text if re.search("&[a-z]+;", text) else escape(text, quote=False)


def _caption(found: re.Match[str]) -> str:
    """`[caption]<img> words[/caption]`, in which the words stood in the tag once."""
    said = _attributes(found[2])
    picture = PICTURE.fullmatch(found[3])
    if picture is None:
        return found[3]
    words = said.get("caption", "") or picture[2].strip()
    return f"\n\n<figure>{picture[1]}<figcaption>{words}</figcaption></figure>\n\n"


def _media(found: re.Match[str], files: Mapping[str, str], attached: Sequence[str]) -> str:
    said = _attributes(found[2])
    ids = [id.strip() for id in (said.get("ids") or said.get("include", "")).split(",") if id.strip()]
    if found[1] in ("audio", "video"):
        addresses = [value for key, value in said.items() if key in ("src", "mp3", "m4a", "ogg", "wav", "mp4", "webm")]
    else:
        addresses = [files[id] for id in ids if id in files] if ids else list(attached)
    if not addresses:
        return found[0]
    if found[1] == "gallery":
        figures = "".join(f'<figure><img src="{_address(each)}" alt=""></figure>\n' for each in addresses)
        return f"\n\n{figures}\n\n"
    links = (f'<p><a href="{_address(each)}">{escape(each.rpartition("/")[2])}</a></p>' for each in addresses)
    return f"\n\n{''.join(links)}\n\n"


def _address(text: str) -> str:
    return escape(quote(text, safe="/:?&=#%+~@,;!$'()*[]-._"))


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): double or single or bare for name, double, single, bare in ATTRIBUTE.findall(text[:SAID])}


def _is_shortcode(found: re.Match[str]) -> bool:
    """What looks like one: with a value, or a name of more than a word, or nothing before it that it is an index of."""
    return not found[2] and not (found[1] and found[5]) and ("=" in found[4] or "_" in found[3] or not found[4].strip())

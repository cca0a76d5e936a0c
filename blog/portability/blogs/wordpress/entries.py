"""The elements of an export that stand for themselves, each with those of its parts that count."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ... import own
from ..stream import Reader

ALONE = {"channel", "item", "wp:comment", "wp:author", "wp:category", "wp:tag"}
ITEM = {
    "title", "link", "guid", "pubDate", "dc:creator", "content:encoded", "excerpt:encoded", "wp:post_id",
    "wp:post_date", "wp:post_date_gmt", "wp:post_modified", "wp:post_modified_gmt", "wp:comment_status", "wp:post_name",
    "wp:status", "wp:post_parent", "wp:post_type", "wp:post_password", "wp:attachment_url", "wp:is_sticky",
}  # fmt: skip
META = {"_wp_old_slug", "_thumbnail_id", "_wp_attachment_image_alt", own.KEY, own.ADDRESS}


@dataclass(slots=True)
class Entry:
    """An element that stands for itself, with those of its parts that count. `number` is that of its item."""

    name: str
    line: int
    number: int
    said: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)  # domain, nicename, name
    meta: list[tuple[str, str]] = field(default_factory=list)


def entries(reader: Reader) -> Iterator[Entry]:
    """What stands in the file for itself. A comment comes before the end of its item."""
    inside: list[Entry] = []
    number = 0
    for event, name, text, attributes, line in reader.events():
        if event == "start":
            if name in ALONE:
                inside.append(Entry(name, line, number))
        elif name in ALONE and inside:
            entry = inside.pop()
            if name != "channel":
                yield entry
                number += name == "item"
        elif inside:
            _hear(inside[-1], name, text, attributes)
            if inside[-1].name == "channel":
                yield inside[-1]


def _hear(entry: Entry, name: str, text: str, attributes: dict[str, str]) -> None:
    if entry.name == "item":
        if name == "category":
            entry.terms.append((attributes.get("domain", "category"), attributes.get("nicename", ""), text))
        elif name == "wp:meta_key":
            entry.said["key"] = text
        elif name == "wp:meta_value" and entry.said.get("key") in META:
            entry.meta.append((entry.said["key"], text))
        elif name in ITEM:
            entry.said[name] = text
    elif name == "wp:commentmeta":
        _note(entry.said)
    elif name.startswith("wp:") or name in ("link", "generator"):
        entry.said[name] = text


def _note(said: dict[str, str]) -> None:
    """What another blog of ours said of a comment; the notes of WordPress are only counted."""
    if said.get("wp:meta_key") == own.KEY:
        said[own.KEY] = said.get("wp:meta_value", "")
    else:
        said["meta"] = str(int(said.get("meta", "0")) + 1)

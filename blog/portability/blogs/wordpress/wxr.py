"""What an export of WordPress says, as records: its items, terms and comments in one order of reading."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .... import plaintext
from ....articles.rules import Kind
from ....site import former
from ... import own
from ...phrases import phrase
from ..records import Letter, Named, Outline, Piece, Sketch, Step, Unusable
from ..stream import Reader
from . import items, terms
from .entries import Entry, entries

KINDS = {"post": Kind.ARTICLE, "page": Kind.PAGE}
LEFT = {
    "trash": phrase("pieces that were in the bin there"), "auto-draft": phrase("pieces that nobody ever saved there"),
    "inherit": phrase("revisions"),
}  # fmt: skip
TITLE = 1_000  # characters of which an address is made at most


class Export:
    """A file that WordPress wrote."""

    unit = "line"

    def __init__(self, path: Path, zone: tzinfo) -> None:
        self.path, self.zone = path, zone
        self.key = "wordpress"
        self.is_own = False  # made by a blog like this one
        self.files: dict[str, str] = {}
        self.alts: dict[str, str] = {}  # what they show
        self.under: dict[str, list[str]] = {}  # the ids of files by the piece that they were uploaded to
        self.authors: dict[str, str] = {}  # what people are called, by their login
        self.author_ids: set[str] = set()
        self.seen: set[str] = set()  # ids of posts and pages
        self.pinned = ("", "")  # when the newest sticky post was published, and its id
        self.ids: list[str] = []  # of the items, by their number; empty for what is not taken

    def outline(self, step: Step) -> Outline:
        """Look at all of it. Raises Unusable where it is damaged anywhere."""
        found, names, left = Outline(), dict[str, Named](), Counter[str]()
        reader = self._reader(step)
        for entry in entries(reader):
            if entry.name == "channel":
                self._know_site(entry, found)
            elif entry.name == "item":
                self.ids.append(self._sketch(entry, found, left))
                for domain, nicename, name in entry.terms:
                    terms.add_name(names, domain, nicename, name)
            elif entry.name == "wp:comment":
                left[phrase("notes about comments (comment meta)")] += int(entry.said.get("meta", "0"))
            else:
                self._know_author(entry) if entry.name == "wp:author" else terms.add(names, entry)
        if self.key == "wordpress":
            raise Unusable(phrase("it names no blog (wp:base_blog_url, link); this is no export of WordPress"))
        found.files, found.left, found.pinned = self.files, dict(+left), self.pinned[1]
        found.names = [replace(each, old=()) if self.is_own else each for each in names.values()]
        found.notes += reader.damage()
        return found

    def pieces(self, step: Step) -> Iterator[Piece]:
        """Each post and page, as they come."""
        for entry in entries(self._reader(step)):
            if entry.name == "item" and self.ids[entry.number]:
                yield items.piece(entry, self)

    def letters(self, step: Step) -> Iterator[Letter]:
        """Each comment, below the item that it stands in; those of what is no piece have none."""
        for entry in entries(self._reader(step)):
            if entry.name == "wp:comment":
                yield items.letter(entry, self)

    def _reader(self, step: Step) -> Reader:
        return Reader(self.path, step, "rss", "WordPress")

    def _know_site(self, entry: Entry, found: Outline) -> None:
        self.is_own = self.is_own or entry.said.get("generator") == own.GENERATOR
        for name in ("wp:base_blog_url", "wp:base_site_url", "link"):
            if host := urlsplit(entry.said.get(name, "")).hostname:
                found.hosts.add(host.removeprefix("www."))
                if self.key == "wordpress":
                    path = urlsplit(entry.said[name]).path.rstrip("/")
                    self.key = f"wordpress {host.removeprefix('www.')}{path}"

    def _know_author(self, entry: Entry) -> None:
        login, name = entry.said.get("wp:author_login", ""), entry.said.get("wp:author_display_name", "")
        self.authors[login] = plaintext.plain(name) or login
        self.author_ids.add(entry.said.get("wp:author_id", ""))

    def _sketch(self, entry: Entry, found: Outline, left: Counter[str]) -> str:
        """Keep of an item what has to be known before; its id, or nothing where it is not taken."""
        said = entry.said
        id, kind, status = said.get("wp:post_id", ""), said.get("wp:post_type", "post"), said.get("wp:status", "")
        if kind == "attachment" and (url := said.get("wp:attachment_url", "")):
            self.files[id] = url
            self.alts[id] = next((value for key, value in entry.meta if key == "_wp_attachment_image_alt"), "")
            self.under.setdefault(said.get("wp:post_parent", ""), []).append(id)
        elif kind not in KINDS:
            left[phrase("items of the kind %(kind)s", kind=repr(kind[:40]))] += 1
        elif status in LEFT:
            left[LEFT[status]] += 1
        elif not id.isdecimal() or id in self.seen:
            twice = phrase("the post number %(id)s comes twice", id=id[:20])
            none = phrase("the post number %(id)s is none", id=repr(id[:20]))
            found.notes.append((entry.line, twice if id in self.seen else none))
            left[phrase("items without a number of their own")] += 1
        else:
            self.seen.add(id)
            if items.is_sticky(said) and status == "publish":
                self.pinned = max(self.pinned, (said.get("wp:post_date", ""), id))
            slugs = unquote(said.get("wp:post_name", "")), said.get("title", "")
            found.pieces.append(
                Sketch(id, KINDS[kind], tuple(slug[:TITLE] for slug in slugs), _old(entry, is_own=self.is_own),
                       *(_origin(entry) if self.is_own else ()))
            )  # fmt: skip
            return id
        return ""


def _old(entry: Entry, *, is_own: bool) -> tuple[str, ...]:
    """Where an item stood, and stood before that, as these addresses are kept."""
    said = entry.said
    link, id = former.key(said.get("link", "")), said.get("wp:post_id", "")
    if is_own:  # whose ids are no addresses
        return (link, *(value for key, value in entry.meta if key == own.ADDRESS and former.key(value) == value))
    asked = "page_id" if said.get("wp:post_type") == "page" else "p"
    guid = former.key(said.get("guid", "")) if said.get("guid", "").startswith("http") else ""
    slug = unquote(said.get("wp:post_name", ""))
    olds = [unquote(value) for key, value in entry.meta if key == "_wp_old_slug"]
    before = [former.key_of(link.replace(slug, old), {}) for old in olds if slug and "?" not in link]
    return tuple(
        dict.fromkeys(each for each in (link, f"/?{asked}={id}", f"/?p={id}", guid, *before) if each not in ("", "/"))
    )


def _origin(entry: Entry) -> tuple[str, datetime | None]:
    """By which name the blog that wrote this knows it, and when it was made."""
    told = own.read(next((value for key, value in entry.meta if key == own.KEY), ""))
    return entry.said.get("guid", ""), told.moments["created_at"] if told else None

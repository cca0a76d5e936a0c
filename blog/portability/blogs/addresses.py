"""Where each piece of a blog will stand here, and what its former addresses lead to."""

from collections.abc import Container, Mapping
from itertools import count
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from sqlalchemy import or_, select

from ... import plaintext
from ...articles import rules
from ...articles.models import Article
from ...db import db
from ...site import former
from ...site.models import Redirect
from .. import naming
from .records import Outline, Sketch


class Addresses:
    """All that a source's own addresses lead to."""

    def __init__(self, outline: Outline, known: Mapping[str, tuple[int, str]]) -> None:
        self.hosts = outline.hosts
        self.paths: dict[str, str] = {}  # of the pieces, by their ids there
        self.new: dict[str, str] = {}  # by former addresses
        here = _here()
        taken = self.taken = {slug for _kind, slug in here.values()} | _former_slugs()
        for sketch in outline.pieces:
            our_id = known.get(sketch.id, (0, ""))[0]
            if our_id and our_id not in here:
                continue
            kind, slug = here[our_id] if our_id else (sketch.kind, _free(sketch, taken))
            taken.add(slug)
            self.paths[sketch.id] = rules.path(kind, slug)
            for old in sketch.old:
                self.new.setdefault(old, self.paths[sketch.id])
        for named in outline.names:
            for old in named.old:
                self.new.setdefault(old, f"/tags/{plaintext.slug(named.name)}")

    def slug(self, id: str) -> str:
        """The last part of a piece's address."""
        return self.paths[id].rpartition("/")[2]

    def key(self, address: str) -> str:
        """What an address of the source's own site is kept under; empty for one of another site."""
        try:
            parts = urlsplit(urljoin("//own", address))
        except ValueError:
            return ""
        is_own = parts.netloc == "own" or (parts.hostname or "").removeprefix("www.") in self.hosts
        return former.key(address) if is_own and parts.scheme in ("", "http", "https") else ""

    def find(self, address: str) -> str | None:
        """Where an address of there leads here; a letter's place on a page is not kept."""
        key = self.key(address) if not address.startswith("#") else ""
        if key == "/":
            return "/"
        path = former.lead(key, self.new.get) if key else None
        place = address.partition("#")[2]
        return path and (f"{path}#{place}" if place and not place.startswith(("comment", "respond")) else path)

    def may_lead(self, old: str) -> bool:
        """Whether a former address is none where something of ours stands, or could."""
        is_piece = old.startswith(tuple(rules.path(kind, "") for kind in rules.Kind))
        return old.rpartition("/")[2] not in self.taken if is_piece else not former.is_ours(old)

    def tags(self, outline: Outline, named: Container[str]) -> dict[str, str]:
        """What the addresses of those categories and tags lead to that there are by now, by their slugs in `named`."""
        slugs = ((plaintext.slug(each.name), each.old) for each in outline.names)
        return {old: f"/tags/{slug}" for slug, olds in slugs if slug in named for old in olds if self.may_lead(old)}


class _Stands(NamedTuple):
    kind: rules.Kind
    slug: str


def _here() -> dict[int, _Stands]:
    rows = db.session.execute(select(Article.id, Article.kind, Article.slug))
    return {row.id: _Stands(rules.Kind(row.kind), row.slug) for row in rows}


def _former_slugs() -> set[str]:
    """Of pieces that have another address by now."""
    olds = db.session.scalars(
        select(Redirect.old).where(or_(*(Redirect.old.startswith(rules.path(kind, "")) for kind in rules.Kind)))
    )
    return {old.rpartition("/")[2] for old in olds}


def _free(sketch: Sketch, taken: set[str]) -> str:
    """The best slug that nothing has, or it with -2, -3 …"""
    wanted = next((slug for text in sketch.slugs if (slug := naming.address(text))), f"piece-{sketch.id}")
    if wanted not in taken:
        return wanted
    return next(slug for number in count(2) if (slug := f"{wanted}-{number}") not in taken)

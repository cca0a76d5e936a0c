"""The categories and tags of an export: both are tags here, each with the former addresses of its page."""

from urllib.parse import unquote

from .... import plaintext
from ....site import former
from .. import values
from ..records import Named
from . import items
from .entries import Entry

TERMS = {"wp:category": ("wp:category_nicename", "wp:cat_name", "wp:category_description", "category", "cat"),
         "wp:tag": ("wp:tag_slug", "wp:tag_name", "wp:tag_description", "tag", "tag")}  # fmt: skip
DEFAULT = "uncategorized"  # what WordPress calls what nobody gave a category


def add(names: dict[str, Named], entry: Entry) -> None:
    """A category or tag that the head of an export describes."""
    slug, name, description, domain, asked = TERMS[entry.name]
    nicename = entry.said.get(slug, "")
    asked_for = entry.said.get("wp:term_id", "") if domain == "category" else nicename
    old = (former.key_of("/", {asked: asked_for}),) if asked_for else ()
    add_name(names, "category" if domain == "category" else "post_tag", nicename, entry.said.get(name, ""),
          values.words(entry.said.get(description, "")), old)  # fmt: skip


def add_name(
    names: dict[str, Named], domain: str, nicename: str, name: str, description: str = "", old: tuple[str, ...] = ()
) -> None:
    """One that is described, or that a piece has, with the address of its page there."""
    name = items.name(name, nicename)
    place = {"category": "category", "post_tag": "tag", "tag": "tag"}.get(domain)
    slug = plaintext.slug(name)
    if place is None or not slug or nicename == DEFAULT:
        return
    known = names.get(slug, Named(name))
    page = former.key(f"/{place}/{unquote(nicename)}") if nicename else ""
    paths = dict.fromkeys([*known.old, *old, *([page] if page else [])])
    names[slug] = Named(known.name, known.description or description, tuple(paths))

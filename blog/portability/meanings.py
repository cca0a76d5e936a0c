"""What the fields of other tools' files mean here: texts in, values of our own names out."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from .. import plaintext
from ..articles import rules
from ..articles.frontmatter import YES_OR_NO
from ..articles.rules import Kind
from ..language import is_language
from ..links import is_web_address
from . import naming
from .fields import Fields, one_line, texts, written_date
from .fronts import Unreadable, Value
from .reading import Source

# One of our names, and what it is called elsewhere; the first that is there counts.
LINES = {
    "title": ("title", "headline"),
    "standfirst": ("standfirst", "subtitle", "lede", "dek"),
    "summary": ("summary", "description", "excerpt"),
    "source_name": ("source_name",),
    "picture_caption": ("image_caption", "caption"),
    "picture_credit": ("image_credit",),
    "picture_alt": ("image_alt", "imagealt", "cover_alt", "featured_image_alt", "thumbnail_alt", "alt"),
}
TEXTS = {"disclaimer": ("disclaimer",), "farewell": ("farewell",)}
DATES = {
    "created_at": "created",
    "withdrawn_at": "withdrawn",
    "comments_closed_at": "comments_closed_at",
    "pinned_at": "pinned",
}
PUBLISHED = ("date", "publishdate", "pubdate", "pub_date", "published_at", "published")
CHANGED = ("updated", "lastmod", "modified", "last_modified_at", "last_modified")
PICTURES = (
    "image", "cover", "featured_image", "featuredimage", "feature_image", "hero", "hero_image", "heroimage", "banner",
    "thumbnail", "images",
)  # fmt: skip
TAGS = ("categories", "category", "tags", "keywords")
COLLECTIONS = {"all", "post", "posts"}  # tags of Eleventy that say which list a file is in
FORMER = ("aliases", "redirect_from", "alias")
LANGUAGES = ("language", "lang", "locale")
PIECE = re.compile(r"/(articles|pages)/[^/?#\s]+")


@dataclass(slots=True)
class Meaning:
    """A piece as its file says it: what it does not say is not in `said`."""

    kind: Kind
    slug: str
    said: dict[str, Any] = field(default_factory=dict)  # by the names of an article's columns, and `tags`
    picture: str = ""  # an address of a file, or of the web
    picture_line: int = 1
    also_read: str = ""
    former: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: list[tuple[int, str]] = field(default_factory=list)  # with the file's line


def understand(source: Source, zone: tzinfo, *, is_own: bool = False, is_spaced: bool = False) -> Meaning:
    """What a file says. `is_own`: an export of ours; `is_spaced`: its tags stand between spaces. Raises Unreadable."""
    fields = Fields(source)
    piece = Meaning(naming.kind(source), "")
    said = piece.said
    for name, keys in LINES.items():
        if (line := one_line(fields.take(*keys))) or name in source.values:
            said[name] = line
    for name, keys in TEXTS.items():
        if text := fields.take(*keys):
            said[name] = str(text)
    said["body"] = source.body
    naming.entitle(source, said)
    piece.slug = naming.slug(fields, source, said["title"])
    _dates(fields, source, zone, said, is_own)
    _more(fields, piece)
    said |= _names(fields, piece, is_spaced)
    _pictures(fields, piece)
    if is_own:
        _own(fields, zone, said)
    _former(fields, piece)
    if not said["body"].strip():
        raise Unreadable(f"{source.first}: there is no text below the front matter")
    if len(said["body"]) > rules.BODY:
        raise Unreadable(f"{source.first}: the text is longer than {rules.BODY:,} characters")
    piece.unknown = fields.unknown()
    return piece


def _dates(fields: Fields, source: Source, zone: tzinfo, said: dict[str, Any], is_own: bool) -> None:
    published = str(source.values.get("published", "")).lower()
    is_draft = (
        fields.yes("draft", default=False)
        or (published != "" and YES_OR_NO.get(published) is False)
        or str(fields.take("status")).lower() in ("draft", "hidden")
        or "_drafts" in source.path.parts
    )
    names = PUBLISHED[:-1] if published in YES_OR_NO else PUBLISHED
    date = fields.date(zone, *names)
    fields.asked.update(PUBLISHED)
    name = source.path.parent.name if source.path.stem == "index" else source.path.stem
    if date is None and (dated := naming.DATED.fullmatch(name)):
        with suppress(ValueError):
            date = written_date(dated[1], zone)
    if is_draft or date:
        said["published_at"] = None if is_draft else date
    changed = fields.date(zone, *CHANGED)
    if changed and is_own:
        said["updated_at"] = changed
    elif changed and date and changed > date and not is_draft:
        said |= {"updated_at": changed, "revised_at": changed}


def _more(fields: Fields, piece: Meaning) -> None:
    """What a value can be wrong in without harm."""
    if language := str(fields.take(*LANGUAGES)).replace("_", "-"):
        if is_language(language):
            piece.said["language"] = language
        else:
            piece.notes.append((fields.line(*LANGUAGES), f"{language!r} is no language tag like en, ur or pt-BR"))
    if source_url := str(fields.take("source_url")):
        if is_web_address(source_url):
            piece.said["source_url"] = source_url
        else:
            piece.notes.append((fields.line("source_url"), f"{source_url!r} is no web address"))
    if "comments" in fields.source.values:
        piece.said["comments_open"] = fields.yes("comments", default=True)
    if place := str(fields.take("menu_place")):
        if re.fullmatch(r"\d{1,2}", place):
            piece.said["menu_place"] = int(place)
        else:
            raise Unreadable(f"{fields.line('menu_place')}: menu_place must be a number from 0 to 99")
    piece.also_read = str(fields.take("also_read")).strip("/").rpartition("/")[2]


def _names(fields: Fields, piece: Meaning, is_spaced: bool) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if authors := texts(fields.take("author", "authors")):
        said["author"] = ", ".join(authors).replace(";", ",")
    if any(name in fields.source.values for name in TAGS):
        found = [tag for name in TAGS for tag in _tags(fields.take(name), is_spaced)]
        said["tags"] = tuple({plaintext.slug(tag): tag for tag in reversed(found)}[slug] for slug in _slugs(found))
    return said


def _slugs(tags: Sequence[str]) -> Iterator[str]:
    return (slug for slug in dict.fromkeys(map(plaintext.slug, tags)) if slug)


def _tags(value: Value, is_spaced: bool) -> list[str]:
    found = texts(value)
    if isinstance(value, str) and found:
        found = found[0].split(",") if "," in found[0] else found[0].split() if is_spaced else found
    return [tag.strip() for tag in found if tag.strip() and (is_spaced or tag.strip().lower() not in COLLECTIONS)]


def _pictures(fields: Fields, piece: Meaning) -> None:
    found = fields.take(*PICTURES)
    piece.picture_line = fields.line(*(name for name in PICTURES if fields.source.values.get(name)))
    if isinstance(found, list):
        found = found[0]
    if isinstance(found, dict):
        for name, key in {"picture_alt": "alt", "picture_caption": "caption", "picture_credit": "credit"}.items():
            if words := one_line(found.get(key, "")):
                piece.said.setdefault(name, words)
        found = next((found[key] for key in ("image", "path", "src", "url", "file") if found.get(key)), "")
    piece.picture = one_line(found)


def _own(fields: Fields, zone: tzinfo, said: dict[str, Any]) -> None:
    """What only our own export says."""
    for name, key in DATES.items():
        if date := fields.date(zone, key):
            said[name] = date
    if "created_at" in said:
        said.setdefault("updated_at", said["created_at"])  # an export is silent where they are the same
    if revised := fields.date(zone, "revised"):
        said["revised_at"] = revised
    if fields.yes("sample", default=False):
        said["is_sample"] = True
    if corrections := fields.take("corrections"):
        line = fields.line("corrections")
        said["corrections"] = tuple(_correction(each, zone, line) for each in corrections)


def _correction(value: Value, zone: tzinfo, line: int) -> tuple[datetime, str]:
    if not isinstance(value, dict) or not value.get("text"):
        raise Unreadable(f"{line}: a correction needs a date and a text")
    try:
        return written_date(str(value.get("date", "")), zone), str(value["text"])
    except ValueError as error:
        raise Unreadable(f"{line}: a correction's date {error}") from None


def _former(fields: Fields, piece: Meaning) -> None:
    """Those former addresses that can lead here; the others are named."""
    name = next((name for name in FORMER if name in fields.source.values), FORMER[0])
    former: list[str] = []
    for text in texts(fields.take(*FORMER)):
        path = naming.bare(re.sub(r"^https?://[^/]+", "", text))
        if PIECE.fullmatch(path) and len(path) <= 4 * plaintext.SLUG_LENGTH:
            former.append(unicodedata.normalize("NFC", path))
        else:
            piece.notes.append((fields.line(name), f"the former address {text[:80]} cannot lead here"))
    piece.former = tuple(former)


def differences(said: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    """What a file says otherwise than the piece that is there; when it was made and changed is no matter."""
    apart = [name for name, value in said.items() if name not in MOVING and stored[name] != value]
    return sorted(apart)


MOVING = ("created_at", "updated_at", "revised_at", "is_sample")

"""What a piece is here and WordPress has no field for: carried along in an export, for a blog like this one.

WordPress keeps it beside the post and shows it to nobody. It is read again only from a file that names us as its maker:
what WordPress wrote may have other words by then. Knows no Flask and no database.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..articles import rules
from ..language import is_language
from ..plaintext import UNWANTED

GENERATOR = "Letterpress"
KEY, ADDRESS = "_letterpress", "_letterpress_address"  # under which WordPress keeps it, and each former address
TEXTS = {
    "body": rules.BODY, "standfirst": 2_000, "summary": 2_000, "language": 35, "source_name": 500, "source_url": 2_000,
    "disclaimer": 10_000, "picture_alt": 2_000, "picture_caption": 2_000, "picture_credit": 2_000,
}  # fmt: skip
MOMENTS = ("created_at", "updated_at", "revised_at", "comments_closed_at")


@dataclass(frozen=True, slots=True)
class Own:
    """It, as it was read: fields of an article by their names, tags as (slug, name), corrections as (when, words)."""

    texts: dict[str, str]
    moments: dict[str, datetime | None]
    menu_place: int
    tags: tuple[tuple[str, str], ...]
    corrections: tuple[tuple[datetime, str], ...]


def written(piece: Any, tags: Iterable[Any], corrections: Iterable[Any]) -> str:
    """The same as a text, from a row of an article and those of what hangs on it."""
    said: dict[str, Any] = {name: getattr(piece, name) for name in TEXTS if getattr(piece, name)}
    said |= {name: moment.isoformat() for name in MOMENTS if (moment := getattr(piece, name))}
    said["menu_place"] = piece.menu_place
    said["tags"] = [[tag.slug, tag.name] for tag in tags]
    said["corrections"] = [[each.made_at.isoformat(), each.text] for each in corrections]
    return json.dumps(said, ensure_ascii=False)


def read(text: str) -> Own | None:
    """What such a text says; None where it is none, or was changed by somebody."""
    try:
        said = json.loads(text)
        found = Own(
            {name: _text(said.get(name, ""), most) for name, most in TEXTS.items()},
            {name: _moment(said[name]) if name in said else None for name in MOMENTS},
            int(said["menu_place"]),
            tuple((_text(slug, rules.TITLE), _text(name, rules.TITLE)) for slug, name in said["tags"]),
            tuple((_moment(when), _text(words, rules.BODY)) for when, words in said["corrections"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    is_whole = found.texts["body"] and is_language(found.texts["language"]) and 0 <= found.menu_place < 100
    return found if is_whole else None


def _text(said: Any, most: int) -> str:
    if not isinstance(said, str) or len(said) > most:
        raise ValueError(said)
    return UNWANTED.sub("", said)


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said).astimezone(UTC)

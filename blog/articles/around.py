"""What stands around a piece on its page, read in one statement: tags, corrections, neighbours, and what to go on with.

Six statements would cost the page more than all that they read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, cast, literal, null, select, union_all

from ..db import AnyRow, AnySelect, UTCDateTime, read
from .models import Article, ArticleTag, Correction, Related, Tag
from .queries import ALSO_READ, CORRECTIONS, LIVE, NEXT, PREVIOUS, SUMMARY

_teaser = (Article.id, Article.slug, Article.title, SUMMARY, Article.language)
_id: BindParameter[int] = bindparam("id")
_NO_MOMENT = cast(null(), UTCDateTime).label("made_at")


def _part(name: str, statement: AnySelect, place: Any, *columns: Any) -> AnySelect:
    """Some rows by the name of their part, in columns that all parts have."""
    found = statement.with_only_columns(literal(name).label("part"), place.label("place"), *columns)
    return select(found.subquery())


def _teasers(name: str, statement: AnySelect, place: Any) -> AnySelect:
    return _part(name, statement, place, *_teaser, _NO_MOMENT)


_empty = literal("")
_parts = (
    # First, as it alone has a moment, by which the columns of all are known.
    _part(
        "correction", CORRECTIONS, literal(0),
        Correction.id, _empty.label("slug"), Correction.text.label("title"), _empty.label("summary"),
        _empty.label("language"), Correction.made_at,
    ),
    _part(
        "tag", select(Tag).join(ArticleTag, ArticleTag.tag_id == Tag.id).where(ArticleTag.article_id == _id),
        ArticleTag.position, Tag.id, Tag.slug, Tag.name, _empty, _empty.label("language"), _NO_MOMENT,
    ),
    _teasers("previous", PREVIOUS, literal(0)),
    _teasers("next", NEXT, literal(0)),
    _teasers("also", select(Article).where(Article.id == bindparam("chosen"), *LIVE), literal(-1)),
    _teasers(
        "also",
        select(Article).join(Related, Related.other_id == Article.id)
        .where(Related.article_id == _id, Article.id != bindparam("chosen"), *LIVE)
        .order_by(Related.place).limit(ALSO_READ),
        Related.place,
    ),
)  # fmt: skip
_all = union_all(*_parts).subquery()
AROUND = select(_all).order_by(_all.c.place, _all.c.made_at, _all.c.id)


class Tagged(NamedTuple):
    """A tag of the piece."""

    slug: str
    name: str


class Corrected(NamedTuple):
    """What was wrong in it, and since when it is right."""

    made_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Around:
    """Tags and corrections in their order; of other pieces their `slug`, `title`, `summary` and `language`."""

    tags: list[Tagged]
    corrections: list[Corrected]
    previous: AnyRow | None
    next: AnyRow | None
    also: list[AnyRow]


def around(article: AnyRow) -> Around:
    """All that stands around a live article."""
    values = {"id": article.id, "published_at": article.published_at, "chosen": article.also_read_id or 0}
    found: dict[str, list[AnyRow]] = {"correction": [], "tag": [], "previous": [], "next": [], "also": []}
    for row in read(AROUND, values).all():
        found[row.part].append(row)
    return Around(
        tags=[Tagged(row.slug, row.title) for row in found["tag"]],
        corrections=[Corrected(row.made_at, row.title) for row in found["correction"]],
        previous=next(iter(found["previous"]), None),
        next=next(iter(found["next"]), None),
        also=found["also"][:ALSO_READ],
    )

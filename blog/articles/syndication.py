"""What feeds and the site map carry of articles: whole pieces a page at a time, and every address that readers have."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select

from ..db import AnyRow, AnySelect, db
from ..media import queries as media
from ..media.models import Media
from ..paging import Keyset
from .models import Article, ArticleMedia, ArticleTag, Correction, LiveMonth, Tag
from .pieces import Piece
from .queries import FEW, HAS_TAG, IS, LIVE, LIVE_AMONG_FEW
from .rules import Kind, path

SIZE = 20  # pieces of a page of a feed
_whole = select(*Article.__table__.columns)
WHOLE = _whole.where(*LIVE)
# The pinned piece stands in its place: a feed is read by time.
NEWEST = Keyset(WHOLE, Article.published_at, Article.id, size=SIZE)
NEWEST_TAGGED = {
    are_few: Keyset(pieces, Article.published_at, Article.id, size=SIZE)
    for are_few, pieces in ((True, _whole.where(*LIVE_AMONG_FEW, HAS_TAG)), (False, WHOLE.where(HAS_TAG)))
}
IDS: BindParameter[int] = bindparam("ids", expanding=True)
TAGS = (
    select(ArticleTag.article_id, Tag.slug, Tag.name)
    .join(Tag, Tag.id == ArticleTag.tag_id)
    .where(ArticleTag.article_id.in_(IDS))
    .order_by(ArticleTag.article_id, ArticleTag.position)
)
CORRECTIONS = (
    select(Correction.article_id, Correction.made_at, Correction.text)
    .where(Correction.article_id.in_(IDS))
    .order_by(Correction.article_id, Correction.made_at, Correction.id)
)
FILES = (
    media.ROW.add_columns(ArticleMedia.article_id)
    .join(ArticleMedia, ArticleMedia.media_id == Media.id)
    .where(ArticleMedia.article_id.in_(IDS), Media.width == 0)
    .order_by(ArticleMedia.article_id, Media.id)
)
LAST_CORRECTED = select(func.max(Correction.made_at)).scalar_subquery()
# Every saving counts: who asks only by time must hear of whatever may have changed.
_published = select(func.max(Article.published_at)).where(*LIVE).scalar_subquery()
_saved = (
    select(Article.updated_at).where(*LIVE_AMONG_FEW).order_by(Article.updated_at.desc()).limit(1).scalar_subquery()
)
TOUCHED = select(_saved, _published, LAST_CORRECTED)
CORRECTED = select(func.max(Correction.made_at)).where(Correction.article_id == Article.id).scalar_subquery()
CHANGED = (Article.published_at, Article.revised_at, CORRECTED.label("corrected_at"))
ADDRESSES = select(Article.id, Article.kind, Article.slug, *CHANGED).where(Article.is_live).order_by(Article.id)
LIVE_TAGS = select(Tag.slug).where(Tag.articles > 0).order_by(Tag.id)
A_PART = ADDRESSES.limit(bindparam("most")).offset(bindparam("past"))
SOME_TAGS = LIVE_TAGS.limit(bindparam("most")).offset(bindparam("past"))
_pages = select(func.count()).where(IS[Kind.PAGE], Article.is_live).scalar_subquery()
_articles = select(func.coalesce(func.sum(LiveMonth.articles), 0)).scalar_subquery()
COUNTS = select(_articles + _pages, select(func.count()).where(Tag.articles > 0).scalar_subquery())
SHOWN = (
    media.ROW.add_columns(ArticleMedia.article_id)
    .join(ArticleMedia, ArticleMedia.media_id == Media.id)
    .where(ArticleMedia.article_id.in_(IDS), Media.width > 0)
    .order_by(ArticleMedia.article_id, Media.id)
)


@dataclass(frozen=True, slots=True)
class Place:
    """An address that readers have: its path, when what stands there last changed if known, and its pictures' paths."""

    path: str
    changed_at: datetime | None
    pictures: list[str]


@dataclass(frozen=True, slots=True)
class Whole:
    """A piece with all that hangs on it; `files` are the columns of the media that it leads to."""

    piece: Piece
    tags: list[AnyRow]
    corrections: list[AnyRow]
    files: list[AnyRow]

    @property
    def changed_at(self) -> datetime:
        """When what readers see of it last changed."""
        moments: list[datetime] = [correction.made_at for correction in self.corrections]
        moments += [self.piece.published_at, self.piece.revised_at or self.piece.published_at]
        return max(moments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.piece, name)


@dataclass(frozen=True, slots=True)
class Wholes:
    """A page of them, and the cursors of what comes before and after."""

    pieces: list[Whole]
    before: str | None
    after: str | None


def newest(before: str | None, after: str | None, tag: AnyRow | None = None) -> Wholes:
    """Twenty live articles of the site or of a tag, newest first. Raises BadCursor."""
    if tag is None:
        page = NEWEST.page(before=before, after=after)
    else:
        page = NEWEST_TAGGED[tag.articles <= FEW].page(before=before, after=after, tag_id=tag.id)
    ids = [row.id for row in page.rows]
    tags, corrections, files = (_by_article(statement, ids) for statement in (TAGS, CORRECTIONS, FILES))
    pieces = [Whole(Piece(row), tags[row.id], corrections[row.id], files[row.id]) for row in page.rows]
    return Wholes(pieces, page.before, page.after)


def count() -> int:
    """How many addresses there are: of live articles and pages, and of tags that a live article has."""
    return sum(db.session.execute(COUNTS).one())


def places(past: int, most: int) -> list[Place]:
    """Some of these addresses, past so many: articles and pages in the order in which they were begun, then tags."""
    rows = list(db.session.execute(A_PART, {"past": past, "most": most}))
    shown = _by_article(SHOWN, [row.id for row in rows])
    found = [
        Place(
            path(row.kind, row.slug),
            max(when for when in (row.published_at, row.revised_at, row.corrected_at) if when),
            [media.file_of(picture) for picture in shown[row.id]],
        )
        for row in rows
    ]
    if len(rows) < most:
        pieces: int = db.session.execute(COUNTS).one()[0]
        values = {"past": max(0, past - pieces), "most": most - len(rows)}
        found += [Place(f"/tags/{slug}", None, []) for slug in db.session.scalars(SOME_TAGS, values)]
    return found


def touched_at() -> datetime | None:
    """When anything of a live article was last written; None where there is none."""
    moments: list[datetime] = [when for when in db.session.execute(TOUCHED).one() if when]
    return max(moments, default=None)


def _by_article(statement: AnySelect, ids: Iterable[int]) -> Mapping[int, list[AnyRow]]:
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in db.session.execute(statement, {"ids": list(ids)}):
        found[row.article_id].append(row)
    return found

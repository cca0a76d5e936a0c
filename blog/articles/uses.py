"""Where media is used: the list of the library with its counts, and the pieces that show one or lead to it."""

from sqlalchemy import Text, bindparam, cast, exists, func, or_, select

from ..db import AnyRow, db
from ..media import queries as media
from ..media.models import Media
from ..paging import Keyset, Page
from ..site.models import Redirect
from .models import Article, ArticleMedia, WorkingCopy

SIZE = 40
SHOWN = select(ArticleMedia.article_id).where(ArticleMedia.media_id == Media.id)
COUNT = select(func.count()).where(ArticleMedia.media_id == Media.id).scalar_subquery()
LIST = media.ROW.add_columns(COUNT.label("uses"))
IS_USED = or_(exists(SHOWN), exists(select(Article.id).where(Article.picture_id == Media.id)))
FILTERS = {
    "all": Media.id.is_not(None),
    "unused": ~IS_USED,
    "without-alt": (Media.alt == "") & (Media.width > 0),
    "files": Media.width == 0,
}
LISTS = {
    name: Keyset(LIST.where(condition), Media.created_at, Media.id, size=SIZE) for name, condition in FILTERS.items()
}
COUNTS = select(*(func.count().filter(condition).label(name) for name, condition in FILTERS.items())).select_from(Media)
NAMES = select(Redirect.old).where(Redirect.new == bindparam("path"))
COLUMNS = (Article.id, Article.title, Article.language, Article.updated_at)
PIECES = (
    select(*COLUMNS)
    .where(
        or_(
            Article.picture_id == bindparam("id"),
            Article.id.in_(select(ArticleMedia.article_id).where(ArticleMedia.media_id == bindparam("id"))),
        )
    )
    .order_by(Article.updated_at.desc(), Article.id.desc())
)
COPIES = select(*COLUMNS, cast(WorkingCopy.fields, Text).label("fields")).join(
    WorkingCopy, WorkingCopy.article_id == Article.id
)


def listing(show: str, before: str | None, after: str | None) -> Page:
    """A page of the library, newest first, by a key of FILTERS."""
    return LISTS[show].page(before=before, after=after)


def counts() -> dict[str, int]:
    """How many there are under each filter."""
    return dict(db.session.execute(COUNTS).one()._mapping)


def pieces(media_id: int) -> list[AnyRow]:
    """What shows an item or leads to it, last changed first; and what would, once its editor is saved."""
    rows: list[AnyRow] = list(db.session.execute(PIECES, {"id": media_id}))
    found = {row.id for row in rows}
    if copies := [row for row in db.session.execute(COPIES) if row.id not in found]:
        signs = _signs(media_id)
        rows += [row for row in copies if any(sign in row.fields for sign in signs)]
    return rows


def _signs(media_id: int) -> list[str]:
    """How the stored fields of an editor speak of an item."""
    paths = [media.path(row.name) for row in media.rows([media_id])]
    former = [old for path in paths for old in db.session.scalars(NAMES, {"path": path})]
    return [f'"picture_id": "{media_id}"', *(f"{path}{sign}" for path in (*paths, *former) for sign in "-.")]

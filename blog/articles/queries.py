"""What readers and the desk read of articles. Statements are built once, and select columns, not entities."""

from datetime import datetime

from sqlalchemy import bindparam, exists, false, func, literal_column, or_, select, tuple_

from ..db import AnyRow, UTCDateTime, db, read
from ..paging import Keyset, Page
from ..site.kept import kept
from ..site.models import Redirect
from .models import Article, ArticleTag, Correction, Related, Tag
from .rules import Kind, path, typed_slug

SUMMARY = func.coalesce(func.nullif(Article.summary, ""), Article.standfirst).label("summary")
ENTRY = (
    Article.id,
    Article.slug,
    Article.title,
    SUMMARY,
    Article.standfirst,
    Article.author,
    Article.language,
    Article.published_at,
    Article.reading_minutes,
    Article.is_sample,
    Tag.slug.label("kicker_slug"),
    Tag.name.label("kicker_name"),
)
KICKER = ArticleTag.__table__.alias("kicker")
# Written out: SQLite compares a kind that is bound with what an index of some pieces says of theirs, and plans the
# statement anew each time, which takes eight times as long as to run it.
IS = {kind: Article.kind == literal_column(f"'{kind}'") for kind in Kind}
LIVE = (IS[Kind.ARTICLE], Article.is_live)
# All others, of which `counts` keeps no number: the very words of `ix_article_uncounted`, or SQLite would not use it.
UNCOUNTED = or_(~Article.is_live, IS[Kind.PAGE])
_entries = (
    select(*ENTRY)
    .outerjoin(KICKER, (KICKER.c.article_id == Article.id) & (KICKER.c.position == 0))
    .outerjoin(Tag, Tag.id == KICKER.c.tag_id)
)
ENTRIES = _entries.where(*LIVE)
HAS_TAG = Article.id.in_(select(ArticleTag.article_id).where(ArticleTag.tag_id == bindparam("tag_id")))
# The same as LIVE where something else finds the pieces: by the index of what is live, all of that would be read.
LIVE_AMONG_FEW = (Article.kind.concat("") == Kind.ARTICLE, func.coalesce(Article.is_live, false()))
FEW = 200  # pieces of a tag, from which on it is quicker to look for them among the newest than to put them in order
PINNED = Article.pinned_at.is_not(None)
HAS_PINNED = select(exists().where(PINNED))
# The pinned piece leads the first page and stands nowhere else in the list, so that its pages stay what they are.
# Named by its id: by itself it would be looked for among all that is live.
_pinned = select(Article.id).where(PINNED).order_by(Article.pinned_at.desc()).limit(1).scalar_subquery()
_lead = ENTRIES.where(Article.id == _pinned)
NEWEST = Keyset(ENTRIES.where(~PINNED), Article.published_at, Article.id, size=10, lead=_lead)
NEWEST_TAGGED = {
    are_few: Keyset(entries, Article.published_at, Article.id, size=10)
    for are_few, entries in ((True, _entries.where(*LIVE_AMONG_FEW, HAS_TAG)), (False, ENTRIES.where(HAS_TAG)))
}

BY_SLUG = {
    kind: select(*Article.__table__.columns).where(Article.slug == bindparam("slug"), IS[kind], Article.is_live)
    for kind in Kind
}
TAGS = (
    select(Tag.slug, Tag.name)
    .join(ArticleTag, ArticleTag.tag_id == Tag.id)
    .where(ArticleTag.article_id == bindparam("id"))
    .order_by(ArticleTag.position)
)
TAG = select(Tag.id, Tag.slug, Tag.name, Tag.description, Tag.articles).where(
    Tag.slug == bindparam("slug"), Tag.articles > 0
)
WITHDRAWN = {
    kind: select(Article.title, Article.language, Article.farewell, Article.withdrawn_at).where(
        Article.slug == bindparam("slug"), IS[kind], Article.withdrawn_at.is_not(None)
    )
    for kind in Kind
}
CORRECTIONS = (
    select(Correction.id, Correction.made_at, Correction.text)
    .where(Correction.article_id == bindparam("id"))
    .order_by(Correction.made_at, Correction.id)
)
PAGES = (
    select(Article.slug, Article.title)
    .where(IS[Kind.PAGE], Article.is_live, Article.menu_place > 0)
    .order_by(Article.menu_place, Article.title)
)

ALSO_READ = 3  # pieces
TEASER = (Article.slug, Article.title, SUMMARY, Article.language)
CHOSEN = select(*TEASER).where(Article.id == bindparam("id"), *LIVE)
RELATED = (
    select(*TEASER)
    .join(Related, Related.other_id == Article.id)
    .where(Related.article_id == bindparam("id"), Article.id != bindparam("chosen"), *LIVE)
    .order_by(Related.place)
    .limit(bindparam("most"))
)
_place = tuple_(Article.published_at, Article.id)
_here = tuple_(bindparam("published_at", type_=UTCDateTime()), bindparam("id"))
PREVIOUS = (
    select(*TEASER).where(*LIVE, _place < _here).order_by(Article.published_at.desc(), Article.id.desc()).limit(1)
)
NEXT = select(*TEASER).where(*LIVE, _place > _here).order_by(Article.published_at, Article.id).limit(1)

BY_ID = select(*Article.__table__.columns).where(Article.id == bindparam("id"))
SLUG_OF = select(Article.slug).where(Article.id == bindparam("id"))
ID_OF = select(Article.id).where(Article.slug == bindparam("slug"))
FORMER = Redirect.old.in_(bindparam("paths", expanding=True)) & (Redirect.new != bindparam("here"))
ON_CARD = select(Article.id, Article.title, Article.language, Article.is_live, Article.withdrawn_at).where(
    Article.id == bindparam("id")
)
LIVE_IDS = select(Article.id).where(Article.is_live)
IS_TAKEN = select(
    exists().where(Article.slug == bindparam("slug"), Article.id != bindparam("id"))
    | exists(select(Redirect.old).where(FORMER))
)
SCHEDULED = (Article.is_live.is_(False), Article.published_at.is_not(None), Article.withdrawn_at.is_(None))
IS_DUE = select(exists().where(*SCHEDULED, Article.published_at <= bindparam("now", type_=UTCDateTime())))
HAS_SAMPLES = select(exists(select(Article.id).where(Article.is_sample)))
HEADLINES = select(Article.id, Article.slug, Article.title, Article.kind, Article.is_live).where(
    Article.id.in_(bindparam("ids", expanding=True))
)


def newest(before: str | None, after: str | None) -> Page:
    """Ten live articles, newest first; before them, on the first page, the pinned one. Raises BadCursor."""
    return NEWEST.page(before=before, after=after)


def tagged(tag: AnyRow, before: str | None, after: str | None) -> Page:
    """Ten live articles of a tag, newest first. Raises BadCursor."""
    return NEWEST_TAGGED[tag.articles <= FEW].page(before=before, after=after, tag_id=tag.id)


def live_by_slug(slug: str, kind: Kind = Kind.ARTICLE) -> AnyRow | None:
    """The article or page that readers find at this address."""
    return read(BY_SLUG[kind], {"slug": typed_slug(slug)}).one_or_none()


def on_card(article_id: int) -> AnyRow | None:
    """What is drawn on the card of an article or page, and whether readers find it."""
    return db.session.execute(ON_CARD, {"id": article_id}).one_or_none()


def live_ids() -> set[int]:
    """The ids of all articles and pages that readers find."""
    return set(db.session.scalars(LIVE_IDS))


def tag_by_slug(slug: str) -> AnyRow | None:
    """The tag at this address, if an article that readers see has it."""
    return db.session.execute(TAG, {"slug": typed_slug(slug)}).one_or_none()


def tags_of(article_id: int) -> list[AnyRow]:
    """The tags of an article in the editor's order; the first is the kicker."""
    return list(db.session.execute(TAGS, {"id": article_id}))


def withdrawn(slug: str, kind: Kind) -> AnyRow | None:
    """What stands in the place of a piece that was withdrawn."""
    return db.session.execute(WITHDRAWN[kind], {"slug": typed_slug(slug)}).one_or_none()


def corrections(article_id: int) -> list[AnyRow]:
    """What was corrected in an article, in the order in which it was."""
    return list(db.session.execute(CORRECTIONS, {"id": article_id}))


@kept
def pages() -> list[AnyRow]:
    """The static pages of the masthead, in their places."""
    return list(db.session.execute(PAGES))


def also_read(article_id: int, chosen_id: int | None) -> list[AnyRow]:
    """Up to three pieces to go on with: the one that the editor chose, then those that are related most."""
    chosen = db.session.execute(CHOSEN, {"id": chosen_id}).all() if chosen_id else []
    values = {"id": article_id, "chosen": chosen_id or 0, "most": ALSO_READ - len(chosen)}
    return [*chosen, *db.session.execute(RELATED, values)]


def by_id(article_id: int) -> AnyRow | None:
    """Any article, for the desk."""
    return db.session.execute(BY_ID, {"id": article_id}).one_or_none()


def slug_of(article_id: int | None) -> str:
    """The address of an article, or nothing for none."""
    return db.session.execute(SLUG_OF, {"id": article_id}).scalar_one_or_none() or ""


def live_slug(article_id: int) -> str:
    """The address of an article that readers see, or nothing."""
    row = by_id(article_id)
    return row.slug if row is not None and row.is_live else ""


def id_of(slug: str) -> int | None:
    """The article with this address, live or not."""
    return db.session.execute(ID_OF, {"slug": typed_slug(slug)}).scalar_one_or_none()


def is_taken(slug: str, article_id: int) -> bool:
    """Whether another piece than this one (0: a new one) has or had this address."""
    row = by_id(article_id)
    here = path(row.kind, row.slug) if row is not None else ""
    values = {"slug": slug, "id": article_id, "paths": [path(kind, slug) for kind in Kind], "here": here}
    return bool(db.session.execute(IS_TAKEN, values).scalar_one())


def headlines(ids: list[int]) -> dict[int, AnyRow]:
    """Title and address of several articles at once."""
    return {row.id: row for row in db.session.execute(HEADLINES, {"ids": ids})}


def is_due(now: datetime) -> bool:
    """Whether a scheduled piece waits to go live."""
    return bool(db.session.execute(IS_DUE, {"now": now}).scalar_one())


def has_pinned() -> bool:
    """Whether an article leads the first page because somebody wants it to."""
    return bool(db.session.scalar(HAS_PINNED))


def has_samples() -> bool:
    """Whether sample articles are left."""
    return bool(db.session.execute(HAS_SAMPLES).scalar_one())

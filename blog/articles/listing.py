"""What the desk's list of articles shows: filtered by state, kind, tag and words. Each combination of filters is a
statement of its own, built once.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, literal, or_, select, union_all
from sqlalchemy.sql.functions import coalesce

from ..db import AnyRow, UTCDateTime, db
from ..paging import Keyset, Page
from ..plaintext import like
from .models import Article, ArticleTag, LiveMonth, Tag, WorkingCopy
from .queries import LIVE, UNCOUNTED
from .rules import Kind, State

SIZE = 50
WORKING_TITLE = WorkingCopy.fields["title"].as_string()
TEXT = Article.title + "\n" + Article.standfirst + "\n" + Article.body + "\n" + coalesce(WORKING_TITLE, "")
STATE = case(  # as `rules.state` has it
    (Article.withdrawn_at.is_not(None), State.WITHDRAWN.value),
    (Article.published_at.is_(None), State.DRAFT.value),
    (Article.is_live, State.LIVE.value),
    else_=State.SCHEDULED.value,
)
ROW = select(
    Article.id,
    Article.slug,
    Article.title,
    Article.kind,
    Article.published_at,
    Article.updated_at,
    Article.revised_at,
    Article.pinned_at,
    Article.is_sample,
    STATE.label("state"),
    WORKING_TITLE.label("working_title"),
    WorkingCopy.kept_at,
).outerjoin(WorkingCopy, WorkingCopy.article_id == Article.id)
_counting = select(STATE.label("state"), func.count().label("pieces")).group_by(STATE)
_live = select(literal(State.LIVE.value), coalesce(func.sum(LiveMonth.articles), 0))
_live_tagged = select(literal(State.LIVE.value), Tag.articles).where(Tag.slug == bindparam("tag"))
COUNTS = union_all(_counting.where(UNCOUNTED), _live)
FILTERS: dict[str, ColumnElement[bool]] = {
    "state": bindparam("state") == STATE,
    "kind": Article.kind == bindparam("kind"),
    "tag": exists().where(
        ArticleTag.article_id == Article.id, ArticleTag.tag_id == Tag.id, Tag.slug == bindparam("tag")
    ),
}
TAGS = (
    select(ArticleTag.article_id, Tag.slug, Tag.name)
    .join(Tag, Tag.id == ArticleTag.tag_id)
    .where(ArticleTag.article_id.in_(bindparam("ids", expanding=True)))
    .order_by(ArticleTag.article_id, ArticleTag.position)
)
PUBLISHED = select(Article.published_at).where(*LIVE, Article.published_at >= bindparam("since", type_=UTCDateTime()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pieces are asked for; what is empty does not matter."""

    state: State | None = None
    kind: Kind | None = None
    tag: str = ""  # its slug
    words: tuple[str, ...] = ()  # each somewhere in the headline, the standfirst or the text

    def values(self) -> dict[str, str]:
        """The values of the filters that matter, by their names."""
        found = {"state": self.state, "kind": self.kind, "tag": self.tag}
        return {name: str(value) for name, value in found.items() if value}


ALL = Wanted()


def page(wanted: Wanted = ALL, before: str | None = None, after: str | None = None) -> Page:
    """Fifty pieces, last changed first. Raises BadCursor."""
    listed, _counting, values = _prepared(wanted)
    return listed.page(before=before, after=after, **values)


def counts(wanted: Wanted) -> dict[str, int]:
    """How many pieces are in each state of those that the other filters leave."""
    everywhere = Wanted(kind=wanted.kind, tag=wanted.tag, words=wanted.words)
    _listed, counting, values = _prepared(everywhere)
    found = Counter[str]()
    for state, pieces in db.session.execute(counting, values):
        found[state] += pieces
    return {state.value: found[state.value] for state in State}


def tags(ids: list[int]) -> dict[int, list[AnyRow]]:
    """The tags of several pieces, each in the editor's order."""
    found: dict[int, list[AnyRow]] = {}
    for row in db.session.execute(TAGS, {"ids": ids}):
        found.setdefault(row.article_id, []).append(row)
    return found


def published_since(since: datetime) -> list[datetime]:
    """When the live articles were published, of those that were since then."""
    return [moment for moment in db.session.scalars(PUBLISHED, {"since": since}) if moment]


def _prepared(wanted: Wanted) -> tuple[Keyset, Any, dict[str, Any]]:
    values, patterns = wanted.values(), [like(word) for word in wanted.words]
    is_uncounted = wanted.state not in (None, State.LIVE)
    listed, counting = _statements(frozenset(values), tuple(map(len, patterns)), is_uncounted)
    forms = {f"word_{n}_{m}": form for n, some in enumerate(patterns) for m, form in enumerate(some)}
    return listed, counting, values | forms


@lru_cache(maxsize=128)
def _statements(names: frozenset[str], words: tuple[int, ...], is_uncounted: bool) -> tuple[Keyset, Any]:
    """The list and its counts, for these filters and for words that have so many forms each."""
    looked_for = (
        or_(*(TEXT.ilike(bindparam(f"word_{n}_{m}"), escape="\\") for m in range(forms)))
        for n, forms in enumerate(words)
    )
    conditions = and_(True, *(FILTERS[name] for name in sorted(names)), *looked_for)
    rows = ROW.where(conditions, UNCOUNTED) if is_uncounted else ROW.where(conditions)
    return Keyset(rows, Article.updated_at, Article.id, size=SIZE), _counts(names, conditions, has_words=bool(words))


def _counts(names: frozenset[str], conditions: ColumnElement[bool], *, has_words: bool) -> Any:
    """The live articles of the site and of a tag are counted already; words are looked for in every piece."""
    if has_words:
        return _counting.outerjoin(WorkingCopy, WorkingCopy.article_id == Article.id).where(conditions)
    live = _live_tagged if "tag" in names else _live
    if "kind" in names:
        live = live.where(bindparam("kind") == literal(Kind.ARTICLE.value))
    return union_all(_counting.where(conditions, UNCOUNTED), live)

"""The printed comments of an article, a page at a time, and the page on which one of them stands."""

import re
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Integer, bindparam, func, select

from ..db import AnyRow, AnySelect, db, read
from ..paging import BadCursor
from .models import Comment
from .pages import MOST, THREADS, Layout, Place, Span, span
from .queries import APPROVED, LETTER

PLACE = re.compile(r"([1-9][0-9]{0,17})(?:-([1-9][0-9]{0,8}))?")

# Each on its own: together they would be gathered row by row, which takes three times as long as to count.
_count, _oldest, _newest = (
    select(what).where(*APPROVED).scalar_subquery()
    for what in (func.count(), func.min(Comment.rank), func.max(Comment.rank))
)
EXTENT: AnySelect = select(_count.label("letters"), _oldest.label("oldest"), _newest.label("newest"))
_within = Comment.rank.between(bindparam("low"), bindparam("high"))
SIZES: AnySelect = (
    select(Comment.rank, func.count()).where(*APPROVED, _within).group_by(Comment.rank).order_by(Comment.rank)
)
NEXT_ABOVE = select(func.min(Comment.rank)).where(*APPROVED, Comment.rank >= bindparam("rank"))
NEXT_BELOW = select(func.max(Comment.rank)).where(*APPROVED, Comment.rank <= bindparam("rank"))
RANK = select(Comment.rank).where(*APPROVED, Comment.id == bindparam("id"))
EARLIER = select(func.count()).where(*APPROVED, Comment.rank == bindparam("rank"), Comment.id < bindparam("id"))
NAMES = select(Comment.id, Comment.name).where(*APPROVED, Comment.id.in_(bindparam("ids", expanding=True)))


def _letters(*, newest_first: bool) -> AnySelect:
    order = (Comment.rank.desc() if newest_first else Comment.rank, Comment.id)
    # In two steps, as a thread of thousands has to be put in order newest first: by its ids, not with all its words.
    ids = select(Comment.id).where(*APPROVED, _within).order_by(*order)
    ids = ids.limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer)).correlate(None)
    return select(*LETTER).where(Comment.id.in_(ids)).order_by(*order)


def _front(*, newest_first: bool) -> AnySelect:
    """The letters of the foremost threads, one more than a page holds, and beside each the extent (`pages.span`)."""
    low = _newest - (THREADS - 1) if newest_first else _oldest - (_oldest - 1) % THREADS
    within = Comment.rank.between(low, _newest if newest_first else low + (THREADS - 1))
    order = (Comment.rank.desc() if newest_first else Comment.rank, Comment.id)
    extent = (_count.label("letters"), _oldest.label("oldest"), _newest.label("newest"))
    return select(*LETTER, Comment.rank, *extent).where(*APPROVED, within).order_by(*order).limit(MOST + 1)


FRONT = {newest_first: _front(newest_first=newest_first) for newest_first in (False, True)}
LETTERS = {newest_first: _letters(newest_first=newest_first) for newest_first in (False, True)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of printed comments. Pages go by what their address says: "" is the first one, None is none."""

    rows: list[AnyRow]
    count: int  # on all pages
    here: str = ""
    before: str | None = None
    after: str | None = None
    elsewhere: dict[int, str] = field(default_factory=dict)  # who wrote what is answered here and stands on another


def sheet(article_id: int, begins: str | None, *, newest_first: bool) -> Sheet:
    """The page that holds the place that an address names, or the first one; without comments that one is empty.

    Raises BadCursor for what names no place, or one after which nothing is printed.
    """
    if begins is None:
        return _first(article_id, newest_first=newest_first)
    order = _Order(article_id, newest_first=newest_first)
    place = _parse(begins)
    rank = order.onward(place.rank)
    if rank is None:
        raise BadCursor(begins)
    layout = order.layout(rank)
    earlier = (place.part - 1) * MOST
    if earlier >= layout.threads[rank]:
        raise BadCursor(begins)
    return order.sheet(layout, layout.at(rank, earlier))


def page_of(article_id: int, comment_id: int, *, newest_first: bool) -> str | None:
    """The page on which a comment of this article stands; None for one that is not printed."""
    values = {"article_id": article_id, "id": comment_id}
    rank = db.session.execute(RANK, values).scalar_one_or_none()
    if rank is None:
        return None
    order = _Order(article_id, newest_first=newest_first)
    layout = order.layout(rank)
    return order.name(layout, layout.at(rank, db.session.execute(EARLIER, values | {"rank": rank}).scalar_one()))


def _first(article_id: int, *, newest_first: bool) -> Sheet:
    """The page that nearly all ask for: in one statement, where it holds all that belongs together."""
    rows: list[AnyRow] = list(read(FRONT[newest_first], {"article_id": article_id}).all())
    if not rows:
        return Sheet([], 0)
    order = _Order(article_id, rows[0], newest_first=newest_first)
    if len(rows) > MOST:
        layout = order.layout(order.front)
    else:
        layout = Layout(order.span(order.front), list(Counter(row.rank for row in rows).items()))
    return order.sheet(layout, 0, rows[: layout.leaves[0].stop])


class _Order:
    """The threads of an article, in the order in which they are read; their extent may be known."""

    def __init__(self, article_id: int, extent: AnyRow | None = None, *, newest_first: bool) -> None:
        self.values = {"article_id": article_id}
        self.newest_first = newest_first
        extent = extent or db.session.execute(EXTENT, self.values).one()
        self.count: int = extent.letters
        self.newest: int = extent.newest
        self.front: int = extent.newest if newest_first else extent.oldest

    def onward(self, rank: int) -> int | None:
        """This place, or the first one after it where something is printed."""
        if not self.count or rank > self.newest:
            return None
        return rank if rank == self.front else self._next(NEXT_BELOW if self.newest_first else NEXT_ABOVE, rank)

    def layout(self, rank: int) -> Layout:
        """The pages of the threads that belong together with this one."""
        here = self.span(rank)
        threads = [(row[0], row[1]) for row in db.session.execute(SIZES, self.values | _bounds(here))]
        return Layout(here, threads[::-1] if self.newest_first else threads)

    def sheet(self, layout: Layout, index: int, rows: list[AnyRow] | None = None) -> Sheet:
        """One of these pages; `rows` are its letters, if they are known."""
        if rows is None:
            leaf = layout.leaves[index]
            values = self.values | _bounds(layout.span) | {"skip": leaf.start, "most": leaf.stop - leaf.start}
            rows = list(db.session.execute(LETTERS[self.newest_first], values))
        return Sheet(
            rows=rows,
            count=self.count,
            here=self.name(layout, index),
            before=self._before(layout, index),
            after=self._after(layout, index),
            elsewhere=self._elsewhere(rows),
        )

    def name(self, layout: Layout, index: int) -> str:
        """What the address of one of these pages says."""
        return "" if index == 0 and layout.span == self.span(self.front) else str(layout.leaves[index].begins)

    def _before(self, layout: Layout, index: int) -> str | None:
        if index:
            return self.name(layout, index - 1)
        if layout.span == self.span(self.front):
            return None
        first = layout.span.first
        rank = self._next(NEXT_ABOVE, first + 1) if self.newest_first else self._next(NEXT_BELOW, first - 1)
        return None if rank is None else self.name(other := self.layout(rank), len(other.leaves) - 1)

    def _after(self, layout: Layout, index: int) -> str | None:
        if index + 1 < len(layout.leaves):
            return self.name(layout, index + 1)
        if layout.count == self.count:
            return None
        last = layout.span.last
        rank = self._next(NEXT_BELOW, last - 1) if self.newest_first else self._next(NEXT_ABOVE, last + 1)
        return None if rank is None else str(self.span(rank).first)

    def _elsewhere(self, rows: list[AnyRow]) -> dict[int, str]:
        ids = {row.parent_id for row in rows} - {row.id for row in rows} - {None}
        found = db.session.execute(NAMES, self.values | {"ids": sorted(ids)}) if ids else ()
        return {row.id: row.name for row in found}

    def span(self, rank: int) -> Span:
        """The places that belong together with this one."""
        return span(rank, self.front, newest_first=self.newest_first)

    def _next(self, statement: AnySelect, rank: int) -> int | None:
        found: int | None = db.session.execute(statement, self.values | {"rank": rank}).scalar_one()
        return found


def _bounds(span: Span) -> dict[str, int]:
    return {"low": min(span), "high": max(span)}


def _parse(text: str) -> Place:
    found = PLACE.fullmatch(text)
    if found is None:
        raise BadCursor(text)
    return Place(int(found[1]), int(found[2] or 1))

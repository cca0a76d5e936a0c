"""The tray, sorted: who is trusted, what is to be read, what is probably spam, and what is nearly the same.

Of comments that are nearly the same only the first stands in a list, for all of them; `alike` tells how many.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, not_, select
from sqlalchemy.orm import aliased

from ..db import AnyRow, db
from ..paging import Keyset, Page
from . import queries
from .models import Comment
from .rules import Status

PAGE = 100


Chosen = ColumnElement[bool]  # which comments an act is about


class Group(StrEnum):
    """The parts of the queue that one act may clear."""

    TRUSTED = "trusted"
    READ = "read"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class Alike:
    """Comments that are nearly the same and wait: how many, and the newest of them."""

    count: int
    newest_id: int


WAITS = Comment.status == Status.PENDING
_trusted = Comment.email_key.in_(bindparam("trusted", expanding=True))
_earlier = aliased(Comment)
_is_first = ~exists().where(
    _earlier.campaign_id == Comment.campaign_id,
    _earlier.status == Status.PENDING,
    _earlier.is_suspect == Comment.is_suspect,
    _earlier.id < Comment.id,
)
IN_GROUP: dict[Group, Chosen] = {
    Group.TRUSTED: and_(WAITS, not_(Comment.is_suspect), _trusted),
    Group.READ: and_(WAITS, not_(Comment.is_suspect), not_(_trusted)),
    Group.SUSPECT: and_(WAITS, Comment.is_suspect),
}
LISTS = {
    group: Keyset(
        queries.QUEUE_ROW.where(condition, _is_first), Comment.submitted_at, Comment.id, size=PAGE, newest_first=False
    )
    for group, condition in IN_GROUP.items()
}
CAMPAIGN = Keyset(
    queries.QUEUE_ROW.where(WAITS, Comment.campaign_id == bindparam("campaign")),
    Comment.submitted_at,
    Comment.id,
    size=PAGE,
    newest_first=False,
)
SIZES = {group: select(func.count(), func.max(Comment.id)).where(condition) for group, condition in IN_GROUP.items()}
ALIKE = (
    select(Comment.campaign_id, Comment.is_suspect, func.count(), func.max(Comment.id))
    .where(WAITS, Comment.campaign_id.in_(bindparam("ids", expanding=True)))
    .group_by(Comment.campaign_id, Comment.is_suspect)
    .having(func.count() > 1)
)


def page(group: Group, trusted: tuple[str, ...], before: str | None, after: str | None) -> Page:
    """A hundred rows of a group, the one that waits longest first. Raises BadCursor."""
    return LISTS[group].page(before=before, after=after, **_values(group, trusted))


def campaign(id: int, before: str | None, after: str | None) -> Page:
    """All that wait of one campaign, a hundred at a time. Raises BadCursor."""
    return CAMPAIGN.page(before=before, after=after, campaign=id)


def size(group: Group, trusted: tuple[str, ...]) -> Alike:
    """How many comments a group has, those that are nearly the same counted one by one."""
    count, newest_id = db.session.execute(SIZES[group], _values(group, trusted)).one()
    return Alike(count, newest_id or 0)


def alike(rows: list[AnyRow]) -> dict[tuple[int | None, bool], Alike]:
    """Of each campaign that one of these rows stands for, how many wait on the same side of the tray."""
    ids = sorted({row.campaign_id for row in rows if row.campaign_id})
    found = db.session.execute(ALIKE, {"ids": ids})
    return {(id, is_suspect): Alike(count, newest_id) for id, is_suspect, count, newest_id in found}


def chosen(*, ids: list[int], campaign: int | None, group: str, up_to: int) -> Chosen | None:
    """The condition for an act on many: those with these ids, or what waited of a campaign or of the probable spam.

    `up_to` is the newest that the page counted: what came since nobody has seen. None for a choice of nothing.
    """
    if ids:
        return Comment.id.in_(ids)
    if campaign:
        same_side = Comment.is_suspect if group == Group.SUSPECT else not_(Comment.is_suspect)
        return and_(WAITS, same_side, Comment.campaign_id == campaign, Comment.id <= up_to)
    if group == Group.SUSPECT:
        return and_(IN_GROUP[Group.SUSPECT], Comment.id <= up_to)
    return None


def _values(group: Group, trusted: tuple[str, ...]) -> dict[str, list[str]]:
    return {} if group is Group.SUSPECT else {"trusted": list(trusted)}

"""The tray, sorted: who is trusted, what is to be read, what is probably spam, and what is nearly the same.

Of comments that are nearly the same only the first stands in a list, for all of them; `alike` tells how many. Those
from people whom the admin trusts stand each on its own, whatever they resemble, and no act on a group takes them.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, not_, select
from sqlalchemy.orm import aliased

from ..db import AnyRow, db
from ..paging import Keyset, Page
from . import listing
from .judge import PROBABLY_SPAM
from .models import Comment, Decision
from .rules import Status

PAGE = 100
LATELY = 100  # decisions, of which the page tells how right the spam score was,
LOOKED_AT = 1_000  # among so many of the last ones


class Group(StrEnum):
    """The parts of the queue that one act may clear."""

    TRUSTED = "trusted"
    READ = "read"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which comments an act is about, and how many of them the page counted, if it said so."""

    condition: ColumnElement[bool]
    count: int | None


@dataclass(frozen=True, slots=True)
class Alike:
    """Comments that are nearly the same and wait: how many, and the newest of them."""

    count: int
    newest_id: int


@dataclass(frozen=True, slots=True)
class Record:
    """How right the spam score was lately: of so many decided comments it called some spam, some of them wrongly."""

    count: int
    called: int
    wrong: int


WAITS = Comment.status == Status.PENDING
# The same, where the few people who are trusted are looked up: by the status, all that waits would be read.
_waits_among_few = Comment.status.concat("") == Status.PENDING
_trusted = Comment.email_key.in_(bindparam("trusted", expanding=True))
_earlier = aliased(Comment)
_is_first = ~exists().where(
    _earlier.campaign_id == Comment.campaign_id,
    _earlier.status == Status.PENDING,
    _earlier.is_suspect == Comment.is_suspect,
    _earlier.email_key.not_in(bindparam("trusted", expanding=True)),
    _earlier.id < Comment.id,
)


def _in_group(is_trusted: ColumnElement[bool]) -> dict[Group, ColumnElement[bool]]:
    return {
        Group.TRUSTED: and_(_waits_among_few, is_trusted),
        Group.READ: and_(WAITS, not_(Comment.is_suspect), not_(is_trusted)),
        Group.SUSPECT: and_(WAITS, Comment.is_suspect, not_(is_trusted)),
    }


def _list(*conditions: ColumnElement[bool]) -> Keyset:
    return Keyset(listing.ROW.where(*conditions), Comment.submitted_at, Comment.id, size=PAGE, newest_first=False)


IN_GROUP = _in_group(_trusted)
LISTS = {
    Group.TRUSTED: _list(IN_GROUP[Group.TRUSTED]),
    Group.READ: _list(IN_GROUP[Group.READ], _is_first),
    Group.SUSPECT: _list(IN_GROUP[Group.SUSPECT], _is_first),
}
CAMPAIGNS = {
    group: _list(IN_GROUP[group], Comment.campaign_id == bindparam("campaign")) for group in (Group.READ, Group.SUSPECT)
}
# All of one side of the tray are counted in its index alone; those who are trusted, few, are taken off afterwards.
SIDES = select(func.count(), func.max(Comment.id)).where(WAITS, Comment.is_suspect == bindparam("is_suspect"))
TRUSTED = select(Comment.is_suspect, func.count()).where(IN_GROUP[Group.TRUSTED]).group_by(Comment.is_suspect)
ALIKE = (
    select(Comment.campaign_id, Comment.is_suspect, func.count(), func.max(Comment.id))
    .where(WAITS, not_(_trusted), Comment.campaign_id.in_(bindparam("ids", expanding=True)))
    .group_by(Comment.campaign_id, Comment.is_suspect)
    .having(func.count() > 1)
)
_latest = select(Decision).order_by(Decision.id.desc()).limit(LOOKED_AT).subquery()
RECORD = (
    select(Comment.score, Comment.status)
    .join(_latest, _latest.c.comment_id == Comment.id)
    .where(Comment.score.is_not(None), Comment.taught == Comment.status, _latest.c.to_status == Comment.status)
    .order_by(_latest.c.id.desc())
    .limit(LATELY)
)


def page(group: Group, trusted: tuple[str, ...], before: str | None, after: str | None) -> Page:
    """A hundred rows of a group, the one that waits longest first. Raises BadCursor."""
    return LISTS[group].page(before=before, after=after, trusted=list(trusted))


def campaign(id: int, group: Group, trusted: tuple[str, ...], before: str | None, after: str | None) -> Page:
    """All that wait of one campaign on one side of the tray, a hundred at a time. Raises BadCursor."""
    return CAMPAIGNS[group].page(before=before, after=after, trusted=list(trusted), campaign=id)


def size(group: Group, trusted: tuple[str, ...]) -> Alike:
    """How many comments a group has, those that are nearly the same counted one by one."""
    of_trusted = {row[0]: row[1] for row in db.session.execute(TRUSTED, {"trusted": list(trusted)})}
    if group is Group.TRUSTED:
        return Alike(sum(of_trusted.values()), 0)
    is_suspect = group is Group.SUSPECT
    count, newest_id = db.session.execute(SIDES, {"is_suspect": is_suspect}).one()
    return Alike(count - of_trusted.get(is_suspect, 0), newest_id or 0)


def alike(rows: list[AnyRow], trusted: tuple[str, ...]) -> dict[int, Alike]:
    """By the id of each row that stands for others too: how many wait on its side of the tray."""
    several = [row for row in rows if row.campaign_id and row.email_key not in trusted]
    values = {"ids": sorted({row.campaign_id for row in several}), "trusted": list(trusted)}
    found = {(id, side): Alike(count, newest) for id, side, count, newest in db.session.execute(ALIKE, values)}
    return {row.id: found[place] for row in several if (place := (row.campaign_id, row.is_suspect)) in found}


def side(name: str | None) -> Group:
    """The side of the tray with this name: the probable spam, or else what is to be read."""
    return Group.SUSPECT if name == Group.SUSPECT else Group.READ


def record() -> Record:
    """How right the spam score was about the last hundred comments that the admin decided."""
    rows = db.session.execute(RECORD).all()
    called = [status for score, status in rows if (score or 0) >= PROBABLY_SPAM]
    return Record(len(rows), len(called), called.count(Status.APPROVED))


def of_ids(ids: list[int]) -> Chosen | None:
    """The comments with these ids; None for none."""
    return Chosen(Comment.id.in_(ids), len(ids)) if ids else None


def of_group(
    group: Group, trusted: tuple[str, ...], *, campaign: int | None, up_to: int, count: int | None
) -> Chosen | None:
    """What waits of the probable spam, or of one campaign on one side of the tray; None for what no act takes whole.

    `up_to` is the newest that the page counted: what came since nobody has seen.
    """
    if group is Group.TRUSTED or not (campaign or group is Group.SUSPECT):
        return None
    condition = and_(_in_group(Comment.email_key.in_(trusted))[group], Comment.id <= up_to)
    return Chosen(and_(condition, Comment.campaign_id == campaign) if campaign else condition, count)

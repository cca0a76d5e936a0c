"""How much comes in: what waits under each piece, and what readers wrote week by week."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, literal, select, union_all

from ..db import UTCDateTime, db
from .models import Comment
from .rules import Status

WEEKS = 26
WAITING = (
    select(Comment.article_id, func.count())
    .where(Comment.article_id.in_(bindparam("ids", expanding=True)), Comment.status == Status.PENDING)
    .group_by(Comment.article_id)
)
# What readers wrote and meant for print, whether it is read yet or not: a wave of spam would hide everything else, and
# the editor's own answers say nothing of how much is read. A week is a stretch of an index.
RECEIVED = union_all(
    *(
        select(literal(week), func.count()).where(
            Comment.status.in_((Status.PENDING, Status.APPROVED)),
            ~Comment.by_editor,
            Comment.submitted_at >= bindparam(f"begin_{week}", type_=UTCDateTime()),
            Comment.submitted_at < bindparam(f"begin_{week + 1}", type_=UTCDateTime()),
        )
        for week in range(WEEKS)
    )
)


def waiting(article_ids: list[int]) -> dict[int, int]:
    """How many comments wait under each of these pieces; one without any is missing."""
    return {row[0]: row[1] for row in db.session.execute(WAITING, {"ids": article_ids})}


def received(begins: Sequence[datetime]) -> list[int]:
    """How many comments of readers came between each two of these WEEKS + 1 moments."""
    values = {f"begin_{week}": moment for week, moment in enumerate(begins)}
    found = {row[0]: row[1] for row in db.session.execute(RECEIVED, values)}
    return [found[week] for week in range(WEEKS)]

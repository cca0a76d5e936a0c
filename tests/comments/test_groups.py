"""The parts of the tray, on a real database: which index each of their statements uses."""

from typing import Any

import pytest
from sqlalchemy import Select

from blog.comments import groups, moves
from blog.comments.groups import Group
from blog.db import db

pytestmark = pytest.mark.usefixtures("app_context")

CAMPAIGN = "ix_comment_campaign (campaign_id=? AND status=? AND is_suspect=?"
TRUSTED = {"trusted": ["a@example.org"]}


def plan(statement: Select[Any], **values: Any) -> str:
    """What SQLite would do, one step a line."""
    compiled = statement.params(values).compile(db.engine, compile_kwargs={"literal_binds": True})
    return "\n".join(row[-1] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}"))


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (groups.TRUSTED, TRUSTED, "ix_comment_person"),
        (groups.LISTS[Group.TRUSTED]._first, TRUSTED, "ix_comment_person"),
        (groups.LISTS[Group.READ]._first, TRUSTED, "ix_comment_queue (status=? AND is_suspect=?"),
        (groups.LISTS[Group.READ]._first, TRUSTED, CAMPAIGN),
        (groups.LISTS[Group.SUSPECT]._first, TRUSTED, CAMPAIGN),
        (groups.SIDES, {"is_suspect": True}, "COVERING INDEX ix_comment_queue (status=? AND is_suspect=?"),
        (moves.LAST_RANK, {"article_id": 1}, "ix_comment_rank (article_id=?"),
    ],
)
@pytest.mark.sqlite
def test_no_part_of_the_queue_reads_more_the_more_there_is(
    statement: Select[Any], values: dict[str, Any], index: str
) -> None:
    assert index in plan(statement, **values)

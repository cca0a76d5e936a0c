"""What takes its time is looked at for `flask doctor` alone: the whole database, and what is derived from it."""

from datetime import datetime

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ..articles import counts
from ..db import db
from ..pagecache import published_by
from ..search import index
from .checks import Check

INTEGRITY, ORPHANS = text("PRAGMA integrity_check(1)"), text("PRAGMA foreign_key_check")


def _integrity(_now: datetime) -> str:
    answer = str(db.session.scalar(INTEGRITY))
    return "" if answer == "ok" else answer


def _orphans(_now: datetime) -> str:
    orphan = db.session.execute(ORPHANS).first()
    return f"a row of {orphan[0]} lacks what it belongs to" if orphan else ""


def _published(_now: datetime) -> str:
    pages = published_by(current_app)
    return pages.fault() if pages else ""


def _counts(_now: datetime) -> str:
    wrong = counts.faults(db.session())
    return f"{wrong} of tags or months differ" if wrong else ""


def _index(_now: datetime) -> str:
    try:
        articles, comments = index.faults()
    except DatabaseError:
        return "damaged"
    return f"{articles} articles and {comments} comments differ" if articles or comments else ""


BRING_BACK = "Bring the last good backup back: `flask restore FILE` (docs/backups.md)."
THOROUGH = (
    Check("whole database", _integrity, BRING_BACK),
    Check("rows that belong together", _orphans, BRING_BACK),
    Check("published pages", _published, "Let the server's user write to the folder BLOG_PAGES_DIR, or empty it."),
    Check("counts of articles", _counts, "`flask reindex` counts anew."),
    Check("index of words", _index, "`flask reindex` makes it anew."),
)

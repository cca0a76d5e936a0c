"""What `flask doctor` looks at: the database, and what is derived from it."""

from collections.abc import Iterator

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from .articles import counts
from .db import db
from .pagecache import published_by
from .search import index

INTEGRITY, ORPHANS = text("PRAGMA integrity_check(1)"), text("PRAGMA foreign_key_check")


def examine() -> Iterator[tuple[str, str]]:
    """What was looked at, and what is wrong with it, in a few words (nothing where all is well)."""
    answer = str(db.session.scalar(INTEGRITY))
    yield "database", "" if answer == "ok" else answer
    orphan = db.session.execute(ORPHANS).first()
    yield "rows that belong together", f"a row of {orphan[0]} lacks what it belongs to" if orphan else ""
    if pages := published_by(current_app):
        yield "published pages", pages.fault()
    wrong_counts = counts.faults(db.session())
    yield "counts of articles", f"{wrong_counts} of tags or months differ" if wrong_counts else ""
    try:
        articles, comments = index.faults()
        wrong = f"{articles} articles and {comments} comments differ" if articles or comments else ""
    except DatabaseError:
        wrong = "damaged"
    yield "index of words", f"{wrong}; `flask reindex` makes it anew" if wrong else ""

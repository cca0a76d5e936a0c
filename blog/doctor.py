"""What `flask doctor` looks at: the database, and what is derived from it."""

from collections.abc import Iterator

from flask import current_app
from sqlalchemy.exc import DatabaseError

from .articles import counts
from .db import db, own
from .pagecache import published_by
from .search import index
from .site import version


def examine() -> Iterator[tuple[str, str]]:
    """What was looked at, and what is wrong with it, in a few words (nothing where all is well)."""
    session = db.session()
    yield "database", own().damage(session)
    orphan = own().orphan(session)
    yield "rows that belong together", f"a row of {orphan} lacks what it belongs to" if orphan else ""
    missing = {*version.names(), *counts.names()} - own().triggers(session)
    yield "triggers", f"{min(missing)} is missing, so that pages or counts go out of date" if missing else ""
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

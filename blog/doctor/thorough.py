"""What takes its time is looked at for `flask doctor` alone: the whole database, and what is derived from it."""

from datetime import datetime

from flask import current_app
from sqlalchemy.exc import DatabaseError

from ..articles import counts
from ..db import db, own
from ..media import queries
from ..pagecache import published_by
from ..search import index
from ..site import version
from .checks import Check


def _integrity(_now: datetime) -> str:
    return str(own().damage(db.session()))


def _orphans(_now: datetime) -> str:
    orphan = own().orphan(db.session())
    return f"a row of {orphan} lacks what it belongs to" if orphan else ""


def _triggers(_now: datetime) -> str:
    missing = {*version.names(), *counts.names()} - own().triggers(db.session())
    return f"{min(missing)} is missing, so that pages or counts go out of date" if missing else ""


def _published(_now: datetime) -> str:
    pages = published_by(current_app)
    return pages.fault() if pages else ""


def _one_machine(_now: datetime) -> str:
    if published_by(current_app) is None or (count := own().servers(db.session())) < 2:
        return ""
    return f"{count} servers work with this database, and each would show pages of before the others' acts"


def _files(_now: datetime) -> str:
    count = queries.missing(current_app.config["MEDIA_FOLDER"])
    return f"{count} are missing" if count else ""


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
    Check("triggers", _triggers, BRING_BACK),
    Check("published pages", _published, "Let the server's user write to the folder BLOG_PAGES_DIR, or empty it."),
    Check("published pages of one machine", _one_machine, "Take BLOG_PAGES_DIR from the settings (docs/scaling.md)."),
    Check(
        "files of the library",
        _files,
        "Bring them back from a backup; several machines need one folder `media` (docs/scaling.md).",
    ),
    Check("counts of articles", _counts, "`flask reindex` counts anew."),
    Check("index of words", _index, "`flask reindex` makes it anew."),
)

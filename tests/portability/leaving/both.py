"""Two blogs side by side: what of one went into the other."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from blog.articles import queries
from blog.articles.models import Article
from blog.comments.models import Comment
from blog.comments.rules import Status
from blog.db import db
from blog.portability.blogs.moving import import_blog
from blog.portability.blogs.report import Report as Arrived
from blog.portability.blogs.wordpress.wxr import Export
from blog.portability.leaving import wordpress
from blog.portability.leaving.file import write
from blog.site.queries import settings
from tests.factories import NOW
from tests.portability.blogs.moved import phase
from tests.portability.folders import no_step

# Ids are of one database; the rest is what WordPress does not hold, or what is worked out from where a thing stands.
NOT_HELD = {
    "id", "also_read_id", "picture_id", "previewed_at", "pinned_at", "withdrawn_at", "farewell", "is_sample",
}  # fmt: skip
HELD = ("name", "email", "email_key", "website", "status", "by_editor", "address_short", "body_html", "inert_html")


def leave(app: Flask, path: Path) -> wordpress.Report:
    """Write a blog's export."""
    with app.app_context():
        report = wordpress.Report()
        write(path, wordpress.document(NOW, report, no_step))
        return report


def arrive(app: Flask, path: Path, media: Path | None = None) -> Arrived:
    """Take it in."""
    with app.app_context():
        source = Export(path, ZoneInfo(settings().time_zone))
        return import_blog(source, media, app.config["MEDIA_FOLDER"], NOW, phase)


def pieces(app: Flask) -> dict[str, Any]:
    """All articles and pages with what hangs on them."""
    with app.app_context():
        db.session.rollback()
        return {row.slug: _piece(row) for row in db.session.execute(select(*Article.__table__.columns))}


def letters(app: Flask) -> list[Any]:
    """All comments as they stand below their pieces, each with the one that it answers, and how deep."""
    with app.app_context():
        db.session.rollback()
        slugs = {row.id: row.slug for row in db.session.execute(select(Article.id, Article.slug))}
        found = {row.id: row for row in db.session.execute(select(*Comment.__table__.columns))}
        order = sorted(found.values(), key=lambda row: (row.article_id, row.rank or 0, row.id))
        return sorted((_letter(row, found, slugs) for row in order), key=str)


def _piece(row: Any) -> dict[str, Any]:
    said = {name: value for name, value in row._mapping.items() if name not in NOT_HELD}
    said["tags"] = [tuple(tag) for tag in queries.tags_of(row.id)]
    said["corrections"] = [(each.made_at, each.text) for each in queries.corrections(row.id)]
    return said | {"published_at": row.published_at and row.published_at.replace(microsecond=0)}


def _letter(row: Any, found: dict[int, Any], slugs: dict[int, str]) -> dict[str, Any]:
    above, each = [], row
    while each.parent_id:
        each = found[each.parent_id]
        above.append((each.name, each.body_html))
    said = {name: getattr(row, name) for name in HELD}
    said["thread"] = row.rank if row.status == Status.APPROVED else None
    return said | {"above": above, "slug": slugs[row.article_id], "sent": row.submitted_at.replace(microsecond=0)}

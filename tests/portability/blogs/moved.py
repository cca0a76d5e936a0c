"""How these tests take an export in, and what they look at then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from blog.articles import queries
from blog.articles.models import Article
from blog.comments.models import Comment
from blog.db import db
from blog.portability.blogs.moving import import_blog
from blog.portability.blogs.records import Step
from blog.portability.blogs.report import Report
from blog.portability.blogs.wordpress.wxr import Export
from blog.search import index
from tests.factories import NOW
from tests.portability.blogs.wordpress_export import document


@contextmanager
def phase(_label: str, _count: Callable[[], int]) -> Iterator[Step]:
    """Nobody watches."""
    yield lambda _done, _of: None


def bring_file(app: Flask, file: Path, media: Path | None = None, **options: Any) -> Report:
    source = Export(file, ZoneInfo("Asia/Kolkata"))
    return import_blog(source, media, app.config["MEDIA_FOLDER"], NOW, phase, **options)


def bring(app: Flask, *parts: str, media: Path | None = None, **options: Any) -> Report:
    """Take an export with these parts in."""
    file = Path(app.instance_path) / "export.xml"
    file.write_text(document(*parts), "utf-8")
    return bring_file(app, file, media, **options)


def piece(slug: str) -> Any:
    """An article as it is stored."""
    db.session.rollback()
    row = queries.by_id(queries.id_of(slug) or 0)
    assert row, f"no {slug}"
    return row


def tags(slug: str) -> list[str]:
    return [tag.name for tag in queries.tags_of(piece(slug).id)]


def letters() -> list[Comment]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def threads() -> dict[str, str | None]:
    """Whom each letter answers, by the words of both."""
    found = {letter.id: letter for letter in letters()}
    return {letter.body: found[letter.parent_id].body if letter.parent_id else None for letter in found.values()}


def stored() -> list[object]:
    """All that came in, whatever numbers it has here."""
    slugs = {row.id: row.slug for row in db.session.execute(select(Article.id, Article.slug))}
    return [
        sorted((row.slug, row.body, row.body_html, row.published_at) for row in db.session.scalars(select(Article))),
        sorted(
            (letter.body, slugs[letter.article_id], letter.status, letter.rank or 0, letter.submitted_at)
            for letter in letters()
        ),
        sorted(threads().items(), key=str),
        index.faults(),
    ]


def said(report: Report) -> str:
    return "\n".join(report.lines(is_rehearsal=False))

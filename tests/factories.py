"""What tests are about: an admin at the desk, articles, comments."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from typing import Any

from flask import Flask
from sqlalchemy import Connection, create_engine, func, insert, inspect, select, text
from werkzeug.test import TestResponse

from blog import clock
from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.cards import faces, kept
from blog.comments import actions as comments
from blog.comments import decisions
from blog.comments.models import Comment
from blog.comments.rules import Status, Submission
from blog.db import db, writing
from blog.people import actions as people

EMAIL, PASSWORD = "meera@example.com", "a long enough password"
NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)


def make_admin(name: str = "Meera Thomas") -> None:
    """The one admin, who is the editor."""
    people.create_admin(name=name, email=EMAIL, password=PASSWORD, now=clock.now())


def make_article(title: str = "Hello", **values: Any) -> int:
    """A live article; its id."""
    written = {"body": "One paragraph.", "published_at": NOW} | values
    return articles.add(ArticleText(title=title, **written), NOW)


def make_comment(article_id: int, body: str = "A letter.", **values: Any) -> int:
    """A waiting comment; its id."""
    now = values.pop("now", NOW)
    sent = {"name": "Asha Menon", "email": "asha@example.org", "address": "203.0.113.7"} | values
    return comments.submit(Submission(article_id=article_id, body=body, **sent), now)


def make_printed(article_id: int, body: str = "A letter.", **values: Any) -> int:
    """A printed comment; its id. Needs an admin."""
    comment_id = make_comment(article_id, body, **values)
    decisions.approve(comment_id, 1, NOW)
    return comment_id


def make_thousands(article_id: int, parents: Sequence[int | None]) -> list[int]:
    """Printed comments in a few statements; each answers the one at an index of this list, or none. Their ids."""
    first = (db.session.scalar(select(func.max(Comment.id))) or 0) + 1
    rows = [
        {
            "id": first + index, "article_id": article_id, "parent_id": None if parent is None else first + parent,
            "name": f"N{first + index}", "email": "a@example.org", "email_key": "a@example.org", "website": "",
            "body": "b", "body_html": "<p>b</p>", "inert_html": "<p>b</p>", "markup_version": 1, "status": "pending",
            "by_editor": False, "is_sample": False, "address_short": "", "address_key": "",
            "submitted_at": NOW, "moved_at": NOW,
        }
        for index, parent in enumerate(parents)
    ]  # fmt: skip
    with writing() as session:
        session.execute(insert(Comment), rows)
    decisions.decide_all(Comment.id >= first, Status.APPROVED, None, NOW)
    return [first + index for index in range(len(parents))]


def forget_faces() -> None:
    """Look anew for what faces this machine has."""
    for known in (faces._installed, faces._faces, faces.dressed, kept.card):
        known.cache_clear()


def stored(comment_id: int) -> Comment:
    """A comment as the database has it now, whoever wrote it last."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Comment, comment_id)


def statuses(*comment_ids: int) -> list[str]:
    """Where these comments are now."""
    return [stored(id).status for id in comment_ids]


def everything() -> list[object]:
    """Every row of every table, as the database has them now."""
    db.session.rollback()
    return [list(db.session.execute(table.select())) for table in db.metadata.sorted_tables]


@contextmanager
def past_us() -> Iterator[Connection]:
    """The app's database, as whoever works with it by other means than ours; committed at the end."""
    engine = create_engine(db.engine.url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def dump() -> list[str]:
    """Every row of every table that there is, as another process sees it."""
    with past_us() as connection:
        names = inspect(connection).get_table_names()
        tables = [(name, connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in sorted(names)]  # noqa: S608
    return [f"{name} {row}" for name, rows in tables for row in rows]


def count(model: type) -> int:
    """How many rows a table has."""
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def stamp_in(page: str) -> str:
    """The stamp in a page's comment form."""
    return hidden(page, "stamp")


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def undo_in(page: str) -> str:
    """The address that the notice's Undo posts to."""
    found = re.search(r'action="(/admin/decisions/\d+/undo[^"]*)"', page)
    assert found, "no undo"
    return unescape(found[1])


class Desk:
    """The admin's browser: signs in, and sends forms with the token that the page carries."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.post("/admin/login", {"email": EMAIL, "password": PASSWORD}, page="/admin/login")

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def post(
        self, path: str, fields: dict[str, Any] | None = None, page: str = "/admin/", **options: Any
    ) -> TestResponse:
        token = hidden(self.client.get(page).text, "csrf_token")
        return self.client.post(path, data={"csrf_token": token} | (fields or {}), **options)

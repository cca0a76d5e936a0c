"""The words of a comment, in all the forms that they are kept in."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from sqlalchemy import select

from .. import markup
from ..db import writing
from ..markup import MARKUP_VERSION, Letter
from .models import Comment, PendingEdit, Words

CHUNK = 500  # that are rendered in one write


def words(body: str, letter: Letter) -> dict[str, Any]:
    """The columns of a comment, or of a change that waits, for words and what the markup made of them."""
    return {"body": body, "body_html": letter.html, "inert_html": letter.inert_html, "markup_version": MARKUP_VERSION}


def version(inert_html: str) -> str:
    """What tells one writing of a comment from another: its writer may change it while the admin reads."""
    return blake2b(inert_html.encode(), digest_size=6).hexdigest()


def words_of(row: Words) -> dict[str, Any]:
    """The same of a row."""
    return {name: getattr(row, name) for name in Words.__annotations__}


def put_words(row: Words, columns: Mapping[str, Any]) -> None:
    """Give a comment, or a change that waits, other words."""
    for name, value in columns.items():
        setattr(row, name, value)


def render_all() -> int:
    """Render the words of all comments again, and of the changes that wait; how many comments there are."""
    count, last = 0, 0
    while True:
        some = select(Comment).where(Comment.id > last).order_by(Comment.id).limit(CHUNK)
        with writing() as session:
            comments = session.scalars(some).all()
            for row in (*comments, *session.scalars(select(PendingEdit).where(PendingEdit.comment_id > last))):
                put_words(row, words(row.body, markup.comment(row.body)))
            if not comments:
                return count
            count, last = count + len(comments), comments[-1].id

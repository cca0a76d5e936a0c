"""The words of a comment, in all the forms that they are kept in."""

from collections.abc import Mapping
from typing import Any

from ..markup import MARKUP_VERSION, Letter
from .models import Comment, Words


def words(body: str, letter: Letter) -> dict[str, Any]:
    """The columns of a comment, or of a change that waits, for words and what the markup made of them."""
    return {"body": body, "body_html": letter.html, "inert_html": letter.inert_html, "markup_version": MARKUP_VERSION}


def words_of(row: Words) -> dict[str, Any]:
    """The same of a row."""
    return {name: getattr(row, name) for name in Words.__annotations__}


def put_words(comment: Comment, columns: Mapping[str, Any]) -> None:
    """Give a comment other words, which are its writer's own."""
    for name, value in columns.items():
        setattr(comment, name, value)

"""Who wrote pieces, and answered letters, as people of WordPress."""

from dataclasses import dataclass

from sqlalchemy import select

from ... import plaintext
from ...articles.models import Article
from ...people.queries import the_admin
from ...site.queries import settings
from .rows import found

AUTHORS = select(Article.author).where(Article.author != "").distinct().order_by(Article.author)


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody, with the name that they would sign in under."""

    id: int
    login: str
    name: str
    email: str


def authors() -> dict[str, Author]:
    """Everybody by their names; the first is the editor."""
    admin = the_admin()
    editor = admin.name if admin else settings().author or settings().title
    people: dict[str, Author] = {}
    logins: set[str] = set()
    for id, name in enumerate(dict.fromkeys([editor, *(row.author for row in found(AUTHORS))]), 1):
        words = plaintext.slug(name)
        login = words if words.isascii() and words and words not in logins else f"author-{id}"
        logins.add(login)
        people[name] = Author(id, login, name, admin.email if admin and name == editor else "")
    return people

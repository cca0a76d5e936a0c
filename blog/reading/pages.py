"""What the reading room's pages are drawn from: rows put together, nothing decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from .. import tokens
from ..articles.around import around
from ..articles.pieces import Piece
from ..comments import printed
from ..comments import queries as comments
from ..comments.threads import Letter, letter, threads
from ..db import AnyRow
from ..language import direction
from ..locale import site
from ..paging import Page
from .forms import CommentForm, EmptyForm
from .letters import drawer
from .linked import linked


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a contents list; the row's columns, with what other nouns know of it."""

    row: AnyRow
    comment_count: int

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def direction(self) -> str:
        """Which way its words run."""
        return direction(self.row.language)

    @property
    def kicker(self) -> dict[str, str] | None:
        """Its first tag."""
        return {"slug": self.row.kicker_slug, "name": self.row.kicker_name} if self.row.kicker_slug else None


def contents(page: Page) -> list[Entry]:
    """The rows of a page as entries, their comments counted at once."""
    counts = comments.approved_counts([row.id for row in page.rows])
    return [Entry(row, counts.get(row.id, 0)) for row in page.rows]


def article_page(
    article: AnyRow,
    form: CommentForm | EmptyForm | None,
    parent: Letter | None,
    unsent: Mapping[str, str] | None = None,
    begins: str | None = None,
    **more: Any,
) -> str:
    """The whole page of an article; `unsent` is what was typed where there is no form any more, by its labels.

    `begins` names the page of comments; else it is the one with the letter that is answered, or the first. Raises
    BadCursor.
    """
    newest_first = site().newest_first
    if begins is None and parent:
        begins = printed.page_of(article.id, parent.id, newest_first=newest_first) or None
    sheet = printed.sheet(article.id, begins, newest_first=newest_first)
    piece, near = Piece(article), around(article)
    stamp, here = tokens.stamp(article.id) if form else "", sheet.here or None
    return render_template(
        "reading/article.html",
        article=piece,
        linked=linked(piece, near.corrections, sheet.count) if not sheet.here else None,
        tags=near.tags,
        also=near.also,
        corrections=near.corrections,
        previous=near.previous,
        next=near.next,
        letters=threads(sheet.rows, sheet.elsewhere),
        drawn=drawer(article.slug, is_open=form is not None),
        comment_count=sheet.count,
        comment_page=here,
        earlier=_page_of_comments(article, sheet.before),
        later=_page_of_comments(article, sheet.after),
        form=form,
        stamp=stamp,
        respond=form.whole(article.slug, stamp, here) if isinstance(form, EmptyForm) and not parent else None,
        parent=parent,
        unsent=unsent,
        **more,
    )


def takes_comments(article: AnyRow) -> bool:
    """Whether a comment can be sent to it: it is open, and so is the whole site."""
    return bool(article.comments_open and not site().comments_closed)


def reply_to(article_id: int, comment_id: int | None) -> Letter | None:
    """The printed letter that a form answers."""
    row = comments.approved_one(article_id, comment_id)
    return letter(row) if row else None


def turn(endpoint: str, page: Page, **values: Any) -> dict[str, str | None]:
    """The addresses of the newer and older pages of a list."""
    return {
        "newer": url_for(endpoint, before=page.before, **values) if page.before else None,
        "older": url_for(endpoint, after=page.after, **values) if page.after else None,
    }


def _page_of_comments(article: AnyRow, begins: str | None) -> str | None:
    if begins is None:
        return None
    return url_for("reading.article", slug=article.slug, comments=begins or None, _anchor="comments")

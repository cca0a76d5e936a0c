"""What readers see is put into the index of words in the transaction that changes it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from ..articles.actions import article_changed, articles_deleting
from ..articles.mentions import articles_drawn_anew
from ..articles.models import Article
from ..articles.tags import articles_tagged
from ..articles.taking_in import articles_taken_in
from ..comments.actions import comments_removing
from ..comments.edits import comment_edited
from ..comments.moves import comments_moved
from ..comments.pending_edits import edit_decided
from ..comments.taking_in import comments_taken_in
from . import index, related


def init_app() -> None:
    """From now on, the index follows."""
    article_changed.connect(changed, weak=False)
    articles_tagged.connect(tagged, weak=False)
    articles_taken_in.connect(arrived, weak=False)
    articles_drawn_anew.connect(drawn_anew, weak=False)
    articles_deleting.connect(deleting, weak=False)
    comments_moved.connect(moved, weak=False)
    comments_taken_in.connect(moved, weak=False)
    comment_edited.connect(edited, weak=False)
    edit_decided.connect(edited, weak=False)
    comments_removing.connect(removing, weak=False)


def changed(_sender: Any, *, session: Session, id: int, **_: Any) -> None:
    """A piece was saved, shown, or taken from readers."""
    index.put(session, index.ARTICLES, [id])
    related.changed(session, id)


def tagged(_sender: Any, *, session: Session, ids: Iterable[int]) -> None:
    """Pieces have other tags."""
    related.mark(session, Article.id.in_(ids))


def arrived(_sender: Any, *, session: Session, ids: Iterable[int]) -> None:
    """Pieces of another blog came in; what is related to them is found once all are here."""
    index.put(session, index.ARTICLES, ids)
    related.mark(session, Article.id.in_(ids))


def drawn_anew(_sender: Any, *, session: Session, ids: Iterable[int]) -> None:
    """Pieces say something else, though nobody saved them."""
    index.put(session, index.ARTICLES, ids)


def deleting(_sender: Any, *, session: Session, ids: Iterable[int], **_: Any) -> None:
    """Pieces go."""
    index.drop(session, index.ARTICLES, list(ids))
    related.drop(session, list(ids))


def moved(_sender: Any, *, session: Session, ids: Iterable[int], **_: Any) -> None:
    """Comments were printed, or are not printed any more."""
    index.put(session, index.COMMENTS, ids)


def edited(_sender: Any, *, session: Session, id: int, **_: Any) -> None:
    """A comment has other words."""
    index.put(session, index.COMMENTS, [id])


def removing(_sender: Any, *, session: Session, ids: Any) -> None:
    """Comments go, and nothing of them stays."""
    index.drop(session, index.COMMENTS, ids)
    index.forget(session)

"""What articles say of this site's own pictures and pieces: found as it is now, and said anew where it changed."""

from collections.abc import Iterable
from typing import Any

from blinker import Signal
from sqlalchemy import ColumnElement, delete, insert, or_, select
from sqlalchemy.orm import Session

from .. import markup
from ..db import db, writing
from ..markup import Here, Piece, Shown
from ..media import queries as media
from ..media.actions import MediaInUse, media_changed, media_deleting
from ..media.models import Media
from ..site.models import Redirect
from ..site.queries import redirect
from . import uses
from .models import Article, ArticleMedia
from .rules import Kind, path

ALT = 200  # characters
# Sent inside the transaction with `session` and `ids` of pieces that show something else, though nobody saved them.
articles_drawn_anew = Signal()


def here() -> Here:
    """How the markup finds them."""
    return Here(_picture, _piece)


def render(body: str, language: str) -> Piece:
    """A text as it is drawn now; a long one takes seconds, in which nobody else should wait to write."""
    return markup.article(body, language, here())


def render_again(article: Article, piece: Piece | None = None) -> Piece:
    """Store what its text gives now, or gave a moment ago, as part of a write that somebody else commits."""
    piece = piece or render(article.body, article.language)
    article.body_html, article.markup_version = piece.html, markup.MARKUP_VERSION
    article.headings = [[heading.place, heading.words] for heading in piece.headings]
    return piece


def keep(session: Session, article: Article, piece: Piece) -> None:
    """Keep in mind which media a piece shows or leads to; part of a write that somebody else commits.

    What the library has no words for takes those of the piece, which every other that shows it gets too.
    """
    session.flush()
    ids = media.mentioned(article.body) | ({article.picture_id} if article.picture_id else set())
    known = ArticleMedia.article_id == article.id
    if ids != set(session.scalars(select(ArticleMedia.media_id).where(known))):
        session.execute(delete(ArticleMedia).where(known))
        shown = [{"article_id": article.id, "media_id": id} for id in ids]
        if shown:
            session.execute(insert(ArticleMedia), shown)
    silent = (Media.id.in_(ids), Media.alt == "", Media.width > 0)
    for item in session.scalars(select(Media).where(*silent)).all() if ids else ():
        if words := _words_of(item.id, article, piece):
            item.alt = words
            session.flush()
            _show_anew(None, session, [item.id])


def tell_of(session: Session, *paths: str) -> None:
    """Render again what speaks of a piece by these addresses of it, or by any that it had before."""
    former = session.scalars(select(Redirect.old).where(Redirect.new.in_(paths)))
    speaking = or_(*(Article.body.contains(path) for path in {*paths, *former}))
    _draw_anew(session, speaking)


def render_all() -> int:
    """Render every piece again, each in a write of its own, so that nobody waits; how many there are."""
    ids = list(db.session.scalars(select(Article.id).order_by(Article.id)))
    for id in ids:
        with writing() as session:
            if article := session.get(Article, id):
                keep(session, article, render_again(article))
                articles_drawn_anew.send(None, session=session, ids=[id])
    return len(ids)


def draw_again(session: Session, ids: Iterable[int]) -> None:
    """Render pieces anew that name some which came after them; part of a write that somebody else commits."""
    _draw_anew(session, Article.id.in_(ids))


def _words_of(media_id: int, article: Article, piece: Piece) -> str:
    """What a piece says that a picture shows."""
    if article.picture_id == media_id and article.picture_alt:
        return article.picture_alt[:ALT]
    for address, words in piece.pictures:
        found = media.by_address(address) if words.strip() else None
        if found and found.id == media_id:
            return " ".join(words.split())[:ALT]
    return ""


def _show_anew(sender: Any, session: Session, ids: Iterable[int], **_: Any) -> None:
    shows = select(ArticleMedia.article_id).where(ArticleMedia.media_id.in_(ids))
    _draw_anew(session, Article.id.in_(shows))


def _draw_anew(session: Session, chosen: ColumnElement[bool]) -> None:
    articles = session.scalars(select(Article).where(chosen)).all()
    for article in articles:
        render_again(article)
    if articles:
        articles_drawn_anew.send(None, session=session, ids=[article.id for article in articles])


def _refuse_what_is_used(sender: Any, session: Session, ids: Iterable[int], **_: Any) -> None:
    if any(uses.pieces(id) for id in ids):
        raise MediaInUse


media_changed.connect(_show_anew, weak=False)
media_deleting.connect(_refuse_what_is_used, weak=False)


def _picture(address: str) -> Shown | None:
    found = media.by_address(address)
    return Shown(found.src, found.srcset, found.width, found.height, found.sources, found.alt) if found else None


def _piece(address: str) -> tuple[str, str] | None:
    if file := media.link(address):
        return file
    now = redirect(address) or address
    for kind in Kind:
        slug = now.removeprefix(path(kind, ""))
        if slug != now:
            title = db.session.scalar(select(Article.title).where(Article.kind == kind, Article.slug == slug))
            return (now, title) if title is not None else None
    return None

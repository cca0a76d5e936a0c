"""What articles say of this site's own pictures and pieces: found as it is now, and said anew where it changed."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from .. import markup
from ..db import db, writing
from ..markup import Here, Piece, Shown
from ..media import queries as media
from ..site.models import Redirect
from ..site.queries import redirect
from .models import Article
from .rules import Kind, path


def here() -> Here:
    """How the markup finds them."""
    return Here(_picture, _piece)


def render_again(article: Article) -> Piece:
    """Store what its text gives now, as part of a write that somebody else commits."""
    piece = markup.article(article.body, article.language, here())
    article.body_html, article.markup_version = piece.html, markup.MARKUP_VERSION
    article.headings = [[heading.place, heading.words] for heading in piece.headings]
    return piece


def tell_of(session: Session, *paths: str) -> None:
    """Render again what speaks of a piece by these addresses of it, or by any that it had before."""
    former = session.scalars(select(Redirect.old).where(Redirect.new.in_(paths)))
    speaking = or_(*(Article.body.contains(path) for path in {*paths, *former}))
    for article in session.scalars(select(Article).where(speaking)):
        render_again(article)


def render_all() -> int:
    """Render every piece again, each in a write of its own, so that nobody waits; how many there are."""
    ids = list(db.session.scalars(select(Article.id).order_by(Article.id)))
    for id in ids:
        with writing() as session:
            if article := session.get(Article, id):
                render_again(article)
    return len(ids)


def _picture(address: str) -> Shown | None:
    picture = media.by_address(address)
    return Shown(picture.src, picture.srcset, picture.width, picture.height) if picture else None


def _piece(address: str) -> tuple[str, str] | None:
    now = redirect(address) or address
    for kind in Kind:
        slug = now.removeprefix(path(kind, ""))
        if slug != now:
            title = db.session.scalar(select(Article.title).where(Article.kind == kind, Article.slug == slug))
            return (now, title) if title is not None else None
    return None

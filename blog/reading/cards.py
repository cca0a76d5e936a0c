"""The picture beside a shared link: the piece's own, the one that the site has for all, or the headline, drawn."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from .. import colour
from ..articles import queries as articles
from ..articles.pieces import LeadPicture, Piece
from ..cards import drawing, kept
from ..cards.kept import Card
from ..gate import public
from ..headers import A_DAY, FOREVER
from ..links import address
from ..locale import site
from ..media.queries import Picture, picture
from .media import NOTHING_RUNS

bp = Blueprint("cards", __name__)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card, as a page's head names it."""

    card: Card
    alt: str

    @property
    def shared(self) -> tuple[str, int, int]:
        """Its address, width and height."""
        return (address("cards.card", id=self.card.id, digest=self.card.digest), *drawing.SIZE)


def usual() -> Picture | None:
    """The picture beside a shared link to what has none of its own; it may be gone from the library."""
    id = site().card_id
    return picture(id) if id else None


def shared(piece: Piece) -> LeadPicture | Picture | Drawn | None:
    """What stands beside a shared link to a live piece."""
    if found := piece.picture or usual():
        return found
    card = _card(piece)
    return Drawn(card, piece.title) if card else None


@bp.get("/cards/<id:id>-<digest>.png")
@public(kept=False)
def card(id: int, digest: str) -> Response:
    """The card of a live piece; a former address of it shows what it is now, and not for ever."""
    row = articles.on_card(id) or abort(404)
    if not row.is_live:
        abort(410 if row.withdrawn_at else 404)
    card = _card(row) or abort(404)
    response = Response(kept.png(card, current_app.config["CARD_FOLDER"]), mimetype="image/png")
    response.headers["Cache-Control"] = FOREVER if digest == card.digest else A_DAY
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # for pages elsewhere that show the link
    response.set_etag(card.digest)
    response.make_conditional(request)
    return response


def _card(row: Any) -> Card | None:
    accent = site().accent if colour.is_good(site().accent) else colour.ACCENT
    return kept.card(row.id, row.title, row.language, site().masthead, site().language, accent)

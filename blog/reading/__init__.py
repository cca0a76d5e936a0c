"""The reading room: home, article, tag, page, archive, and the form under an article."""

from flask import Flask

from ..articles import queries as articles
from ..locale import site
from ..media.queries import Picture, picture
from . import archive, media, privacy, reports
from .views import bp


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)
    app.register_blueprint(archive.bp)
    app.register_blueprint(media.bp)
    app.register_blueprint(reports.bp)
    app.register_blueprint(privacy.bp)
    app.context_processor(lambda: {"pages": articles.pages(), "card": card})


def card() -> Picture | None:
    """The picture beside a shared link to what has none of its own; it may be gone from the library."""
    id = site().card_id
    return picture(id) if id else None

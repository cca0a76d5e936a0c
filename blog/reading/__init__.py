"""The reading room: home, article, tag, page, archive, and the form under an article."""

from flask import Flask

from ..articles import queries as articles
from . import archive, cards, media, privacy, reports
from .views import bp


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)
    app.register_blueprint(archive.bp)
    app.register_blueprint(media.bp)
    app.register_blueprint(cards.bp)
    app.register_blueprint(reports.bp)
    app.register_blueprint(privacy.bp)
    app.context_processor(lambda: {"pages": articles.pages(), "card": cards.usual, "shared": cards.shared})

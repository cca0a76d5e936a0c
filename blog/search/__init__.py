"""The search room: the index of words that readers ask, and the page that they ask it on."""

from flask import Flask

from . import listen
from .views import bp


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)
    listen.init_app()

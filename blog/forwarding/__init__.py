"""The forwarding room: former addresses lead on, and those that lead nowhere can be made to."""

from flask import Flask

from ..site.lost import Lost
from .views import bp, not_found


def init_app(app: Flask) -> None:
    """Open the room."""
    app.extensions["lost"] = Lost()
    app.register_error_handler(404, not_found)
    app.register_blueprint(bp)

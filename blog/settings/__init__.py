"""The settings room: what the admin decides about the site."""

from flask import Flask

from .views import bp


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)

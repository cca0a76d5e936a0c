"""The way in: set-up, sign-in and sign-out."""

from flask import Flask

from .views import bp


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)

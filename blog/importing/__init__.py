"""The importing room: a file of another blog is sent, looked at, and taken in."""

from flask import Flask

from .views import bp


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)

"""The exporting room: the whole blog to take away, in the form that somebody else reads."""

from flask import Flask

from .views import bp


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)

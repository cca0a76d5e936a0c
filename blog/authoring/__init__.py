"""The authoring room: the list of articles and the editor."""

from flask import Flask

from .views import bp


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)

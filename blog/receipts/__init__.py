"""The receipts room: the page that only the one who wrote a comment has the address of."""

from flask import Flask

from .views import bp


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)

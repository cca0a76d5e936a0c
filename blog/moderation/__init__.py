"""The moderation room: the queue, and what is decided there."""

from flask import Flask

from . import policy, views


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(views.bp)
    app.register_blueprint(policy.bp)

"""The moderation room: the queue, and what is decided there."""

from flask import Flask

from ..comments.queries import pending_count
from .views import bp


def init_app(app: Flask) -> None:
    """Open the room; every page of the desk says how many wait."""
    app.register_blueprint(bp)
    app.jinja_env.globals["pending_count"] = pending_count

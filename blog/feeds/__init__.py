"""The feeds room: what is new, for programs that look for it."""

from flask import Flask

from . import robots, views


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(views.bp)
    app.register_blueprint(robots.bp)

"""The log room: what happened at the desk is written down, and can be looked through."""

from flask import Flask

from . import listen, views


def init_app(app: Flask) -> None:
    """Open the room, and listen to what happens."""
    app.register_blueprint(views.bp)
    listen.init_app()

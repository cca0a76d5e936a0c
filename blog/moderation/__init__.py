"""The moderation room: the queue, what is decided there, and how comments are found and edited."""

from flask import Flask

from . import edits, find, views


def init_app(app: Flask) -> None:
    """Open the room."""
    for bp in (views.bp, find.bp, edits.bp):
        app.register_blueprint(bp)

"""The health room: whether the site is well, for monitors, and the backups, for the desk."""

from flask import Flask

from . import backups, listen, views


def init_app(app: Flask) -> None:
    """Open the room, and keep who was erased."""
    app.register_blueprint(views.bp)
    backups.init_app(app)
    listen.init_app()

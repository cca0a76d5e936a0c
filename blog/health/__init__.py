"""The health room: the backups at the desk, and who was erased."""

from flask import Flask

from . import backups, listen


def init_app(app: Flask) -> None:
    """Open the room, and keep who was erased."""
    app.register_blueprint(backups.bp)
    listen.init_app()

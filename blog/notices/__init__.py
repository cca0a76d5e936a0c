"""The notices room: what the admin and readers are written to about, and what the links in those mails open."""

from flask import Flask

from . import alerts, backup_mails, consent, listen, post, told, views


def init_app(app: Flask) -> None:
    """Open the room, and listen to what comes in."""
    app.register_blueprint(views.bp)
    app.register_blueprint(post.bp)
    app.register_blueprint(consent.bp)
    listen.init_app(app)
    told.init_app(app)
    alerts.init_app(app)
    backup_mails.init_app(app)

"""The notices room: what the admin is written to about, and what the links in those mails open."""

from flask import Flask

from . import listen, post, views


def init_app(app: Flask) -> None:
    """Open the room, and listen to what comes in."""
    app.register_blueprint(views.bp)
    app.register_blueprint(post.bp)
    listen.init_app(app)

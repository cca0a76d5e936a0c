"""The feeds room: what is new, for programs that look for it."""

from flask import Flask

from . import articles, robots, sitemap, views


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(articles.bp)
    app.register_blueprint(views.bp)
    app.register_blueprint(robots.bp)
    app.register_blueprint(sitemap.bp)

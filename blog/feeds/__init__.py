"""The feeds room: what is new, for programs that look for it."""

from flask import Flask

from . import answers, articles, robots, sitemap, views


def init_app(app: Flask) -> None:
    """Open the room."""
    answers.init_app(app)
    app.register_blueprint(articles.bp)
    app.register_blueprint(views.bp)
    app.register_blueprint(robots.bp)
    app.register_blueprint(sitemap.bp)

"""The reading room: home, article, tag, page, and the form under an article."""

from flask import Flask

from .views import bp, static_pages


def init_app(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(bp)
    app.jinja_env.globals["static_pages"] = static_pages

"""The doctor: every check of whether all is well, for `flask doctor`, for the desk and for monitors."""

from flask import Flask

from . import views


def init_app(app: Flask) -> None:
    """Open the room, and let every page of the desk say what needs somebody."""
    app.register_blueprint(views.bp)
    app.jinja_env.globals["attention"] = views.attention

"""The authoring room: the list of articles, the tags, and the editor."""

from flask import Flask

from . import list as articles
from . import revisions, tags, working_copies


def init_app(app: Flask) -> None:
    """Open the room."""
    for bp in (articles.bp, revisions.bp, tags.bp, working_copies.bp):
        app.register_blueprint(bp)

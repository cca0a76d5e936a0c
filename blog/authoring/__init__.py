"""The authoring room: the list of articles, the tags, the editor and the media library."""

from flask import Flask

from . import library, revisions, tags, working_copies
from . import list as articles


def init_app(app: Flask) -> None:
    """Open the room."""
    for bp in (articles.bp, revisions.bp, tags.bp, working_copies.bp, library.bp):
        app.register_blueprint(bp)

"""The authoring room: the list of articles and the editor."""

from flask import Flask

from . import revisions, views, working_copies


def init_app(app: Flask) -> None:
    """Open the room."""
    for bp in (views.bp, revisions.bp, working_copies.bp):
        app.register_blueprint(bp)

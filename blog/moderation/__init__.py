"""The moderation room: the queue, and what is decided there."""

from flask import Flask

from . import edits, find, pending_edits, policy, reports, requests, views


def init_app(app: Flask) -> None:
    """Open the room."""
    for bp in (views.bp, find.bp, edits.bp, pending_edits.bp, reports.bp, policy.bp, requests.bp):
        app.register_blueprint(bp)

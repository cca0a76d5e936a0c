"""Finished pages, kept by each process and given to everyone until something that readers see is changed."""

from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import event

from ..db import db
from ..site import version
from .front import PageCache
from .published import Published


def init_app(app: Flask) -> None:
    """Stand in front of the app; call it last."""
    current, folder = version.reader(app.config["SQLALCHEMY_DATABASE_URI"]), app.config["PAGES_FOLDER"]
    if folder:
        app.extensions["published"] = Published(Path(folder), current, app.config["CDN_SECONDS"])
    app.extensions["front"] = app.wsgi_app = PageCache(app, current, published_by(app))  # type: ignore[method-assign]


def front_of(app: Flask) -> PageCache:
    """What stands in front of the app."""
    found: PageCache = app.extensions["front"]
    return found


def published_by(app: Flask) -> Published | None:
    """The files of pages, where they are wanted."""
    found: Published | None = app.extensions.get("published")
    return found


@event.listens_for(db.session, "after_commit")
def _follow(_session: object) -> None:
    """Before anybody is told that an act is done, no file shows what was before it."""
    if pages := published_by(current_app):
        pages.follow()

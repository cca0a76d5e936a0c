"""Finished pages, kept by each process and given to everyone until something that readers see is changed."""

from flask import Flask

from ..site import version
from .front import PageCache


def init_app(app: Flask) -> None:
    """Stand in front of the app; call it last."""
    app.wsgi_app = PageCache(app, version.reader(app.config["SQLALCHEMY_DATABASE_URI"]))  # type: ignore[method-assign]

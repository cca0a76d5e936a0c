"""Letterpress: the table of contents. Every part of the house is opened here, in reading order."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from . import (
    assets,
    authoring,
    cli,
    clock,
    db,
    doctor,
    errors,
    exporting,
    feeds,
    forwarding,
    gate,
    health,
    hosts,
    importing,
    links,
    locale,
    log,
    moderation,
    notices,
    packing,
    pagecache,
    reading,
    receipts,
    search,
    settings,
    signin,
)
from .config import ROOT, Config, load
from .people.queries import signed_in

ROOMS = (
    reading, search, feeds, receipts, moderation, log, notices, authoring, settings, signin, health, doctor,
    forwarding, importing, exporting,
)  # fmt: skip


def create_app(config: Config | None = None, overrides: Mapping[str, Any] | None = None) -> Flask:
    """The whole blog as a WSGI application; `overrides` are Flask's own settings, for tests. Raises ConfigError."""
    config = config or load()
    app = Flask("blog", root_path=str(ROOT), instance_path=str(config.instance), static_folder=None)
    app.config.from_mapping(_flask_settings(config))
    app.config.from_mapping(overrides or {})
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    db.init_app(app)
    gate.init_app(app, lambda token: signed_in(token, clock.now()))
    packing.init_app(app)
    locale.init_app(app)
    assets.init_app(app, lambda: locale.site().accent)
    app.jinja_env.globals |= {"absolute": links.absolute, "url_for": links.address}
    for room in ROOMS:
        room.init_app(app)
    errors.init_app(app)
    cli.init_app(app)
    pagecache.init_app(app)
    return app


def _flask_settings(config: Config) -> dict[str, Any]:
    is_secure = config.public_url.startswith("https:")
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database,
        "SQLALCHEMY_ENGINE_OPTIONS": db.options(config.database),
        "PUBLIC_URL": config.public_url,
        "SERVER": config,
        "MEDIA_FOLDER": config.media_folder,
        "CARD_FOLDER": config.card_folder,
        "SMTP_URL": config.smtp_url,
        "MAIL_FROM": config.sender,
        "OWN_NAMES": hosts.own_names(config),
        "TRUSTED_PROXIES": config.trusted_proxies,
        "PAGES_FOLDER": config.pages_dir,
        "CDN_SECONDS": config.cdn_seconds,
        "MAX_CONTENT_LENGTH": gate.PUBLIC_BODY,
        # The only path that has a cookie is the admin's.
        "SESSION_COOKIE_NAME": "__Secure-letterpress" if is_secure else "letterpress",
        "SESSION_COOKIE_PATH": "/admin",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,  # or whoever sends the cookie elsewhere too would get it again there
        "SESSION_COOKIE_SECURE": is_secure,
        "WTF_CSRF_TIME_LIMIT": None,  # an article may take longer than an hour
    }

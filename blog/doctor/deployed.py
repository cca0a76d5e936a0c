"""What is looked at once, before readers come: whether the settings are those of a site on the open network."""

import os
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app

from ..config import Config
from ..db import db
from ..people.queries import the_admin
from .checks import Check

ROOT_USER = 0


def _address(_now: datetime) -> str:
    url = urlsplit(_server().public_url)
    return "" if url.scheme == "https" and "." in (url.hostname or "") else f"readers' links begin with {url.geturl()}"


def _listens(_now: datetime) -> str:
    """A network that only the proxy reaches is well, which nobody can see from here; the open one never is."""
    host, proxies = _server().host, _server().trusted_proxies
    try:
        address = ip_address(host)
    except ValueError:
        is_near = host == "localhost"
    else:
        address = getattr(address, "ipv4_mapped", None) or address
        is_inside = address.is_private and not address.is_unspecified
        is_near = address.is_loopback or (is_inside and proxies > 0)
    return "" if is_near else f"the server listens on {host}, where others reach it without the proxy"


def _proxies(_now: datetime) -> str:
    return "" if _server().trusted_proxies else "BLOG_TRUSTED_PROXIES is 0, as if there were none in front"


def _user(_now: datetime) -> str:
    return "this is root" if os.geteuid() == ROOT_USER else ""


def _folder(_now: datetime) -> str:
    server = _server()
    paths = (server.instance / "blog.sqlite", server.instance / "secret_key", server.instance / "config.toml")
    open_ones = [path.name for path in paths if path.exists() and path.stat().st_mode & 0o077]
    return f"others on this machine can read {' and '.join(open_ones)}" if open_ones else ""


def _admin(_now: datetime) -> str:
    found = the_admin()
    db.session.rollback()
    return "" if found else "there is none yet"


def _mail(_now: datetime) -> str:
    return "" if current_app.config["SMTP_URL"] else "BLOG_SMTP_URL is not set, so that nobody is written to"


def _copies(_now: datetime) -> str:
    return "" if _server().backup_command else "they stay on the disk that they are to outlive"


def _server() -> Config:
    server: Config = current_app.config["SERVER"]
    return server


DEPLOYED = (
    Check("public address", _address, "Set BLOG_SITE_URL to the address that readers use, with https:."),
    Check(
        "where it listens",
        _listens,
        "Leave BLOG_HOST at 127.0.0.1, or at a private address that only the proxy reaches (docs/scaling.md).",
    ),
    Check("proxy in front", _proxies, "Set BLOG_TRUSTED_PROXIES to the number of proxies; the unit in deploy/ does."),
    Check("user", _user, "Run this, and the server, as a user of its own (docs/deploy.md)."),
    Check("files in the instance folder", _folder, "chmod 600 takes them from others."),
    Check("admin", _admin, "Open the link that the server prints at its start, or use `flask create-admin`."),
    Check("mail", _mail, "Set BLOG_SMTP_URL, or look at the desk often enough."),
    Check("copies of backups", _copies, "Set BLOG_BACKUP_COMMAND to what takes them elsewhere (docs/backups.md)."),
)

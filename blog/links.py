"""The one place that builds absolute links, from the site's own address; and what a safe link to elsewhere is."""

import re
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for

from .plaintext import ascii_host

# Strict on purpose: sanitisers that think along with browsers have let `javascript:` through (docs/architecture.md).
WEB_ADDRESS = re.compile(
    r"https?://([^\s/?#\\@:\"'<>`\[\]]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?([/?#][^\s\"<>`\\]*)?", re.IGNORECASE
)
# What a browser takes for another host (`//`, `/\`) or drops before it looks (tabs, line breaks) is no path of ours.
OWN_PATH = re.compile(r"/(?![/\\])[!-~]*")


def absolute(path: str) -> str:
    """The full address of a path of this site (`/articles/hello`), never built from what a request says of its host."""
    return str(current_app.config["PUBLIC_URL"]) + path


def address(endpoint: str, /, **values: Any) -> str:
    """`url_for` of templates, which ask for the same addresses again and again; relative ones are not kept."""
    if endpoint.startswith(".") or request.script_root:
        return url_for(endpoint, **values)
    return _address(current_app._get_current_object(), endpoint, tuple(values.items()))  # type: ignore[attr-defined]


def is_own_path(address: str) -> bool:
    """Whether an address leads to this site, wherever it is followed."""
    return OWN_PATH.fullmatch(address) is not None


def is_web_address(text: str) -> bool:
    """Whether it is an http or https address with a host and without a user name."""
    return WEB_ADDRESS.fullmatch(text) is not None


def host(address: str) -> str:
    """The host that an address of the web, or the domain that a `mailto:` leads to, in small letters."""
    found = WEB_ADDRESS.fullmatch(address)
    return ascii_host(found[1] if found else address.partition("?")[0].rpartition("@")[2])


@lru_cache(maxsize=512)
def _address(_app: Flask, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))

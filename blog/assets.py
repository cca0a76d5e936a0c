"""Stylesheets, scripts, fonts and pictures of our own, under addresses that carry a hash and never change."""

import mimetypes
import re
import string
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request

from . import colour
from .gate import public
from .headers import A_DAY, FOREVER

# Modules, each sent as one file: its parts in the order in which they are read.
SCRIPTS = {
    "editor.js": ("asking", "editor/keeping", "editor/typing", "editor/pictures", "editor/preview"),
    "importing.js": ("asking", "importing"),
    "letters.js": ("asking", "letters"),
    "library.js": ("asking", "library"),
    "queue.js": ("asking", "queue"),
}
LAYERS = ("tokens", "reset", "base", "layout", "article", "comments", "forms", "print")
STYLESHEETS = {"site.css": LAYERS, "desk.css": (*LAYERS, "admin")}
FOR_US = re.compile(rb"^[ \t]*(//.*)?\n?", re.MULTILINE)  # of a script: indentation, comments, and empty lines
OWN_NAME = re.compile(r"(?<![\w-])--(?!rubric\b)[a-z][a-z0-9-]*")  # of a value; that of TINTED's rule stays
SHORT = [first + second for second in ("", *string.ascii_lowercase) for first in string.ascii_lowercase]
BETWEEN = re.compile(r"\s*([{};,>])\s*")  # spaces that CSS does not read
TINTED = re.compile(r"(site\.[0-9a-f]{12})\.([0-9a-f]{6})\.css")  # `site.css` with a second ink of the admin's choice
# The sign follows a dark screen by a rule of its own, which is all that it may bring.
DRAWING = "default-src 'none'; style-src 'unsafe-inline'"

bp = Blueprint("assets", __name__)


def init_app(app: Flask, accent: Callable[[], str]) -> None:
    """Read every asset once; a stylesheet is its layers, one after the other, so that a page asks for one.

    `accent` tells the second ink that the site has now.
    """
    folder = Path(app.root_path) / "static"
    names: dict[str, str] = {}
    files: dict[str, bytes] = {}

    def add(name: str, content: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        hashed = f"{stem}.{sha256(content).hexdigest()[:12]}.{ending}"
        names[name], files[hashed] = f"/static/{hashed}", content

    parts = {folder / "js" / f"{part}.js" for parts_of_it in SCRIPTS.values() for part in parts_of_it}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".css", ".txt")):
        content = path.read_bytes()
        if path not in parts:
            add(path.name, FOR_US.sub(b"", content) if path.suffix == ".js" else content)
    for name, files_of_it in SCRIPTS.items():
        whole = b"".join((folder / "js" / f"{part}.js").read_bytes() for part in files_of_it)
        add(name, FOR_US.sub(b"", whole))
    for name, layers in STYLESHEETS.items():
        css = _for_browsers("".join((folder / "css" / f"{layer}.css").read_text("utf-8") for layer in layers))
        add(name, re.sub(r'url\("([^"/]+)"\)', lambda match: f'url("{names[match[1]]}")', css).encode())
    app.extensions["assets"], app.extensions["accent"] = files, accent
    app.extensions["favicon"] = files[names["favicon.ico"].rpartition("/")[2]]
    app.jinja_env.globals["asset"] = names.__getitem__
    app.jinja_env.filters["in_ink"] = in_ink
    app.register_blueprint(bp)


def in_ink(address: str, accent: str) -> str:
    """The address of a stylesheet with another second ink; the same for the usual one, and for one that is no good."""
    if accent == colour.ACCENT or not colour.is_good(accent):
        return address
    return f"{address.removesuffix('.css')}.{accent.removeprefix('#')}.css"


def _for_browsers(css: str) -> str:
    """A stylesheet without what is for us: comments, indentation, and whole words as names of values."""
    css = re.sub(r"/\*.*?\*/|\n\s*", "", css, flags=re.DOTALL)
    css = BETWEEN.sub(r"\1", css).replace(";}", "}").replace(": ", ":")
    names = dict.fromkeys(OWN_NAME.findall(css))
    short = {name: f"--{new}" for name, new in zip(names, SHORT, strict=False)}
    return OWN_NAME.sub(lambda match: short[match[0]], css)


@bp.get("/static/<name>")
@public()
def asset(name: str) -> Any:
    """One asset; an address of an older release is gone, as its page is too, and another ink leads to the site's."""
    ink = TINTED.fullmatch(name)
    if ink and (now := in_ink(f"/static/{ink[1]}.css", current_app.extensions["accent"]())) != request.path:
        return redirect(now) if colour.is_good(f"#{ink[2]}") else abort(404)
    content = current_app.extensions["assets"].get(name) or (ink and _tinted(ink)) or abort(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(content, mimetype=kind, headers={"Cache-Control": FOREVER})
    if name.endswith(".svg"):
        response.headers["Content-Security-Policy"] = DRAWING
    return response


@bp.get("/favicon.ico")
@public()
def favicon() -> Response:
    """Where programs look that read no page's head; its address cannot carry a hash."""
    return Response(current_app.extensions["favicon"], mimetype="image/x-icon", headers={"Cache-Control": A_DAY})


def _tinted(ink: re.Match[str]) -> bytes | None:
    """Made when it is asked for: the whole stylesheet and one rule, so that a page still asks for one file."""
    content = current_app.extensions["assets"].get(f"{ink[1]}.css")
    if content is None:
        return None
    accent = f"#{ink[2]}"
    rule = f"@layer tokens{{:root{{--rubric:light-dark({accent},{colour.in_the_dark(accent)})}}}}"
    return bytes(content) + rule.encode()

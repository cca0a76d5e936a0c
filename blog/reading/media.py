"""Uploaded pictures and files to download, which never change under their address."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from ..db import AnyRow
from ..gate import public
from ..headers import FOREVER
from ..media import queries, rules

NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'"  # nor loads, whatever a file turns out to be

bp = Blueprint("media", __name__)


@bp.get("/media/<name>")
@public(kept=False)
def file(name: str) -> AnyResponse:
    """One file of the media folder, and nothing else in the instance; a former address leads to what is there now."""
    address = queries.path(name)
    found = queries.FILE.fullmatch(address) or abort(404)
    ending = found[4]
    if ending not in rules.MIMETYPES:
        abort(404)
    row = queries.row_at(address) or abort(404)
    if row.name != found[1]:  # also where the former file still stands: something on it may be why it was replaced
        return redirect(queries.address_now(row, address), 301)
    if not Path(current_app.config["MEDIA_FOLDER"], name).is_file():
        return _moved(row, address)
    response = _download(name) if ending in rules.DOWNLOADS else _send(name, mimetype=rules.MIMETYPES[ending])
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # for feeds that are read at other places
    return response


def _moved(row: AnyRow, address: str) -> AnyResponse:
    """A card whose focal point was another one."""
    now = queries.address_now(row, address)
    return redirect(now, 301) if "-card-" in address and now != address else abort(404)


def _download(name: str) -> Response:
    """Never shown under our address, whatever is in it; under the name that it came with, and its true ending."""
    row = queries.row_at(queries.path(name))
    stem, _, ending = name.rpartition(".")
    wanted = (row is not None and row.original_filename) or stem
    is_named = wanted.lower().endswith(f".{ending}")
    return _send(
        name,
        mimetype=rules.MIMETYPES[ending],
        as_attachment=True,
        download_name=wanted if is_named else f"{wanted}.{ending}",
    )


def _send(name: str, **how: Any) -> Response:
    return send_from_directory(current_app.config["MEDIA_FOLDER"], name, **how)

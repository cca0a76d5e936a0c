"""Uploaded pictures, which never change under their address."""

from flask import Blueprint, Response, current_app, send_from_directory

from ..assets import FOREVER
from ..gate import public

bp = Blueprint("media", __name__)


@bp.get("/media/<name>")
@public()
def picture(name: str) -> Response:
    """One file of the media folder; nothing else in the instance can be reached."""
    response = send_from_directory(current_app.config["MEDIA_FOLDER"], name, mimetype="image/webp")
    response.headers["Cache-Control"] = FOREVER
    return response

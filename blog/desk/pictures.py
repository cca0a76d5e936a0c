"""Taking an uploaded picture in, for every form that has one."""

from flask import current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from .. import clock
from ..media import actions as media


def store(upload: FileStorage) -> int:
    """Its id. Raises PictureRefused."""
    return media.store(upload.read(), upload.filename or "", current_app.config["MEDIA_FOLDER"], clock.now())


def why(code: str) -> str:
    """Why a picture is refused (`PictureRefused.code`)."""
    words = {
        "not_a_picture": _("This is not a picture that can be shown. Choose a JPEG, PNG, WebP, GIF or AVIF file."),
        "too_large": _("This file is too large. Choose one of 20 MB at most."),
        "too_many_pixels": _(
            "This picture has too many pixels. Choose one of 50 megapixels at most, with 30,000 at most on a side."
        ),
        "broken": _("This picture is damaged. Choose another one."),
    }
    return str(words[code])

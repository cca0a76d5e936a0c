"""Taking in what is uploaded, and why it is not, for every form that has a file."""

from flask import current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from .. import clock
from ..media import actions as media


def picture(upload: FileStorage) -> int:
    """The id of an uploaded picture. Raises PictureRefused."""
    folder = current_app.config["MEDIA_FOLDER"]
    return media.store(upload.read(), upload.filename or "", folder, clock.now(), only_pictures=True)


def why(code: str, *, only_pictures: bool = False) -> str:
    """Why a file is refused, in words for whoever sent it, by a key of `media.rules.REFUSALS` or of our own."""
    words: dict[str, str] = {
        "not_a_picture": _("This is not a picture that can be shown. Choose a JPEG, PNG, WebP, GIF or AVIF file.")
        if only_pictures
        else _("This is no picture (JPEG, PNG, WebP, GIF, AVIF), no PDF and no sound (MP3, Ogg, M4A, FLAC, WAV)."),
        "too_large": _("This file is too large. Choose one of 20 MB at most."),
        "too_many_pixels": _(
            "This picture has too many pixels. Choose one of 50 megapixels at most, with 30,000 at most on a side."
        ),
        "broken": _("This picture is damaged. Choose another one."),
        "too_many_items": _("The library holds 10,000 files, and takes no more. Remove some that are not used."),
        "other_kind": _("A picture can only be replaced by a picture, and a file to download by another one."),
        "already_there": _("This file is in the library already, by itself."),
        "full": _("The disk of this site is full. Nothing was stored."),
        "none": _("Choose a file."),
        "too_many": _("Send 20 files at once at most."),
    }
    return words[code]

"""Why a file is not taken, in words for whoever sent it."""

from flask_babel import gettext as _


def of_file(code: str) -> str:
    """By a key of `media.rules.REFUSALS`."""
    words: dict[str, str] = {
        "not_a_picture": _(
            "This is no picture (JPEG, PNG, WebP, GIF, AVIF), no PDF and no sound (MP3, Ogg, M4A, FLAC, WAV)."
        ),
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

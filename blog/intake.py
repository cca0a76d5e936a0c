"""What a form brings: read once, so that neither a view nor the page of a refusal meets what cannot be read."""

from urllib.parse import unquote_to_bytes

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

PUBLIC_FIELDS = 1_000  # ours have a dozen; a body full of them would cost a third of a second
FILES = ("files", "file", "picture", "card")  # fields of the desk; in any other one a file would stand for its words


def read(*, is_admins: bool) -> None:
    """Read a whole form; of the admin's larger ones, the files are read as they come.

    Raises RequestEntityTooLarge, UnsupportedMediaType, and BadRequest for what came in part or is no text.
    """
    most, length = request.max_content_length or 0, request.content_length
    is_urlencoded = request.mimetype == "application/x-www-form-urlencoded"
    is_read_whole = is_urlencoded or not is_admins
    sent = request.get_data() if is_read_whole and (length or 0) <= most else b""
    if max(length or 0, len(sent)) >= most:  # where no length was said, the rest was cut off
        raise RequestEntityTooLarge
    if not is_admins and sent.count(b"&") >= PUBLIC_FIELDS:
        raise RequestEntityTooLarge
    if is_read_whole and length is not None and len(sent) < length:
        raise BadRequest(_("Only a part of what was sent arrived. Please send it again."))
    if request.is_json:
        raise UnsupportedMediaType(_("Only forms are taken here."))
    request.form  # noqa: B018 - its parser raises what is wrong with it
    _keep_files()
    try:
        (unquote_to_bytes(sent) if is_urlencoded else sent).decode()
    except UnicodeDecodeError:
        raise BadRequest(_("What was sent is not valid text (UTF-8).")) from None


def _keep_files() -> None:
    kept = []
    for name, file in request.files.items(multi=True):
        if name in FILES:
            kept.append((name, file))
        else:
            file.close()
    request.files = ImmutableMultiDict(kept)

"""What a form brings: read once, so that neither a view nor the page of a refusal meets what cannot be read."""

import os
import shutil
from errno import ENOSPC
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, cast
from urllib.parse import unquote_to_bytes

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

PUBLIC_FIELDS = 1_000  # ours have a dozen; a body full of them would cost a third of a second
SENT = ".sent-"  # what the name of a file begins with that is being sent
FILES = ("files", "file", "picture", "card")  # fields of the desk; in any other one a file would stand for its words
RESERVE = 200_000_000  # bytes of the disk that a whole blog leaves to the rest of the machine


def read(*, is_admins: bool, folder: Path | None = None) -> None:
    """Read a whole form; of the admin's larger ones, the files are read as they come, into `folder` if that is given.

    Raises RequestEntityTooLarge, UnsupportedMediaType, BadRequest for what came in part or is no text, and OSError
    where there is no room.
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
    if folder:
        request._get_file_stream = partial(_spool, folder)  # type: ignore[method-assign]
    request.form  # noqa: B018 - its parser raises what is wrong with it
    _keep_files()
    try:
        (unquote_to_bytes(sent) if is_urlencoded else sent).decode()
    except UnicodeDecodeError:
        raise BadRequest(_("What was sent is not valid text (UTF-8).")) from None


def _spool(folder: Path, total_content_length: int | None, **_about: object) -> IO[bytes]:
    """A file with a name in a folder, which goes when it is closed, for what comes in a body of that length."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if (total_content_length or 0) > shutil.disk_usage(folder).free - RESERVE:
        raise OSError(ENOSPC, os.strerror(ENOSPC))
    return cast(IO[bytes], NamedTemporaryFile(dir=folder, prefix=SENT))  # the request closes it


def _keep_files() -> None:
    kept = []
    for name, file in request.files.items(multi=True):
        if name in FILES:
            kept.append((name, file))
        else:
            file.close()
    request.files = ImmutableMultiDict(kept)

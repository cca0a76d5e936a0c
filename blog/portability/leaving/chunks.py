"""The whole blog in one of its forms, in parts that are worth sending."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from .. import exporting
from . import everything, wordpress
from .forms import Form
from .packed import packed

CHUNK = 1 << 16


def chunks(form: Form, media_folder: Path, now: datetime) -> Iterator[bytes]:
    """The file, which is made while it is asked for."""
    if form is Form.MARKDOWN:
        return packed(exporting.files(media_folder, exporting.Report(), _unseen), now)
    if form is Form.WORDPRESS:
        return _encoded(wordpress.document(now, wordpress.Report(), _unseen))
    return _encoded(everything.document(now, Counter(), _unseen))


def _encoded(parts: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part)
        if length >= CHUNK:
            yield "".join(waiting).encode()
            waiting, length = [], 0
    yield "".join(waiting).encode()


def _unseen(_done: int, _of: int) -> None:
    """The browser itself shows how much came."""

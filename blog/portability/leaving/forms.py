"""In which forms the blog can be taken away at the desk, each as one file that is written while it is sent."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from blinker import Signal

from ...db import writing
from .. import exporting
from . import everything, wordpress
from .packed import packed

CHUNK = 1 << 16
# Sent inside a transaction with `session` and the `form`: somebody takes it all away.
exported = Signal()


class Form(StrEnum):
    """One of them."""

    MARKDOWN = "markdown"
    WORDPRESS = "wordpress"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Download:
    """What a browser stores it as, and the file itself."""

    name: str
    mimetype: str
    chunks: Iterator[bytes]


def take_away(form: Form, media_folder: Path, now: datetime) -> Download:
    """Write down that it goes, and begin."""
    with writing() as session:
        exported.send(None, session=session, form=form)
    name = f"letterpress-{now:%Y-%m-%d}"
    if form == Form.MARKDOWN:
        files = exporting.files(media_folder, exporting.Report(), _unseen)
        return Download(f"{name}.zip", "application/zip", packed(files, now))
    if form == Form.WORDPRESS:
        return Download(f"{name}.xml", "text/xml", _encoded(wordpress.document(now, wordpress.Report(), _unseen)))
    return Download(f"{name}.json", "application/json", _encoded(everything.document(now, Counter(), _unseen)))


def _encoded(parts: Iterable[str]) -> Iterator[bytes]:
    """Text in parts that are worth sending."""
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
